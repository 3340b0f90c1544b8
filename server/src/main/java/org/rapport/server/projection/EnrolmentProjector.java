package org.rapport.server.projection;

import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * CarePlan of one of our journeys to {@code enrolment}. One whose patient or visit is deleted names
 * it by identity only, and has no row.
 */
@Component
class EnrolmentProjector implements ResourceProjector<CarePlan> {
  private final JdbcClient jdbc;

  EnrolmentProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<CarePlan> type() {
    return CarePlan.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("enrolment"));
  }

  @Override
  public boolean project(CarePlan plan) {
    if (!plan.hasInstantiatesCanonical()
        || !plan.getSupportingInfoFirstRep().getReferenceElement().hasIdPart()
        || !plan.getSubject().getReferenceElement().hasIdPart()) {
      remove(plan);
      return false;
    }
    Overrides overrides = Overrides.of(plan);
    jdbc.sql(
            """
            insert into rapport.enrolment (id, version, journey, patient_id, focus, status,
              canonical, entered, ended, paused, stopped, skipped, send_now, variant)
            values (:id, :version, :journey, :patient, :focus, :status,
              :canonical, :entered, :ended, :paused, :stopped, :skipped, :sendNow, :variant)
            on conflict (id) do update set version = excluded.version, journey = excluded.journey,
              patient_id = excluded.patient_id, focus = excluded.focus, status = excluded.status,
              canonical = excluded.canonical, entered = excluded.entered, ended = excluded.ended,
              paused = excluded.paused, stopped = excluded.stopped, skipped = excluded.skipped,
              send_now = excluded.send_now, variant = excluded.variant
            where enrolment.version <= excluded.version""")
        .param("id", plan.getIdElement().getIdPart())
        .param("version", plan.getIdElement().getVersionIdPartAsLong())
        .param("journey", withoutVersion(plan.getInstantiatesCanonical().get(0).getValue()))
        .param("patient", plan.getSubject().getReferenceElement().getIdPart())
        .param(
            "focus",
            plan.getSupportingInfoFirstRep()
                .getReferenceElement()
                .toUnqualifiedVersionless()
                .getValue())
        .param("status", plan.hasStatus() ? plan.getStatus().toCode() : "unknown")
        .param("canonical", plan.getInstantiatesCanonical().get(0).getValue())
        .param("entered", Sql.at(entered(plan)))
        .param("ended", Sql.at(plan.getPeriod().getEnd()))
        .param("paused", overrides.paused() || plan.getStatus() == CarePlanStatus.ONHOLD)
        .param("stopped", overrides.stopped())
        .param("skipped", Sql.array(overrides.skipped()))
        .param("sendNow", Sql.array(overrides.sendNow()))
        .param("variant", variant(plan))
        .update();
    return false;
  }

  @Override
  public void remove(CarePlan plan) {
    jdbc.sql("delete from rapport.enrolment where id = ?")
        .param(plan.getIdElement().getIdPart())
        .update();
  }

  private static Date entered(CarePlan plan) {
    return plan.getPeriod().hasStart() ? plan.getPeriod().getStart() : plan.getCreated();
  }

  /** The variant of an experiment that a resource names; null without one. */
  static String variant(DomainResource resource) {
    Extension variant = resource.getExtensionByUrl(Extensions.ASSIGNED_VARIANT);
    return variant == null ? null : variant.getValue().primitiveValue();
  }

  private static String withoutVersion(String canonical) {
    int bar = canonical.indexOf('|');
    return bar < 0 ? canonical : canonical.substring(0, bar);
  }
}
