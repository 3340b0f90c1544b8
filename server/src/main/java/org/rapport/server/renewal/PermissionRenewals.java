package org.rapport.server.renewal;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.apply.Revoked;
import org.rapport.server.consent.Bases.ImpliedEnd;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.outreach.message.TemplateRequest;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.Sql;
import org.rapport.server.store.StoredResources;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Re-permission before an implied consent ends (CASL s. 10(9)-(10); policy, R18). Such a request is
 * itself a commercial message, so it goes while the implied one still permits it, through the gate
 * like any other, once for each end; when that has moved, or an express yes was given, what has not
 * gone does not go. How long before, the row of the policy says.
 */
@Component
class PermissionRenewals implements ChangeFollower {
  private static final String TEMPLATE = "permission-renewal";

  /** What is asked late would take the place of something else in the last days. */
  private static final Duration LATEST = Duration.ofDays(7);

  private static final List<Channel> CHANNELS = List.of(Channel.EMAIL, Channel.SMS);

  private final ContactBooks books;
  private final StoredResources stored;
  private final ResourceWriter writer;
  private final WorkQueue work;
  private final JdbcClient jdbc;
  private final Clock clock;

  PermissionRenewals(
      ContactBooks books,
      StoredResources stored,
      ResourceWriter writer,
      WorkQueue work,
      JdbcClient jdbc,
      Clock clock) {
    this.books = books;
    this.stored = stored;
    this.writer = writer;
    this.work = work;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public void follow(Collection<String> foci) {
    List<String> consents = ChangeFollower.ids("Consent", foci);
    Map<String, String> implied = consents.isEmpty() ? Map.of() : implied(consents);
    if (implied.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<CommunicationRequest> wanted = new ArrayList<>();
    books
        .load(implied.keySet())
        .forEach(
            (patient, book) ->
                CHANNELS.forEach(
                    channel ->
                        book.impliedEnd(OutreachPurpose.OUTREACH, channel, now)
                            .filter(end -> end.ask() != null)
                            .flatMap(end -> look(patient, implied.get(patient), channel, end, now))
                            .ifPresent(wanted::add)));
    write(wanted, waiting(implied.keySet()));
  }

  /** The request that stands now; before its time, the end is looked at again. */
  private Optional<CommunicationRequest> look(
      String patient, String consent, Channel channel, ImpliedEnd end, Instant now) {
    if (now.isBefore(end.ask())) {
      work.lookAgain(patient, "Consent/" + consent, end.ask());
    }
    return now.isBefore(end.ask()) || !now.isBefore(end.at().minus(LATEST))
        ? Optional.empty()
        : Optional.of(request(patient, consent, channel, end, now));
  }

  private void write(List<CommunicationRequest> wanted, List<String> waiting) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    Set<String> ids = new HashSet<>();
    for (CommunicationRequest request : wanted) {
      IdType id = new IdType("CommunicationRequest", request.getIdElement().getIdPart());
      ids.add(id.getIdPart());
      if (!stored.has(id)) {
        put(bundle, request);
      }
    }
    waiting.stream()
        .filter(id -> !ids.contains(id))
        .flatMap(id -> stored.read(CommunicationRequest.class, id).stream())
        .forEach(request -> put(bundle, Revoked.of(request, NotDoneReason.CONDITION_NOT_MET)));
    writer.write(bundle);
  }

  // The same end has the same id: nobody is asked twice.
  private static CommunicationRequest request(
      String patient, String consent, Channel channel, ImpliedEnd end, Instant now) {
    CommunicationRequest request =
        TemplateRequest.of(
            NameBasedId.of("renewal " + patient + " " + channel.code() + " " + end.at()),
            TEMPLATE,
            OutreachPurpose.OUTREACH,
            patient,
            now,
            end.at().minus(LATEST));
    request.addMedium(Concepts.of(channel));
    request.addAbout(new Reference("Consent/" + consent));
    return request;
  }

  // By patient: the newest of what is taken for granted, of those with a Consent that changed.
  private Map<String, String> implied(List<String> consents) {
    return jdbc
        .sql(
            """
            select patient_id, (array_agg(id order by decided_at desc, id))[1] as consent
            from rapport.consent_facts
            where permit and basis <> 'express' and patient_id in
              (select patient_id from rapport.consent_facts where id = any(?))
            group by patient_id""")
        .param(Sql.array(consents))
        .query((row, n) -> Map.entry(row.getString("patient_id"), row.getString("consent")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private List<String> waiting(Collection<String> patients) {
    return jdbc.sql(
            """
            select id from rapport.planned_message
            where patient_id = any(:patients) and template like :template and status = 'active'
            order by id""")
        .param("patients", Sql.array(patients))
        .param("template", TemplateRequest.canonical(TEMPLATE) + "%")
        .query(String.class)
        .list();
  }
}
