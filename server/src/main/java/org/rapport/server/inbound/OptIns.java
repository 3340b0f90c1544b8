package org.rapport.server.inbound;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.link.Link;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.Sql;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.store.StoredResources;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Double opt-in (policy, R13): a Consent that is {@code proposed} has the address asked once; YES
 * from there within a day, or the button behind the link in the e-mail, makes it {@code active} and
 * verified. Silence leaves it proposed, which permits nothing.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class OptIns implements StorageInterceptor {
  private static final Duration TO_ANSWER = Duration.ofHours(24);

  private static final List<Channel> ASKED = List.of(Channel.SMS, Channel.EMAIL);

  /** As they are after {@link Normal}; C and its words are about visits. */
  private static final Set<String> YES = Set.of("yes", "y", "oui", "si", "yes please", "oui merci");

  private final IFhirResourceDao<Consent> consents;
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final ContactBooks books;
  private final StoredResources stored;
  private final JdbcClient jdbc;
  private final Clock clock;

  OptIns(
      IFhirResourceDao<Consent> consents,
      IFhirResourceDao<CommunicationRequest> requests,
      ContactBooks books,
      StoredResources stored,
      JdbcClient jdbc,
      Clock clock) {
    this.consents = consents;
    this.requests = requests;
    this.books = books;
    this.stored = stored;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Asks for a proposed consent that is new. */
  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED, order = AFTER_PROJECTIONS)
  public void created(IBaseResource resource) {
    if (resource instanceof Consent consent && proposed(consent)) {
      ask(consent);
    }
  }

  private static boolean proposed(Consent consent) {
    return consent.getStatus() == ConsentState.PROPOSED
        && consent.getProvision().getType() == ConsentProvisionType.PERMIT
        && consent.getPatient().getReferenceElement().hasIdPart()
        && consent.getCategory().stream()
            .anyMatch(c -> c.hasCoding(ConsentCategory.SYSTEM, ConsentCategory.OUTREACH.code()))
        && channel(consent).filter(ASKED::contains).isPresent();
  }

  // Where none is named, a text is what has to be confirmed.
  private static Optional<Channel> channel(Consent consent) {
    return consent.getProvision().hasCode()
        ? ASKED.stream()
            .filter(
                channel ->
                    consent.getProvision().getCode().stream()
                        .anyMatch(code -> code.hasCoding(Channel.SYSTEM, channel.code())))
            .findFirst()
        : Optional.of(Channel.SMS);
  }

  private void ask(Consent consent) {
    Instant now = clock.instant();
    String patient = consent.getPatient().getReferenceElement().getIdPart();
    Optional<Route> route =
        books
            .load(List.of(patient))
            .getOrDefault(patient, ContactBook.EMPTY)
            .choose(OutreachPurpose.ACKNOWLEDGEMENT, channel(consent), now)
            .route();
    if (route.isEmpty()) {
      return;
    }
    // What was said just now is answered at once; what an import brings waits for the day.
    Instant said = consent.hasDateTime() ? consent.getDateTime().toInstant() : now;
    Bundle bundle = new Bundle();
    CommunicationRequest request =
        new InboundRecords(bundle, said.isBefore(now) ? said : now, now)
            .prompt(
                requestId(consent),
                route.get(),
                AnswerKind.OPT_IN_REQUEST,
                patient,
                now.plus(TO_ANSWER));
    request.addAbout(new Reference("Consent/" + consent.getIdElement().getIdPart()));
    requests.update(request, new SystemRequestDetails());
  }

  private static String requestId(Consent consent) {
    return NameBasedId.of("opt-in " + consent.getIdElement().getIdPart());
  }

  /** Whether the text is the YES that was asked for, of one patient alone. */
  Optional<String> answered(Inbound inbound, Collection<String> patients) {
    if (!YES.contains(Normal.of(inbound.body()))) {
      return Optional.empty();
    }
    List<String> asked = patients.stream().filter(p -> !open(p, inbound.from()).isEmpty()).toList();
    // Who of a shared telephone has said it, nobody knows: a consent is not guessed.
    return asked.size() == 1 ? Optional.of(asked.get(0)) : Optional.empty();
  }

  /** Makes what the address was asked about permitted. */
  void confirm(Bundle bundle, Inbound inbound, String patient) {
    for (Consent consent : open(patient, inbound.from())) {
      confirm(consent, inbound.from());
      if (!consent.hasSource()) {
        consent.setSource(new Reference("Communication/" + inbound.communication()));
      }
      put(bundle, consent);
    }
  }

  // It counts from the answer on: what was denied on the address before it, the answer takes back;
  // what an address that has stopped everything answers takes nothing back.
  private void confirm(Consent consent, Route from) {
    Instant now = clock.instant();
    consent.setStatus(ConsentState.ACTIVE);
    consent
        .addVerification()
        .setVerified(true)
        .setVerifiedWith(consent.getPatient().copy())
        .setVerificationDate(Date.from(now));
    if (!books.state(from).optedOut()) {
      consent.setDateTime(Date.from(now.plusMillis(1)));
      consent.getDateTimeElement().setPrecision(TemporalPrecisionEnum.MILLI);
    }
  }

  /**
   * What the button behind the link of an e-mail permits.
   *
   * @param link of the purpose {@link Link.Purpose#CONSENT}
   * @return whether it is permitted now; false where it was withdrawn or is not there any more
   */
  boolean confirm(Link link) {
    String id = new IdType(link.focus()).getIdPart();
    Consent consent = stored.read(Consent.class, id).orElse(null);
    if (consent != null && consent.getStatus() == ConsentState.PROPOSED) {
      confirm(consent, new Route(Channel.EMAIL, link.address()));
      consents.update(consent, new SystemRequestDetails());
    }
    return consent != null && consent.getStatus() == ConsentState.ACTIVE;
  }

  /** Whether the link of an e-mail has something to permit, or has permitted it. */
  boolean asks(Link link) {
    return link.focus() != null
        && stored
            .read(Consent.class, new IdType(link.focus()).getIdPart())
            .map(Consent::getStatus)
            .filter(state -> state == ConsentState.PROPOSED || state == ConsentState.ACTIVE)
            .isPresent();
  }

  private List<Consent> open(String patient, Route from) {
    Set<String> asked =
        Set.copyOf(
            jdbc.sql(
                    """
                    select m.id from rapport.planned_message m
                    join rapport.communication_facts c on c.based_on = m.id
                    where m.patient_id = :patient and m.answer = :kind and lower(m.answer_to) = :address
                      and c.status = 'completed' and c.sent_at > :since\
                    """)
                .param("patient", patient)
                .param("kind", AnswerKind.OPT_IN_REQUEST.code())
                .param("address", from.key().address())
                .param("since", Sql.at(clock.instant().minus(TO_ANSWER)))
                .query(String.class)
                .list());
    if (asked.isEmpty()) {
      return List.of();
    }
    SearchParameterMap proposed = SearchParameterMap.newSynchronous();
    proposed.add(Consent.SP_PATIENT, new ReferenceParam("Patient/" + patient));
    proposed.add(Consent.SP_STATUS, new TokenParam(ConsentState.PROPOSED.toCode()));
    return consents.search(proposed, new SystemRequestDetails()).getAllResources().stream()
        .map(Consent.class::cast)
        .filter(consent -> asked.contains(requestId(consent)))
        .toList();
  }
}
