package org.rapport.server.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.store.Sql;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What conditions read of patients that is not kept as resources of theirs: what went out to them,
 * and what they opted out of. One query each for any number of patients.
 */
@Component
class PatientEvidence {
  /** How far back messages are looked at: longer than any shipped rule, shorter than for ever. */
  private static final Duration LATELY = Duration.ofDays(400);

  private final JdbcClient jdbc;
  private final ContactBooks contactBooks;

  PatientEvidence(JdbcClient jdbc, ContactBooks contactBooks) {
    this.jdbc = jdbc;
    this.contactBooks = contactBooks;
  }

  /** What was sent, or is in a provider's hands, by patient. */
  Map<String, List<Resource>> messages(Collection<String> patients, Instant now) {
    Map<String, List<Resource>> found = new HashMap<>();
    if (patients.isEmpty()) {
      return found;
    }
    jdbc.sql(
            """
            select patient_id, purpose, sent_at as at from rapport.communication_facts
            where patient_id = any(:patients) and sent_at > :since and status = 'completed'
              and purpose is not null
            union all
            select patient_id, purpose, coalesce(begun_at, released_at) from rapport.attempt
            where patient_id = any(:patients)
              and (state <> 'answered' or outcome in ('sent', 'unknown'))""")
        .param("patients", Sql.array(patients))
        .param("since", Sql.at(now.minus(LATELY)))
        .query(
            row -> {
              Communication message = new Communication();
              message.setStatus(Communication.CommunicationStatus.COMPLETED);
              message.addCategory(
                  new CodeableConcept(
                      new Coding(OutreachPurpose.SYSTEM, row.getString("purpose"), null)));
              message.setSent(Date.from(Sql.instant(row, "at")));
              found
                  .computeIfAbsent(row.getString("patient_id"), patient -> new ArrayList<>())
                  .add(message);
            });
    return found;
  }

  /** Codes of the purposes that a patient may not be written for because of an opt-out. */
  Map<String, List<Base>> refused(Collection<String> patients, Instant now) {
    Map<String, List<Base>> found = new HashMap<>();
    if (patients.isEmpty()) {
      return found;
    }
    Map<String, ContactBook> books = contactBooks.load(patients);
    books.forEach(
        (patient, book) -> {
          List<Base> refused = new ArrayList<>();
          for (OutreachPurpose purpose : OutreachPurpose.values()) {
            book.choose(purpose, Optional.empty(), now)
                .refusal()
                .filter(reason -> reason == NotDoneReason.OPTED_OUT)
                .ifPresent(reason -> refused.add(new StringType(purpose.code())));
          }
          found.put(patient, refused);
        });
    return found;
  }
}
