package org.rapport.routes.intake;

import java.time.Clock;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.hl7.Acknowledgements.Code;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.siu.DeadLetter;
import org.rapport.routes.intake.store.FhirStore;
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

  DeadLetters(FhirStore store, Acknowledgements acknowledgements, Clock clock) {
    this.store = store;
    this.acknowledgements = acknowledgements;
    this.clock = clock;
  }

  /**
   * Keeps a message, once however often it is sent; one that is a dead letter already stays as it
   * is.
   *
   * @param type MSH-9 as codes, such as {@code SIU^S12}
   * @param control MSH-10
   * @return the answer: AE
   */
  Answer keep(
      byte[] raw, SenderProfile sender, String type, String control, Fault fault, Origin origin) {
    if (!origin.kept()) {
      return Answer.refused(acknowledgements, raw, Code.AE, fault);
    }
    DeadLetter letter = DeadLetter.of(raw, sender, type, control, fault, clock.instant());
    LOG.warn("Dead letter: {}", letter.description());
    // A Task a person has worked on must not be opened again by the next attempt.
    if (!store.exists("Task", letter.taskId())) {
      store.commit(letter.transaction());
    }
    return Answer.refused(acknowledgements, raw, Code.AE, fault);
  }
}
