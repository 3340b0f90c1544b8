package org.rapport.routes.intake;

import java.time.Clock;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.hl7.Acknowledgements.Code;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.siu.DeadLetter;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.MessageNote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what cannot be applied, and says why: the same words to the sender, in the Task and in the
 * log.
 */
final class DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final FhirStore store;
  private final Acknowledgements acknowledgements;
  private final Clock clock;
  private final Noted journal;

  DeadLetters(FhirStore store, Acknowledgements acknowledgements, Clock clock) {
    this.store = store;
    this.journal = new Noted(store);
    this.acknowledgements = acknowledgements;
    this.clock = clock;
  }

  /**
   * Keeps a message, once however often it is sent; one that is a dead letter already stays as it
   * is.
   *
   * @param message null where it could not be read
   * @param type MSH-9 as codes, such as {@code SIU^S12}
   * @param control MSH-10
   * @return the answer: AE
   */
  Answer keep(
      byte[] raw,
      Hl7Message message,
      SenderProfile sender,
      String type,
      String control,
      Fault fault,
      Origin origin) {
    Answer answer = Answer.refused(acknowledgements, raw, Code.AE, fault);
    if (!origin.kept()) {
      return answer;
    }
    MessageNote note = MessageNotes.of(raw, message, origin, answer);
    DeadLetter letter = DeadLetter.of(raw, sender, type, control, fault, clock.instant());
    LOG.warn("Dead letter: {}", letter.description());
    // A Task a person has worked on must not be opened again by the next attempt.
    if (store.exists("Task", letter.taskId())) {
      journal.note(note);
    } else {
      store.commit(letter.transaction(), note);
    }
    return answer;
  }
}
