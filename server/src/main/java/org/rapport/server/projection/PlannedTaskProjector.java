package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Sql;
import org.rapport.terminology.NotDoneReason;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tasks that journeys plan to {@code planned_task}. */
@Component
class PlannedTaskProjector implements ResourceProjector<Task> {
  private final JdbcClient jdbc;

  PlannedTaskProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Task> type() {
    return Task.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("planned_task"));
  }

  @Override
  public boolean project(Task task) {
    Extension step = task.getExtensionByUrl(Extensions.JOURNEY_STEP);
    if (step == null || !task.hasGroupIdentifier() || !task.getExecutionPeriod().hasStart()) {
      remove(task);
      return false;
    }
    jdbc.sql(
            """
            insert into rapport.planned_task (id, version, patient_id, enrolment, step, anchor,
              template, occurrence, useful_until, status, reason)
            values (:id, :version, :patient, :enrolment, :step, :anchor, :template, :occurrence,
              :useful, :status, :reason)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, enrolment = excluded.enrolment,
              step = excluded.step, anchor = excluded.anchor, template = excluded.template,
              occurrence = excluded.occurrence, useful_until = excluded.useful_until,
              status = excluded.status, reason = excluded.reason
            where planned_task.version <= excluded.version\
            """)
        .param("id", task.getIdElement().getIdPart())
        .param("version", task.getIdElement().getVersionIdPartAsLong())
        .param("patient", task.getFor().getReferenceElement().getIdPart())
        .param("enrolment", task.getGroupIdentifier().getValue())
        .param("step", PlannedMessageProjector.part(step, Extensions.JourneyStep.STEP))
        .param("anchor", Sql.at(PlannedMessageProjector.anchor(step)))
        .param("template", PlannedMessageProjector.part(step, Extensions.JourneyStep.TEMPLATE))
        .param("occurrence", Sql.at(task.getExecutionPeriod().getStart()))
        .param("useful", Sql.at(PlannedMessageProjector.usefulUntil(task)))
        .param("status", status(task))
        .param(
            "reason",
            PlannedMessageProjector.code(task.getStatusReason(), NotDoneReason.SYSTEM).orElse(null))
        .update();
    return false;
  }

  // In the words of planned messages.
  private static String status(Task task) {
    return switch (task.hasStatus() ? task.getStatus() : Task.TaskStatus.NULL) {
      case DRAFT -> CommunicationRequestStatus.ACTIVE.toCode();
      case CANCELLED ->
          PlannedMessageProjector.code(task.getStatusReason(), NotDoneReason.SYSTEM).isPresent()
              ? CommunicationRequestStatus.REVOKED.toCode()
              : CommunicationRequestStatus.COMPLETED.toCode();
      default -> CommunicationRequestStatus.COMPLETED.toCode();
    };
  }

  @Override
  public void remove(Task task) {
    jdbc.sql("delete from rapport.planned_task where id = ?")
        .param(task.getIdElement().getIdPart())
        .update();
  }
}
