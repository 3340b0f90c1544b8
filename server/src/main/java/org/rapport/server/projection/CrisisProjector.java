package org.rapport.server.projection;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkQueue.Waiting;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Open Tasks of code {@code crisis} to {@code crisis}: whose messages wait for a person. */
@Component
class CrisisProjector implements ResourceProjector<Task> {
  private static final Set<TaskStatus> CLOSED =
      Set.of(
          TaskStatus.COMPLETED,
          TaskStatus.CANCELLED,
          TaskStatus.REJECTED,
          TaskStatus.FAILED,
          TaskStatus.ENTEREDINERROR);

  private final JdbcClient jdbc;
  private final WorkQueue work;

  CrisisProjector(JdbcClient jdbc, WorkQueue work) {
    this.jdbc = jdbc;
    this.work = work;
  }

  @Override
  public Class<Task> type() {
    return Task.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("crisis"));
  }

  @Override
  public boolean project(Task task) {
    boolean open =
        task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.CRISIS.code())
            && !CLOSED.contains(task.getStatus())
            && "Patient".equals(task.getFor().getReferenceElement().getResourceType());
    if (!open) {
      remove(task);
      return false;
    }
    String patient = task.getFor().getReferenceElement().getIdPart();
    jdbc.sql(
            """
            insert into rapport.crisis (id, version, patient_id) values (?, ?, ?)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id
            where crisis.version <= excluded.version\
            """)
        .params(
            task.getIdElement().getIdPart(), task.getIdElement().getVersionIdPartAsLong(), patient)
        .update();
    PatientEpoch.bump(jdbc, patient);
    return false;
  }

  @Override
  public void remove(Task task) {
    jdbc.sql("delete from rapport.crisis where id = ? returning patient_id")
        .param(task.getIdElement().getIdPart())
        .query(String.class)
        .list()
        .forEach(this::goOn);
  }

  // What had to wait is judged anew at once, rather than when it would have been looked at again,
  // and what was put on hold is planned again.
  private void goOn(String patient) {
    work.change(patient, "Patient/" + patient);
    work.messages(
        jdbc.sql(
                """
                select id, occurrence from rapport.planned_message
                where patient_id = ? and status = 'active' order by id""")
            .param(patient)
            .query(
                (row, n) ->
                    new Waiting(patient, row.getString("id"), Sql.instant(row, "occurrence")))
            .list());
  }
}
