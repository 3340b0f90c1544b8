package org.rapport.server.projection;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.journey.Focus;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a journey may be about, other than a visit or the patient, to {@code focus_facts}. A change
 * of its state leaves a work item for the patient, in the same transaction.
 */
abstract class FocusProjector<R extends Resource> implements ResourceProjector<R> {
  private final Class<R> type;
  private final JdbcClient jdbc;
  private final WorkQueue work;

  FocusProjector(Class<R> type, JdbcClient jdbc, WorkQueue work) {
    this.type = type;
    this.jdbc = jdbc;
    this.work = work;
  }

  private record Row(String patient, String status, List<String> kinds, Instant end) {}

  @Override
  public Class<R> type() {
    return type;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(
        ProjectedRows.where("focus_facts", "reference like '" + type.getSimpleName() + "/%'"));
  }

  /** Whose it is; a reference to somebody who is no patient of ours has no row. */
  abstract Reference patient(R resource);

  /** Whether a journey can be about it. */
  boolean concerns(R resource) {
    return true;
  }

  @Override
  public boolean project(R resource) {
    Reference subject = patient(resource);
    if (!"Patient".equals(subject.getReferenceElement().getResourceType())
        || !subject.getReferenceElement().hasIdPart()
        || !concerns(resource)) {
      if (!FirstVersion.is(resource)) {
        remove(resource);
      }
      return false;
    }
    Focus focus = Focus.of(resource);
    Row now =
        new Row(
            subject.getReferenceElement().getIdPart(),
            focus.status(),
            List.copyOf(new TreeSet<>(focus.kinds())),
            focus.end());
    Row before =
        jdbc.sql(
                "select patient_id, status, kinds, end_at from rapport.focus_facts"
                    + " where reference = ?")
            .param(focus.reference())
            .query(
                (row, n) ->
                    new Row(
                        row.getString(1),
                        row.getString(2),
                        Arrays.asList(Sql.strings(row, "kinds")),
                        Sql.instant(row, "end_at")))
            .optional()
            .orElse(null);
    jdbc.sql(
            """
            insert into rapport.focus_facts
              (reference, version, patient_id, status, kinds, start_at, end_at, sensitivity)
            values (:reference, :version, :patient, :status, :kinds, :start, :end, :sensitivity)
            on conflict (reference) do update set version = excluded.version,
              patient_id = excluded.patient_id, status = excluded.status, kinds = excluded.kinds,
              start_at = excluded.start_at, end_at = excluded.end_at,
              sensitivity = excluded.sensitivity
            where focus_facts.version <= excluded.version""")
        .param("reference", focus.reference())
        .param("version", resource.getIdElement().getVersionIdPartAsLong())
        .param("patient", now.patient())
        .param("status", now.status())
        .param("kinds", Sql.array(now.kinds()))
        .param("start", Sql.at(focus.start()))
        .param("end", Sql.at(focus.end()))
        .param("sensitivity", Sensitivity.of(resource).ordinal())
        .update();
    if (!Objects.equals(before, now)) {
      work.change(now.patient(), focus.reference());
    }
    return false;
  }

  @Override
  public void remove(R resource) {
    String reference = type.getSimpleName() + "/" + resource.getIdElement().getIdPart();
    jdbc.sql("delete from rapport.focus_facts where reference = ? returning patient_id")
        .param(reference)
        .query(String.class)
        .list()
        .forEach(patient -> work.change(patient, reference));
  }
}
