package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** What patients write, and what follows from it. */
@ExtendWith(SharedClinic.class)
class TwoWayIT {
  private final Clinic clinic;
  private final ZonedDateTime start;
  private final Person person = withoutMail(Person.next());
  private final PatientPhone phone;

  TwoWayIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10).withHour(14);
    this.phone = new PatientPhone(clinic, person.phone());
  }

  @Test
  void stopHoldsForEveryMessageAndEveryPatientOfTheNumberAndIsConfirmedOnce() {
    String visit = clinic.book(person, start);
    assertThat(phone.got()).hasSize(1);

    phone.text("Stop.");

    assertThat(phone.got()).hasSize(2);
    assertThat(phone.last()).contains("opted out", "START");
    phone.text("STOP");
    assertThat(phone.got()).hasSize(2);

    clinic.advanceTo(start.minusDays(6).toInstant());
    clinic.outreach().assertNotDone(clinic.outreach().step(visit, "preparation"), "opted-out");

    Person later = sharing(Person.next());
    String other = clinic.book(later, start.plusDays(5));
    clinic.outreach().assertNotDone(clinic.outreach().step(other, "confirmation"), "opted-out");
    assertThat(phone.got()).hasSize(2);
    assertThat(refusals())
        .allMatch(consent -> consent.getStatus() == Consent.ConsentState.ACTIVE)
        .allSatisfy(consent -> assertThat(Consents.wording(consent)).isIn("Stop.", "STOP"));
  }

  /** R12: it is not the patient who says so, so that another number of theirs is used as before. */
  @Test
  void aWrongNumberEnds_withATaskAndWithoutARefusalOfThePatient() {
    String visit = clinic.book(person, start);

    phone.text("Sorry, wrong number!");
    phone.text("wrong number");

    assertThat(phone.got()).as("the confirmation, and one answer").hasSize(2);
    assertThat(refusals()).isEmpty();
    Patient patient = clinic.fhir().read(Patient.class, person.id());
    assertThat(patient.getTelecomFirstRep().getPeriod().hasEnd()).isTrue();
    assertThat(clinic.outreach().tasks("resolve-identity"))
        .anyMatch(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()));
    clinic.advanceTo(start.minusDays(6).toInstant());
    clinic
        .outreach()
        .assertNotDone(clinic.outreach().step(visit, "preparation"), "number-reassigned");

    Person again = Person.next();
    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(again.phone());
    clinic.fhir().put(patient).accepted();
    clinic.advanceTo(start.minusHours(20).toInstant());

    assertThat(clinic.gateway().received(again.phone())).hasSize(1);
    assertThat(phone.got()).hasSize(2);
  }

  @Test
  void aNumberThatNobodyHasIsAnsweredOnce() {
    PatientPhone stranger = new PatientPhone(clinic, Person.next().phone());

    stranger.text("HELP");
    assertThat(stranger.last()).contains("Harbour Clinic", "call", "STOP");
    stranger.text("STOP");
    assertThat(stranger.got()).hasSize(2);
    assertThat(stranger.last()).contains("opted out");
    stranger.text("STOP");
    assertThat(stranger.got()).hasSize(2);
    stranger.text("START");
    assertThat(stranger.got()).hasSize(3);
    stranger.text("hello?");
    assertThat(stranger.got()).hasSize(3);
    assertThat(clinic.fhir().get("/CommunicationRequest?subject:missing=true").body())
        .contains("\"completed\"");
  }

  @Test
  void startGivesBackWhatWasPermittedAndNothingElseDoes() {
    String visit = clinic.book(person, start);
    phone.text("ARRÊT");
    for (String other : List.of("yes", "C", "please restart", "hello?", "unsubscribe")) {
      phone.text(other);
    }
    assertThat(phone.got()).hasSize(2);
    phone.text("HELP");
    assertThat(phone.last()).contains("STOP", "call");
    assertThat(phone.got()).hasSize(3);

    phone.text("Start");

    assertThat(phone.last()).contains("again");
    clinic.advanceTo(start.minusDays(6).toInstant());
    assertThat(clinic.outreach().step(visit, "preparation").status()).isEqualTo("completed");
    assertThat(refusals())
        .isNotEmpty()
        .allMatch(consent -> consent.getStatus() == Consent.ConsentState.INACTIVE);
  }

  @Test
  void confirmingWritesTheAnswerAndChangesNothingElse() {
    String visit = clinic.book(person, start);
    List<Planned> before = clinic.outreach().planned(visit);

    phone.text("C");

    assertThat(phone.got()).hasSize(2);
    assertThat(phone.last()).contains("confirmed");
    AppointmentResponse answer = response(visit);
    assertThat(answer.getParticipantStatus())
        .isEqualTo(AppointmentResponse.ParticipantStatus.ACCEPTED);
    phone.text("Oui, merci!");
    assertThat(response(visit).getIdElement().getIdPart())
        .isEqualTo(answer.getIdElement().getIdPart());
    assertThat(clinic.outreach().planned(visit).stream().filter(p -> !p.step().isEmpty()))
        .containsExactlyElementsOf(before);
  }

  @Test
  void askingForAnotherTimeIsWorkForStaffInThePatientsWords() {
    String visit = clinic.book(person, start);

    phone.text("Can I reschedule to Tuesday afternoon?");

    assertThat(tasks("reschedule-request"))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getReasonCode().getText()).contains("Tuesday afternoon");
              assertThat(task.getFocus().getReference()).isEqualTo("Appointment/" + visit);
            });
    assertThat(phone.last()).contains("another time");
    assertThat(clinic.fhir().read(Appointment.class, visit).getStatus())
        .isEqualTo(Appointment.AppointmentStatus.BOOKED);
  }

  @Test
  void cancelIsAnOptOutAndAQuestionAboutTheVisit() {
    clinic.book(person, start);

    phone.text("CANCEL");

    assertThat(phone.last()).contains("opted out");
    assertThat(tasks("call-back")).hasSize(1);
  }

  @Test
  void crisisWordingIsAnsweredAtOnceAndStopsEverythingElse() {
    String visit = clinic.book(person, start);

    phone.text("C but honestly I want to die");

    assertThat(phone.last()).contains("9-8-8");
    assertThat(tasks("crisis"))
        .singleElement()
        .satisfies(task -> assertThat(task.getPriority()).isEqualTo(Task.TaskPriority.STAT));
    assertThat(clinic.outreach().step(visit, "preparation").status()).isEqualTo("on-hold");
    assertThat(clinic.fhir().search(AppointmentResponse.class, "appointment=" + visit)).isEmpty();
    String other = clinic.book(person, start.plusDays(1));
    int told = phone.got().size();
    assertThat(clinic.outreach().step(other, "confirmation").status()).isEqualTo("active");

    Task task = tasks("crisis").get(0);
    clinic.fhir().put(task.setStatus(Task.TaskStatus.COMPLETED)).accepted();
    clinic.settle();

    assertThat(clinic.outreach().step(visit, "preparation").status()).isEqualTo("active");
    assertThat(clinic.outreach().step(other, "confirmation").status()).isEqualTo("completed");
    assertThat(phone.got()).hasSize(told + 1);
  }

  @Test
  void textsAreKeptOnceAndForStaff() {
    clinic.book(person, start);
    assertThat(phone.deliver("Where do I park?", "SM-twice-" + person.id(), GatewayStub.TOKEN))
        .isEqualTo(200);
    assertThat(phone.deliver("Where do I park?", "SM-twice-" + person.id(), GatewayStub.TOKEN))
        .isEqualTo(200);

    assertThat(tasks("call-back")).hasSize(1);
    assertThat(received())
        .singleElement()
        .satisfies(
            text -> {
              assertThat(text.getCategoryFirstRep().getCodingFirstRep().getCode())
                  .isEqualTo("reply");
              assertThat(text.getPayloadFirstRep().getContentStringType().getValue())
                  .isEqualTo("Where do I park?");
            });
  }

  @Test
  void whatIsNotSignedOrNoTextIsRefused() {
    assertThat(phone.deliver("STOP", "SM-x", "another-token")).isEqualTo(403);
    assertThat(phone.post(new TreeMap<>(Map.of("Body", "STOP")), GatewayStub.TOKEN)).isEqualTo(400);
    assertThat(
            phone.post(
                new TreeMap<>(Map.of("From", "a\u0000b", "MessageSid", "SM-odd", "Body", "\u0000")),
                GatewayStub.TOKEN))
        .isLessThan(500);
  }

  @Test
  void providersWordThatANumberOptedOutIsOne() {
    clinic.gateway().answer(person.phone(), GatewayStub.Reply.refused("21610"));
    clinic.book(person, start);

    String other = clinic.book(person, start.plusDays(3));

    clinic.outreach().assertNotDone(clinic.outreach().step(other, "confirmation"), "opted-out");
    assertThat(phone.got()).hasSize(1);
  }

  @Test
  void familyOnOneTelephoneIsToldApartByTokens() {
    Person other = sharing(Person.next());
    clinic.fhir().put(other.patient()).accepted();
    String mine = clinic.book(person, start);
    String theirs = clinic.book(other, start.plusHours(1));
    clinic.advanceTo(start.minusHours(22).toInstant());
    assertThat(phone.got()).anyMatch(text -> text.contains("Reply C1 to confirm"));
    assertThat(phone.got()).anyMatch(text -> text.contains("Reply C2 to confirm"));

    phone.text("C");

    assertThat(phone.last()).contains("C1/R1 (Ada)", "C2/R2 (Ben)");
    assertThat(clinic.fhir().search(AppointmentResponse.class, "appointment=" + mine)).isEmpty();
    assertThat(clinic.fhir().search(AppointmentResponse.class, "appointment=" + theirs)).isEmpty();
    phone.text("c2");
    assertThat(clinic.fhir().search(AppointmentResponse.class, "appointment=" + mine)).isEmpty();
    assertThat(response(theirs).getActor().getReference()).isEqualTo("Patient/" + other.id());
  }

  private static Person withoutMail(Person person) {
    return new Person(person.id(), person.given(), person.phone(), "", person.zone());
  }

  private Person sharing(Person other) {
    return new Person(other.id(), "Ben", person.phone(), "", "");
  }

  private AppointmentResponse response(String visit) {
    List<AppointmentResponse> found =
        clinic.fhir().search(AppointmentResponse.class, "appointment=" + visit);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<Task> tasks(String code) {
    return clinic.outreach().tasks(code).stream()
        .filter(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()))
        .toList();
  }

  private List<Consent> refusals() {
    return clinic.fhir().search(Consent.class, "patient=" + person.id());
  }

  private List<Communication> received() {
    return clinic.fhir().search(Communication.class, "sender=Patient/" + person.id());
  }
}
