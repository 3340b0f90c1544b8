package org.rapport.server.campaign;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.ContactDetail;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Extensions;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.journey.Journey;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.CampaignState;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes a campaign for those who came into the segment of a journey in greater numbers than come on
 * it by themselves: one at a time for each journey. While it waits for its approval whoever comes
 * joins it; once its recipients are fixed, others wait until it is over. Idempotent. Joins the
 * caller's transaction.
 */
@Component
class NewcomerCampaigns {
  private static final Set<CampaignState> GATHERING =
      Set.of(CampaignState.COUNTING, CampaignState.AWAITING_APPROVAL);

  private final NewcomerRows newcomers;
  private final CampaignRows rows;
  private final CampaignMoves moves;
  private final DefinitionCatalog catalog;
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final IFhirResourceDao<PlanDefinition> journeys;
  private final WorkQueue queue;
  private final JdbcClient jdbc;
  private final Clock clock;

  NewcomerCampaigns(
      NewcomerRows newcomers,
      CampaignRows rows,
      CampaignMoves moves,
      DefinitionCatalog catalog,
      IFhirResourceDao<CommunicationRequest> requests,
      IFhirResourceDao<PlanDefinition> journeys,
      WorkQueue queue,
      JdbcClient jdbc,
      Clock clock) {
    this.newcomers = newcomers;
    this.rows = rows;
    this.moves = moves;
    this.catalog = catalog;
    this.requests = requests;
    this.journeys = journeys;
    this.queue = queue;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Looks at who waits in a Group, for each journey in force that is for it. */
  void look(String group) {
    for (Journey journey : catalog.journeys().values()) {
      if (journey.sendsMessages() && journey.isForGroup(group)) {
        look(group, journey);
      }
    }
  }

  /** One is over: who waited for that is looked at in work of its own, which holds no campaign. */
  void lookAfter(Campaign campaign) {
    if (newcomers.first(campaign.group(), campaign.url()).isPresent()) {
      queue.own(WorkQueue.CAMPAIGN, campaign.group(), "Group/" + campaign.group(), clock.instant());
    }
  }

  private void look(String group, Journey journey) {
    Optional<Campaign> open = rows.open(group, journey.url()).flatMap(rows::lock);
    if (open.filter(campaign -> !campaign.state().over()).isEmpty()) {
      newcomers.first(group, journey.url()).ifPresent(number -> write(group, journey, number));
      return;
    }
    Campaign campaign = open.get();
    if (!campaign.isOfRapport() || !GATHERING.contains(campaign.state())) {
      return;
    }
    if (!journey.canonical().equals(campaign.canonical())) {
      // What is approved has to be what people come on.
      newcomers.release(campaign);
      moves.cancel(campaign, null, "Another version of the journey is in force");
      look(group, journey);
      return;
    }
    newcomers.claim(campaign);
    int people = newcomers.of(campaign).size();
    if (people == 0) {
      moves.cancel(campaign, null, "Nobody waits any more");
    } else if (campaign.state() == CampaignState.AWAITING_APPROVAL
        && people != campaign.members()) {
      moves.recounted(campaign, people);
    }
  }

  private void write(String group, Journey journey, long first) {
    CommunicationRequest request = new CommunicationRequest();
    request.setId(NameBasedId.of("newcomers\n" + journey.canonical() + "\n" + first));
    request.setSubject(new Reference("Group/" + group));
    request.setRequester(new Reference().setDisplay("Rapport"));
    journey.steps().stream()
        .flatMap(step -> OutreachPurpose.fromCode(step.purpose()).stream())
        .distinct()
        .forEach(purpose -> request.addCategory(Concepts.of(purpose)));
    request.addExtension(Extensions.INSTANTIATES_CANONICAL, new CanonicalType(journey.canonical()));
    request.setAuthoredOn(Date.from(clock.instant()));
    CampaignExtension extension = CampaignExtension.of(request);
    extension.addAuthor(Campaign.RAPPORT);
    authors(journey, extension);
    extension.to(CampaignState.COUNTING);
    requests.update(request, new SystemRequestDetails());
  }

  // Who signs in under the name of an author of the journey is no second person.
  private void authors(Journey journey, CampaignExtension extension) {
    jdbc.sql(
            """
            select id from rapport.definition_facts
            where kind = 'PlanDefinition' and status = 'active' and url = ? and business_version = ?
            order by id limit 1""")
        .params(journey.url(), journey.version())
        .query(String.class)
        .optional()
        .map(id -> journeys.read(new IdType("PlanDefinition", id), new SystemRequestDetails()))
        .ifPresent(
            plan ->
                plan.getAuthor().stream()
                    .filter(ContactDetail::hasName)
                    .forEach(author -> extension.addAuthor(author.getName())));
  }
}
