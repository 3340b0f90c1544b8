package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** What a client writes of a plan is what happens, or it is refused. */
@ExtendWith(SharedClinic.class)
class WrittenStatusIT {
  private final Clinic clinic;
  private final FhirClient fhir;
  private final Person person = Person.next();
  private final ZonedDateTime start;

  WrittenStatusIT(Clinic clinic) {
    this.clinic = clinic;
    this.fhir = clinic.fhir();
    this.start = clinic.morning().plusDays(3).withHour(14);
  }

  @Test
  void aPlanThatIsPutOnHoldSendsNothingUntilItIsActiveAgain() {
    CarePlan plan = booked();
    int before = clinic.gateway().received(person.phone()).size();

    plan.setStatus(CarePlanStatus.ONHOLD);
    fhir.put(plan).accepted();
    clinic.settle();

    assertThat(planned()).isNotEmpty().allMatch(s -> s != CommunicationRequestStatus.ACTIVE);
    clinic.advanceTo(start.minusHours(20).toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(before);

    CarePlan again = fhir.read(CarePlan.class, plan.getIdElement().getIdPart());
    again.setStatus(CarePlanStatus.ACTIVE);
    fhir.put(again).accepted();
    clinic.settle();
    assertThat(planned()).contains(CommunicationRequestStatus.ACTIVE);
  }

  @Test
  void aPlanThatIsRevokedIsOver() {
    CarePlan plan = booked();

    plan.setStatus(CarePlanStatus.REVOKED);
    fhir.put(plan).accepted();
    clinic.settle();

    assertThat(planned()).isNotEmpty().doesNotContain(CommunicationRequestStatus.ACTIVE);
    CarePlan over = fhir.read(CarePlan.class, plan.getIdElement().getIdPart());
    assertThat(over.getStatus()).isEqualTo(CarePlanStatus.REVOKED);
    over.setStatus(CarePlanStatus.ACTIVE);
    assertThat(fhir.put(over).status()).isEqualTo(422);
  }

  @Test
  void aStepIsNotHeldBesideItsPlan() {
    booked();
    CommunicationRequest step =
        requests().stream()
            .filter(request -> request.getStatus() == CommunicationRequestStatus.ACTIVE)
            .findFirst()
            .orElseThrow();

    step.setStatus(CommunicationRequestStatus.ONHOLD);

    assertThat(fhir.put(step).status()).isEqualTo(422);
  }

  @Test
  void whatWasSentIsNotSentOnceMore() {
    fhir.put(person.patient()).accepted();
    CommunicationRequest message = new CommunicationRequest();
    message.setId("CommunicationRequest/sent-once-" + person.id());
    message.setStatus(CommunicationRequestStatus.ACTIVE);
    message.setSubject(new Reference("Patient/" + person.id()));
    message.addCategory().addCoding().setSystem(OutreachPurpose.SYSTEM).setCode("care");
    message.addMedium().addCoding().setSystem(Channel.SYSTEM).setCode("sms");
    message
        .addPayload()
        .setContent(
            new StringType("Harbour Clinic: your form is ready. +1 416 555 0100. STOP to opt out"));
    fhir.put(message).accepted();
    clinic.settle();
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);

    assertThat(fhir.put(message).status()).isEqualTo(422);
    clinic.settle();

    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    CommunicationRequest sent =
        fhir.read(CommunicationRequest.class, message.getIdElement().getIdPart());
    assertThat(sent.getStatus()).isEqualTo(CommunicationRequestStatus.COMPLETED);
    sent.setStatus(CommunicationRequestStatus.ENTEREDINERROR);
    fhir.put(sent).accepted();
  }

  private CarePlan booked() {
    clinic.book(person, start);
    return fhir.search(CarePlan.class, "subject=Patient/" + person.id()).get(0);
  }

  private List<CommunicationRequest> requests() {
    return fhir.search(CommunicationRequest.class, "subject=Patient/" + person.id());
  }

  private List<CommunicationRequestStatus> planned() {
    return requests().stream()
        .map(CommunicationRequest::getStatus)
        .filter(status -> status != CommunicationRequestStatus.COMPLETED)
        .toList();
  }
}
