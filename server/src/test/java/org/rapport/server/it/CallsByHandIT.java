package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.profiles.Extensions;
import org.rapport.terminology.CallOutcome;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.OutreachPurpose;

/** Calls that staff make about an inquiry and take down: what follows, and how they count. */
@ExtendWith(SharedClinic.class)
class CallsByHandIT {
  private final Clinic clinic;
  private final InquiryDesk desk;
  private final Person person = Person.next();

  CallsByHandIT(Clinic clinic) {
    this.clinic = clinic;
    this.desk = new InquiryDesk(clinic);
    clinic.morning();
    desk.open();
  }

  private String inquiry() {
    return InquiryDesk.lead(
        desk.send(
            Map.of(
                "given",
                "Ada",
                "family",
                "Call" + person.id(),
                "phone",
                person.phone(),
                "service",
                "65")));
  }

  private Communication call(Task lead, CallOutcome outcome) {
    Communication call = new Communication().setStatus(CommunicationStatus.COMPLETED);
    call.setId("call-" + outcome.code() + "-" + person.id());
    call.addCategory(concept(EngagementCategory.SYSTEM, EngagementCategory.CALL.code()));
    call.addMedium(concept(Channel.SYSTEM, Channel.VOICE.code()));
    call.setStatusReason(concept(CallOutcome.SYSTEM, outcome.code()));
    call.setSubject(new Reference(lead.getFor().getReference()));
    call.addAbout(new Reference("Task/" + lead.getIdElement().getIdPart()));
    return call;
  }

  private static CodeableConcept concept(String system, String code) {
    return new CodeableConcept(new Coding(system, code, null));
  }

  /** The stage is what the client says; the measure takes the call itself. */
  @Test
  void aCallIsTheFirstAnswer_andLeavesTheStageToWhoCalled() {
    Instant from = clinic.settle();
    Task lead = desk.task(inquiry());
    clinic.advance(Duration.ofMinutes(20));

    clinic.fhir().put(call(lead, CallOutcome.NO_ANSWER)).accepted();

    Communication stored = clinic.fhir().read(Communication.class, "call-no-answer-" + person.id());
    assertThat(stored.getSent()).isEqualTo(Date.from(clinic.settle()));
    assertThat(InquiryDesk.stage(desk.task(lead.getIdElement().getIdPart()))).isEqualTo("new");
    MeasureReport report =
        clinic
            .fhir()
            .get(
                "/Measure/time-to-first-response/$evaluate-measure?periodStart="
                    + from.toString().substring(0, 10)
                    + "&periodEnd="
                    + from.toString().substring(0, 10))
            .accepted()
            .as(MeasureReport.class);
    assertThat(report.getGroupFirstRep().getMeasureScore().getValue().intValue())
        .isBetween(1200, 1201);
    // What staff do gives no journey a reason, and is no call that somebody made to the clinic.
    assertThat(clinic.fhir().get("/Patient/" + patient(lead) + "/$timeline").accepted().body())
        .contains("call-no-answer-" + person.id());
  }

  private static String patient(Task lead) {
    return lead.getFor().getReferenceElement().getIdPart();
  }

  @Test
  void whoAsksNotToBeCalledIsNotCalled_onceHoweverOftenItIsWritten() {
    Task lead = desk.task(inquiry());
    Communication call = call(lead, CallOutcome.ASKED_NOT_TO_CALL);

    clinic.fhir().put(call).accepted();
    Communication again = clinic.fhir().read(Communication.class, call.getIdElement().getIdPart());
    again.addNote().setText("They were kind about it.");
    clinic.fhir().put(again).accepted();

    assertThat(
            clinic.fhir().search(Consent.class, "patient=Patient/" + patient(lead)).stream()
                .filter(one -> one.getProvision().getType() == Consent.ConsentProvisionType.DENY))
        .singleElement()
        .satisfies(
            denial ->
                assertThat(denial.getProvision().getCodeFirstRep().getCodingFirstRep().getCode())
                    .isEqualTo("voice"));
  }

  @Test
  void aWrongNumberIsNotUsedAgain_andHasToBeSaid() {
    Task lead = desk.task(inquiry());
    Communication call = call(lead, CallOutcome.WRONG_NUMBER);
    assertThat(clinic.fhir().put(call).status()).isEqualTo(422);

    call.addExtension(
        Extensions.SENT_TO,
        new ContactPoint()
            .setSystem(ContactPointSystem.PHONE)
            .setValue(person.phone().replace("+1416", "(416) ")));
    clinic.fhir().put(call).accepted();

    CommunicationRequest message = new CommunicationRequest();
    message.setStatus(CommunicationRequest.CommunicationRequestStatus.ACTIVE);
    message.addCategory(concept(OutreachPurpose.SYSTEM, OutreachPurpose.CARE.code()));
    message.addMedium(concept(Channel.SYSTEM, Channel.SMS.code()));
    message.setSubject(new Reference("Patient/" + patient(lead)));
    message.addPayload().setContent(new StringType("Please call us when you have a moment."));
    String request = clinic.fhir().create(message);
    clinic.settle();
    assertThat(
            clinic
                .fhir()
                .read(CommunicationRequest.class, request)
                .getStatusReason()
                .getCodingFirstRep()
                .getCode())
        .isEqualTo("number-reassigned");
  }

  @Test
  void whatIsNotACallIsRefused() {
    Task lead = desk.task(inquiry());
    Communication call = call(lead, CallOutcome.REACHED);
    call.setMedium(null);
    FhirClient.Answer answer = clinic.fhir().put(call);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.outcome().getIssueFirstRep().getExpression().get(0).getValue())
        .isEqualTo("Communication.medium");
    call = call(lead, CallOutcome.REACHED);
    call.setStatusReason(concept(CallOutcome.SYSTEM, "shouted"));
    assertThat(clinic.fhir().put(call).status()).isEqualTo(422);
  }
}
