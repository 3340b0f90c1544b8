package org.rapport.server.projection;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.profiles.Extensions;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.Sql;
import org.rapport.terminology.LeadStage;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tasks that wait for people of the clinic to {@code open_task}: none that is closed, that a
 * journey has planned for later, or that is the patient's own to do.
 */
@Component
class OpenTaskProjector implements ResourceProjector<Task> {
  private static final Set<TaskStatus> OPEN =
      EnumSet.of(
          TaskStatus.REQUESTED,
          TaskStatus.RECEIVED,
          TaskStatus.ACCEPTED,
          TaskStatus.READY,
          TaskStatus.INPROGRESS,
          TaskStatus.ONHOLD);

  private static final Set<String> OUTSIDE = Set.of("Patient", "RelatedPerson");

  private final JdbcClient jdbc;
  private final FhirTerser terser;

  OpenTaskProjector(JdbcClient jdbc, FhirContext context) {
    this.jdbc = jdbc;
    this.terser = context.newTerser();
  }

  @Override
  public Class<Task> type() {
    return Task.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("open_task"));
  }

  @Override
  public boolean project(Task task) {
    if (!task.hasStatus()
        || !OPEN.contains(task.getStatus())
        || OUTSIDE.contains(
            String.valueOf(task.getOwner().getReferenceElement().getResourceType()))) {
      remove(task);
      return false;
    }
    WorkKind kind = WorkKind.of(task);
    jdbc.sql(
            """
            insert into rapport.open_task (id, version, kind, rank, patient_id, patients, visits,
              location_id, owner, taken_by, stage, due_at, not_before, inbound_id, sensitivity)
            values (:id, :version, :kind, :rank, :patient, :patients, :visits, :location, :owner,
              :taken, :stage, :due, :notBefore, :inbound, :sensitivity)
            on conflict (id) do update set version = excluded.version, kind = excluded.kind,
              rank = excluded.rank, patient_id = excluded.patient_id,
              patients = excluded.patients, visits = excluded.visits,
              location_id = excluded.location_id, owner = excluded.owner,
              taken_by = excluded.taken_by, stage = excluded.stage, due_at = excluded.due_at,
              not_before = excluded.not_before, inbound_id = excluded.inbound_id,
              sensitivity = excluded.sensitivity
            where open_task.version <= excluded.version""")
        .param("id", task.getIdElement().getIdPart())
        .param("version", task.getIdElement().getVersionIdPartAsLong())
        .param("kind", kind.code())
        .param("rank", kind.rank(task))
        .param("patient", id(task.getFor(), "Patient").orElse(null))
        .param("patients", Sql.array(named(task, "Patient")))
        .param("visits", Sql.array(named(task, "Appointment")))
        .param("location", id(task.getLocation(), "Location").orElse(null))
        .param("owner", task.getOwner().getReference())
        .param("taken", takenBy(task).orElse(null))
        .param("stage", stage(task))
        .param("due", Sql.at(due(task)))
        .param("notBefore", Sql.at(task.getRestriction().getPeriod().getStart()))
        .param(
            "inbound",
            id(task.getReasonReference(), "Communication")
                .or(() -> id(task.getFocus(), "Communication"))
                .orElse(null))
        .param("sensitivity", Sensitivity.of(task).ordinal())
        .update();
    return false;
  }

  @Override
  public void remove(Task task) {
    jdbc.sql("delete from rapport.open_task where id = ?")
        .param(task.getIdElement().getIdPart())
        .update();
  }

  // What was promised to who asked is kept with the first answer. After it, only a period that
  // began since is a promise that stands.
  private static Date due(Task task) {
    Date end = task.getRestriction().getPeriod().getEnd();
    String stage = stage(task);
    Date answered = task.getExecutionPeriod().getStart();
    if (stage == null || stage.equals(LeadStage.NEW.code()) || answered == null) {
      return end;
    }
    Date start = task.getRestriction().getPeriod().getStart();
    return start != null && start.after(answered) ? end : null;
  }

  private static String stage(Task task) {
    return PlannedMessageProjector.code(task.getBusinessStatus(), LeadStage.SYSTEM).orElse(null);
  }

  private static Optional<String> takenBy(Task task) {
    Extension taken = task.getExtensionByUrl(Extensions.TAKEN_BY);
    return taken != null && taken.getValue() instanceof Reference who
        ? id(who, "Practitioner")
        : Optional.empty();
  }

  private SortedSet<String> named(Task task, String type) {
    SortedSet<String> ids = new TreeSet<>();
    terser
        .getAllPopulatedChildElementsOfType(task, Reference.class)
        .forEach(reference -> id(reference, type).ifPresent(ids::add));
    return ids;
  }

  private static Optional<String> id(Reference reference, String type) {
    return Optional.of(reference.getReferenceElement())
        .filter(id -> type.equals(id.getResourceType()) && id.hasIdPart())
        .map(id -> id.getIdPart());
  }
}
