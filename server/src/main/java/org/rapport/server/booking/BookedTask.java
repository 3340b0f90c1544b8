package org.rapport.server.booking;

import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.LeadStage;

/** An inquiry that has reached its aim: a visit. Pure. */
public final class BookedTask {
  private BookedTask() {}

  /**
   * Says so on its Task, for the caller to write.
   *
   * @param visit the Appointment's id
   */
  public static void by(Task task, String visit, Instant now) {
    task.setBusinessStatus(Concepts.of(LeadStage.BOOKED));
    task.setStatus(TaskStatus.COMPLETED);
    task.setLastModified(Date.from(now));
    if (!task.getExecutionPeriod().hasStart()) {
      task.getExecutionPeriod().setStart(Date.from(now));
    }
    task.getExecutionPeriod().setEnd(Date.from(now));
    task.addOutput()
        .setType(new CodeableConcept().setText("visit"))
        .setValue(new Reference("Appointment/" + visit));
  }
}
