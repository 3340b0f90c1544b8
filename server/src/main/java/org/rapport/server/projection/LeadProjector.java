package org.rapport.server.projection;

import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.journey.Focus;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Inquiries, calls to make, and forms that somebody is asked to fill in. Other Tasks are what
 * journeys lead to, not what they are about.
 */
@Component
class LeadProjector extends FocusProjector<Task> {
  LeadProjector(JdbcClient jdbc, WorkQueue work) {
    super(Task.class, jdbc, work);
  }

  @Override
  Reference patient(Task task) {
    return task.getFor();
  }

  @Override
  boolean concerns(Task task) {
    return task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.LEAD.code())
        || task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.CALL_BACK.code())
        || Focus.asksForAnswers(task);
  }
}
