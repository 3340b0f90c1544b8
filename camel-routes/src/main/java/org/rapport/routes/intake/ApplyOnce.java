package org.rapport.routes.intake;

import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.siu.UnmappableMessageException;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.routes.intake.store.StoreRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all intakes have in common: the same bytes again are AA and change nothing, what cannot be
 * applied is kept as a dead letter, and AA is said once the transaction is committed.
 */
final class ApplyOnce {
  private static final Logger LOG = LoggerFactory.getLogger(ApplyOnce.class);

  private final FhirStore store;
  private final Acknowledgements acknowledgements;
  private final DeadLetters letters;
  private final Noted journal;

  ApplyOnce(FhirStore store, Acknowledgements acknowledgements, DeadLetters letters) {
    this.store = store;
    this.acknowledgements = acknowledgements;
    this.letters = letters;
    this.journal = new Noted(store);
  }

  /** Applies a message unless it was applied before; what the work throws otherwise goes on. */
  Answer apply(Received received, Supplier<Answer> work) {
    if (store.exists("Binary", received.id())) {
      LOG.info("{}: duplicate", received.words());
      return unchanged(received, "Duplicate");
    }
    try {
      return work.get();
    } catch (UnmappableMessageException unmappable) {
      return keep(received, unmappable.fault());
    } catch (StoreRefusedException refused) {
      return keep(received, Fault.general(Hl7Error.APPLICATION_INTERNAL, refused.words()));
    }
  }

  /** Commits what the message leads to, with its row of the journal, and accepts it. */
  Answer commit(Received received, Bundle transaction, String text) {
    Answer answer = Answer.accepted(acknowledgements, received.raw(), text);
    store.commit(transaction, note(received, answer));
    return answer;
  }

  /** Accepts a message for which nothing is written but a row of the journal. */
  Answer unchanged(Received received, String text) {
    Answer answer = Answer.accepted(acknowledgements, received.raw(), text);
    journal.note(note(received, answer));
    return answer;
  }

  private Answer keep(Received received, Fault fault) {
    return letters.keep(
        received.raw(),
        received.message(),
        received.sender(),
        received.type(),
        received.control(),
        fault,
        received.origin());
  }

  private static MessageNote note(Received received, Answer answer) {
    return MessageNotes.of(received.raw(), received.message(), received.origin(), answer);
  }
}
