package org.rapport.server.inbound;

import org.rapport.server.config.RapportSettings;
import org.rapport.server.work.WorkQueue;
import org.springframework.stereotype.Component;

/**
 * Has what a patient answered told to the EHR, where one is set up to be told. Only what patients
 * say to us comes by here: an answer that the EHR has written itself is never echoed.
 */
@Component
class EhrAnswers {
  private final WorkQueue queue;
  private final RapportSettings.Ehr ehr;

  EhrAnswers(WorkQueue queue, RapportSettings settings) {
    this.queue = queue;
    this.ehr = settings.ehr();
  }

  /**
   * Puts an answer on the queue, in the caller's transaction.
   *
   * @param focus reference of the AppointmentResponse or Task that says it
   */
  void tell(String patient, String focus) {
    if (ehr.mllpPresent()) {
      queue.answer(WorkQueue.EHR_UPDATE, patient, focus);
    }
    if (ehr.fhirPresent()) {
      queue.answer(WorkQueue.EHR_WRITE, patient, focus);
    }
  }
}
