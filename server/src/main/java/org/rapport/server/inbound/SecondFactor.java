package org.rapport.server.inbound;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.consent.Placeholders;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Asks who holds a link for the date of birth of whom it is about. Wrong ones are counted a person
 * and day, over all links; too many close them all until the next day, and staff hear of it. In the
 * caller's transaction.
 */
@Component
class SecondFactor {
  private final Links links;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final JdbcClient jdbc;
  private final Clock clock;

  SecondFactor(
      Links links, PatientLocks locks, ResourceWriter writer, JdbcClient jdbc, Clock clock) {
    this.links = links;
    this.locks = locks;
    this.writer = writer;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** How far it has got. */
  enum State {
    SHOWN,
    WRONG,
    LOCKED
  }

  /** Whether nothing is taken any more, right or wrong. */
  boolean locked(Link link) {
    return links.locked(link);
  }

  /** Compares; a wrong one is counted. */
  State ask(String token, Link link, String born) {
    // One after the other: guesses at once, by several links, are counted one by one.
    locks.lock(List.of("second factor " + link.patient()));
    if (links.locked(link)) {
      return State.LOCKED;
    }
    if (born != null && born.strip().length() == 10 && matches(link.patient(), born.strip())) {
      return State.SHOWN;
    }
    links.failed(token);
    Link counted = links.find(token).orElse(link);
    if (!links.locked(counted)) {
      return State.WRONG;
    }
    tell(link.patient());
    return State.LOCKED;
  }

  // A date that is written where none is known is no secret of anybody.
  private boolean matches(String patient, String born) {
    if (Placeholders.born(born)) {
      return false;
    }
    return jdbc.sql("select count(*) from rapport.patient_identity where id = ? and birth_date = ?")
            .params(patient, born)
            .query(Integer.class)
            .single()
        > 0;
  }

  private void tell(String patient) {
    Instant now = clock.instant();
    Task task =
        OutreachTask.becauseOf("second factor " + patient + " " + now, TaskCode.CALL_BACK, now)
            .saying(
                "Somebody gave a wrong date of birth too often on links of this person, which are"
                    + " closed for a day. Please ask whether it was them, and whether the address"
                    + " on record is theirs.")
            .patient(patient)
            .focus("Patient/" + patient)
            .task();
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, task);
    writer.write(bundle);
  }
}
