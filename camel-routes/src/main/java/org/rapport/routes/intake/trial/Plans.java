package org.rapport.routes.intake.trial;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;

/** What messages to patients follow from what HL7 v2 messages did, one after the other. */
public interface Plans {
  /** Plans of trials, each of its own. */
  interface Source {
    /** Plans of nothing yet. */
    Plans begin();
  }

  /** Of nobody who plans. */
  Source NONE =
      () ->
          new Plans() {
            @Override
            public void applied(Instant now, List<? extends Resource> stored) {
              // Nothing follows from it.
            }

            @Override
            public List<PlannedMessage> planned() {
              return List.of();
            }
          };

  /**
   * One was applied.
   *
   * @param now its own time
   * @param stored all that is there since
   */
  void applied(Instant now, List<? extends Resource> stored);

  /** All that were planned, by visit and time, those that were revoked among them. */
  List<PlannedMessage> planned();
}
