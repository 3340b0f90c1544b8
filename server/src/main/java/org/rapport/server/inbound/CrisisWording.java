package org.rapport.server.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/**
 * Crisis wording in what somebody wrote elsewhere than in a message, such as in a form: a Task at
 * once, the crisis line to the address that was given, everything planned on hold (policy, house
 * rules). It is not parsed as anything else.
 */
@Component
public class CrisisWording {
  private static final Duration USEFUL = Duration.ofMinutes(15);

  private final ReadText reader = new ReadText();
  private final Holds holds;

  CrisisWording(Holds holds) {
    this.holds = holds;
  }

  /** Whether a text has it. */
  public boolean in(String text) {
    return text != null && reader.read(text).kind() == Meaning.Kind.CRISIS;
  }

  /**
   * Adds what follows to a transaction.
   *
   * @param from where the answer goes
   * @param cause the same for the same text, so that a repeat writes the same again
   */
  public void raise(
      Bundle bundle, Route from, String cause, String text, String patient, Instant now) {
    Inbound inbound = new Inbound(from, text, cause);
    InboundRecords records = new InboundRecords(bundle, now, now);
    records.received(inbound, EngagementCategory.INQUIRY, List.of(patient), null);
    records.task(
        inbound,
        TaskCode.CRISIS,
        patient,
        null,
        "What this person wrote has crisis wording. Please contact the person now. Planned messages"
            + " are on hold until this Task is closed.");
    holds.hold(bundle, List.of(patient));
    records.answer(inbound, AnswerKind.CRISIS, patient, null, USEFUL);
  }
}
