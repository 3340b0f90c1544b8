package org.rapport.server.simulate;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.catalog.Definitions;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.journey.Journey;
import org.rapport.server.outreach.release.DryGate;
import org.rapport.server.policy.Policy;
import org.rapport.time.CivilTime;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * {@code PlanDefinition/$simulate}: a journey, a draft too, tried out on made-up people, or on
 * those of a Bundle: what would go out on which day, what not and why, and texts. The same planner,
 * gate and templates as the server's; nobody of the clinic's is asked about, nothing is stored or
 * sent.
 */
@Component
public class SimulateOperation implements FhirOperations {
  private static final int USUAL_PEOPLE = 100;
  private static final int MOST_PEOPLE = 1_000;
  private static final int USUAL_DAYS = 60;
  private static final int MOST_DAYS = 400;
  private static final int USUAL_MESSAGES = 100;
  private static final int MOST_MESSAGES = 1_000;

  private final IFhirResourceDao<PlanDefinition> journeys;
  private final Policy policy;
  private final RapportSettings settings;
  private final FhirContext context;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final boolean register;

  SimulateOperation(
      IFhirResourceDao<PlanDefinition> journeys,
      Policy policy,
      RapportSettings settings,
      FhirContext context,
      JdbcClient jdbc,
      Clock clock,
      @Value("${rapport.number-register.url:}") String register) {
    this.journeys = journeys;
    this.policy = policy;
    this.settings = settings;
    this.context = context;
    this.jdbc = jdbc;
    this.clock = clock;
    this.register = !register.isBlank();
  }

  /**
   * Simulates.
   *
   * @param id of a stored journey; without it {@code resource} is one
   * @param templates drafts, in place of those in force under the same URL
   * @param scenario a Bundle of Patients and what is about them; without it people are made up
   * @param people how many of these; 100 without it, at most 1,000
   * @param from first day, on the clinic's calendar; today without it
   * @param to last day, included; 60 days later without it, at most 400
   * @param count messages that are told in full; 100 without it, at most 1,000
   */
  @Operation(name = "$simulate", type = PlanDefinition.class, idempotent = true)
  public Parameters simulate(
      @IdParam(optional = true) IdType id,
      @OperationParam(name = "resource") IBaseResource resource,
      @OperationParam(name = "template", max = OperationParam.MAX_UNLIMITED)
          List<IBaseResource> templates,
      @OperationParam(name = "scenario") IBaseResource scenario,
      @OperationParam(name = "people") IntegerType people,
      @OperationParam(name = "from") StringType from,
      @OperationParam(name = "to") StringType to,
      @OperationParam(name = "_count") IntegerType count) {
    ZoneId zone = settings.clinic().zone();
    LocalDate first = day("from", from).orElseGet(() -> clock.instant().atZone(zone).toLocalDate());
    LocalDate last = day("to", to).orElse(first.plusDays(USUAL_DAYS));
    if (last.isBefore(first) || ChronoUnit.DAYS.between(first, last) > MOST_DAYS) {
      throw new InvalidRequestException(
          "to should not be before from, and at most " + MOST_DAYS + " days after it");
    }
    Instant begin = CivilTime.installed().instant(first.atStartOfDay(), zone);
    Instant end = CivilTime.installed().instant(last.plusDays(1).atStartOfDay(), zone);
    Definitions definitions = definitions(templates);
    Journey journey = journey(definition(id, resource), definitions);
    Scenario tried =
        scenario == null
            ? Scenario.of(
                MadeUpPeople.of(
                    number("people", people, USUAL_PEOPLE, MOST_PEOPLE), begin, end, zone))
            : scenario(scenario);
    DryGate gate =
        new DryGate(
            policy,
            canonical -> Optional.ofNullable(definitions.template(canonical)),
            settings,
            register);
    List<SimulatedMessage> messages =
        new Simulation(journey, tried, gate, settings).run(begin, end);
    return SimulationAnswer.of(
        tried.people().size(),
        messages,
        number("_count", count, USUAL_MESSAGES, MOST_MESSAGES),
        zone);
  }

  private PlanDefinition definition(IdType id, IBaseResource resource) {
    if (id != null) {
      return journeys.read(id.toUnqualifiedVersionless(), new SystemRequestDetails());
    }
    if (!(resource instanceof PlanDefinition plan)) {
      throw new InvalidRequestException("resource should be a PlanDefinition");
    }
    if (!plan.hasUrl()) {
      throw new InvalidRequestException("resource should have a url");
    }
    return plan;
  }

  private Definitions definitions(List<IBaseResource> drafts) {
    Definitions definitions = new Definitions();
    jdbc.sql(
            """
            select body from rapport.definition_facts
            where kind = 'ActivityDefinition' and status = 'active' order by version""")
        .query(String.class)
        .list()
        .forEach(
            body ->
                definitions.add(
                    context.newJsonParser().parseResource(ActivityDefinition.class, body), true));
    if (drafts != null) {
      for (IBaseResource draft : drafts) {
        if (!(draft instanceof ActivityDefinition template)) {
          throw new InvalidRequestException("template should be an ActivityDefinition");
        }
        definitions.add(template, true);
      }
    }
    return definitions;
  }

  private static Journey journey(PlanDefinition plan, Definitions definitions) {
    definitions.add(plan, true);
    Journey journey = definitions.active().get(plan.getUrl());
    if (journey == null) {
      throw new UnprocessableEntityException(
          definitions.unread().values().stream()
              .findFirst()
              .orElse("This is no journey that can be read"));
    }
    return journey;
  }

  private static Scenario scenario(IBaseResource given) {
    if (!(given instanceof Bundle bundle)) {
      throw new InvalidRequestException("scenario should be a Bundle");
    }
    List<Resource> resources =
        bundle.getEntry().stream()
            .map(Bundle.BundleEntryComponent::getResource)
            .filter(one -> one != null)
            .toList();
    try {
      Scenario scenario = Scenario.of(resources);
      if (scenario.people().isEmpty() || scenario.people().size() > MOST_PEOPLE) {
        throw new InvalidRequestException(
            "scenario should have between 1 and " + MOST_PEOPLE + " Patients");
      }
      return scenario;
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("scenario: " + e.getMessage());
    }
  }

  private static Optional<LocalDate> day(String name, StringType given) {
    if (given == null || given.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(given.getValue()));
    } catch (DateTimeException e) {
      throw new InvalidRequestException(name + " should be a day, such as 2027-03-01");
    }
  }

  private static int number(String name, IntegerType given, int usual, int most) {
    if (given == null || given.getValue() == null) {
      return usual;
    }
    if (given.getValue() < 1 || given.getValue() > most) {
      throw new InvalidRequestException(name + " should be between 1 and " + most);
    }
    return given.getValue();
  }
}
