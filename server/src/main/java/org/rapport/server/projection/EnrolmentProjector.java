package org.rapport.server.projection;

import org.hl7.fhir.r4.model.CarePlan;
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
  public void clear() {
    jdbc.sql("delete from rapport.enrolment").update();
  }

  @Override
  public boolean project(CarePlan plan) {
    if (!plan.hasInstantiatesCanonical()
        || !plan.getSupportingInfoFirstRep().getReferenceElement().hasIdPart()
        || !plan.getSubject().getReferenceElement().hasIdPart()) {
      remove(plan);
      return false;
    }
    jdbc.sql(
            """
            insert into rapport.enrolment (id, version, journey, patient_id, focus, status)
            values (:id, :version, :journey, :patient, :focus, :status)
            on conflict (id) do update set version = excluded.version, journey = excluded.journey,
              patient_id = excluded.patient_id, focus = excluded.focus, status = excluded.status
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
        .update();
    return false;
  }

  @Override
  public void remove(CarePlan plan) {
    jdbc.sql("delete from rapport.enrolment where id = ?")
        .param(plan.getIdElement().getIdPart())
        .update();
  }

  private static String withoutVersion(String canonical) {
    int bar = canonical.indexOf('|');
    return bar < 0 ? canonical : canonical.substring(0, bar);
  }
}
