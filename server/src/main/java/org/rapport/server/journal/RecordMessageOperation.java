package org.rapport.server.journal;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;

/** {@code $record-message}: a message for which nothing else was written, for the journal. */
@Component
public class RecordMessageOperation implements FhirOperations {
  private final MessageJournal journal;

  RecordMessageOperation(MessageJournal journal) {
    this.journal = journal;
  }

  /**
   * Takes it down; each call is a message.
   *
   * @param note as {@link MessageNote#encoded()} writes it
   */
  @Operation(name = "$record-message", idempotent = false)
  public Parameters record(@OperationParam(name = "note", min = 1) StringType note) {
    try {
      String said = note == null || note.getValue() == null ? "" : note.getValue();
      journal.write(MessageNote.decode(said), false, new MessageTrace(), 0);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidRequestException("note should be what a route notes of a message");
    }
    return new Parameters();
  }
}
