package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.ExampleJourney.journey;

import java.time.ZonedDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What staff do to those who are on a journey. */
@ExtendWith(SharedClinic.class)
class EnrolmentOverridesIT {
  private final Clinic clinic;
  private final Person person = Person.next();

  EnrolmentOverridesIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void whatIsPausedWaits_andGoesOnceWhenItIsResumed() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    String visit = clinic.book(person, start);
    String enrolment = enrolment("appointment-reminders").getIdElement().getIdPart();
    assertThat(override(enrolment, "pause", null, null).status()).isEqualTo(400);

    override(enrolment, "pause", "patient-request", null).accepted();
    clinic.advanceTo(start.minusDays(1).plusHours(3).toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    assertThat(clinic.outreach().step(visit, "reminder").status()).isEqualTo("on-hold");

    override(enrolment, "resume", "patient-request", null).accepted();
    clinic.settle();

    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertThat(clinic.outreach().step(visit, "reminder").status()).isEqualTo("completed");
    clinic.outreach().assertNotDone(clinic.outreach().step(visit, "preparation"), "paused");

    override(enrolment, "skip-step", "already-handled", "last-reminder").accepted();
    clinic.advanceTo(start.toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    CarePlan after = clinic.fhir().read(CarePlan.class, enrolment);
    assertThat(after.getExtensionsByUrl(Outreach.BASE + "/StructureDefinition/enrolment-override"))
        .extracting(override -> override.getExtensionByUrl("action").getValue().primitiveValue())
        .containsExactly("pause", "resume", "skip-step");
  }

  @Test
  void staffSendAStepNow_orStopEverything() {
    ZonedDateTime start = clinic.morning().plusDays(20).withHour(14);
    String visit = clinic.book(person, start);
    String enrolment = enrolment("appointment-reminders").getIdElement().getIdPart();

    override(enrolment, "send-now", "patient-request", "preparation").accepted();
    clinic.settle();
    assertThat(clinic.outreach().step(visit, "preparation").status()).isEqualTo("completed");
    assertThat(override(enrolment, "send-now", "other", "preparation").status()).isEqualTo(422);

    override(enrolment, "stop", "clinical-decision", null).accepted();
    clinic.advanceTo(start.toInstant());

    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertThat(clinic.fhir().read(CarePlan.class, enrolment).getStatus())
        .isEqualTo(CarePlan.CarePlanStatus.REVOKED);
    assertThat(clinic.fhir().search(CommunicationRequest.class, "about=Appointment/" + visit))
        .noneMatch(r -> r.getStatus() == CommunicationRequest.CommunicationRequestStatus.ACTIVE);
  }

  private FhirClient.Answer override(
      String enrolment, String operation, String reason, String step) {
    Parameters parameters = new Parameters();
    if (reason != null) {
      parameters.addParameter("reason", new CodeType(reason));
    }
    if (step != null) {
      parameters.addParameter("step", new StringType(step));
    }
    parameters.addParameter("note", new StringType("as asked"));
    return clinic.fhir().post("/CarePlan/" + enrolment + "/$" + operation, parameters);
  }

  private CarePlan enrolment(String journey) {
    List<CarePlan> found =
        clinic.fhir().search(CarePlan.class, "subject=Patient/" + person.id()).stream()
            .filter(plan -> plan.getInstantiatesCanonical().get(0).getValue().contains(journey))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
