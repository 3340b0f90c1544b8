package org.rapport.routes.intake;

import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.MessageNote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what became of messages for which nothing is written. A sender is answered all the same
 * where the journal cannot be reached: the answer is what counts.
 */
final class Noted {
  private static final Logger LOG = LoggerFactory.getLogger(Noted.class);

  private final FhirStore store;

  Noted(FhirStore store) {
    this.store = store;
  }

  void note(MessageNote note) {
    try {
      store.note(note);
    } catch (RuntimeException away) {
      LOG.warn("An HL7 message is not in the journal: {}", away.getClass().getSimpleName());
    }
  }
}
