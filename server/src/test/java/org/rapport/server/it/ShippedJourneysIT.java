package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Date;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Test;
import org.rapport.server.it.Outreach.Planned;

/** The shipped journeys besides the reminders, each from what begins it to what ends it. */
class ShippedJourneysIT extends JourneyScenario {
  ShippedJourneysIT(Clinic clinic) {
    super(clinic);
  }

  @Test
  void whoseVisitIsCancelledIsOfferedAnotherOnce() {
    ZonedDateTime now = monday();
    String visit = clinic.book(person, now.plusDays(10));
    int told = phone.got().size();

    state(visit, AppointmentStatus.CANCELLED);
    clinic.advance(Duration.ofMinutes(59));
    assertThat(phone.got()).hasSize(told);
    clinic.advance(Duration.ofMinutes(1));

    assertThat(phone.got()).hasSize(told + 1);
    assertThat(phone.last()).contains("another time", "STOP");
    clinic.advance(Duration.ofDays(12));
    assertThat(phone.got()).hasSize(told + 1);
    assertThat(one("rebook").status()).isEqualTo("completed");
  }

  @Test
  void whoBooksAgainWithinTheHourIsOfferedNothing() {
    ZonedDateTime now = monday();
    String visit = clinic.book(person, now.plusDays(10));
    state(visit, AppointmentStatus.CANCELLED);
    clinic.advance(Duration.ofMinutes(30));
    clinic.book(person, now.plusDays(12));
    int told = phone.got().size();

    clinic.advance(Duration.ofHours(5));

    assertThat(phone.got()).hasSize(told);
    assertThat(one("rebook").status()).isEqualTo("revoked");
    assertThat(one("rebook").reason()).isEqualTo("condition-not-met");
  }

  @Test
  void whatWasEnteredInErrorOrIsLongAgoOffersNothing() {
    ZonedDateTime now = monday();
    state(clinic.book(person, now.plusDays(10)), AppointmentStatus.ENTEREDINERROR);
    clinic.fhir().create(person.visit(now.minusDays(90).toInstant()).setStatus(CANCELLED));
    clinic.fhir().create(person.visit(now.minusDays(90).toInstant()).setStatus(FULFILLED));

    clinic.advance(Duration.ofDays(2));

    assertThat(of("rebook")).isEmpty();
    assertThat(of("aftercare")).isEmpty();
  }

  @Test
  void whoMissesAVisitGetsAKindWordAndThenACall() {
    ZonedDateTime friday = monday().plusDays(4).withHour(15);
    String visit = clinic.book(person, friday);
    String team = clinic.fhir().create(new Organization().setName("Recall team"));
    HealthcareService service = new HealthcareService();
    service.setProvidedBy(new Reference("Organization/" + team));
    Appointment routed = clinic.fhir().read(Appointment.class, visit);
    routed
        .addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("HealthcareService/" + clinic.fhir().create(service)));
    clinic.fhir().put(routed).accepted();
    clinic.advanceTo(friday.plusHours(1).toInstant());
    state(visit, AppointmentStatus.NOSHOW);
    int told = phone.got().size();

    ZonedDateTime nextMonday = friday.plusDays(3).withHour(10);
    clinic.advanceTo(nextMonday.minusMinutes(1).toInstant());
    assertThat(phone.got()).hasSize(told);
    clinic.advanceTo(nextMonday.toInstant());
    assertThat(phone.got()).hasSize(told + 1);
    assertThat(phone.last()).contains("missed you", "STOP");
    assertThat(calls()).extracting(Task::getStatus).containsOnly(Task.TaskStatus.DRAFT);

    clinic.advance(Duration.ofDays(3));
    assertThat(calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
              assertThat(call.getOwner().getReference()).isEqualTo("Organization/" + team);
              assertThat(call.getPerformerType()).isNotEmpty();
            });
  }

  @Test
  void whoBooksAgainAfterAMissedVisitIsNotCalled() {
    ZonedDateTime start = monday().plusDays(1).withHour(15);
    String visit = clinic.book(person, start);
    clinic.advanceTo(start.plusHours(1).toInstant());
    state(visit, AppointmentStatus.NOSHOW);
    clinic.advance(Duration.ofDays(2));
    clinic.book(person, start.plusDays(20));

    clinic.advance(Duration.ofDays(4));

    assertThat(calls()).extracting(Task::getStatus).containsOnly(Task.TaskStatus.CANCELLED);
  }

  @Test
  void afterAVisitThereIsAftercareAndTheRestOnlyWithConsent() {
    ZonedDateTime start = monday().plusDays(1).withHour(11);
    String visit = clinic.book(person, start);
    clinic.advanceTo(start.plusMinutes(40).toInstant());
    state(visit, FULFILLED);

    clinic.advanceTo(start.plusDays(6).toInstant());

    assertThat(one("aftercare").status()).isEqualTo("completed");
    assertThat(one("aftercare").at()).isEqualTo(start.plusMinutes(150).toInstant());
    clinic.outreach().assertNotDone(one("check-in"), "no-consent");
    clinic.outreach().assertNotDone(one("review"), "no-consent");
  }

  @Test
  void withConsentTheSurveyAndOneReviewIn180Days() {
    ZonedDateTime start = monday().plusDays(1).withHour(11);
    String first = clinic.book(person, start);
    permit("survey", "review");
    clinic.advanceTo(start.plusMinutes(40).toInstant());
    state(first, FULFILLED);
    clinic.advanceTo(start.plusDays(6).toInstant());

    assertThat(one("check-in").at()).isEqualTo(start.plusDays(1).withHour(10).toInstant());
    assertThat(one("check-in").status()).isEqualTo("completed");
    assertThat(one("review").status()).isEqualTo("completed");

    String second = clinic.book(person, start.plusDays(30));
    clinic.advanceTo(start.plusDays(30).plusMinutes(40).toInstant());
    state(second, FULFILLED);
    clinic.advanceTo(start.plusDays(36).toInstant());

    assertThat(of("check-in")).extracting(Planned::status).containsOnly("completed");
    assertThat(of("review"))
        .extracting(Planned::reason)
        .containsExactlyInAnyOrder("", "condition-not-met");
  }

  @Test
  void anUnhappyAnswerIsACallAndAHappyOneIsNot() {
    monday();
    clinic.fhir().put(person.patient()).accepted();
    answer(5, false);
    assertThat(calls()).isEmpty();

    answer(2, false);

    assertThat(calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
              assertThat(call.getFocus().getReference()).startsWith("QuestionnaireResponse/");
            });
    answer(4, true);
    assertThat(calls()).hasSize(2);
  }

  private void answer(int overall, boolean call) {
    QuestionnaireResponse answers = new QuestionnaireResponse();
    answers.setStatus(QuestionnaireResponse.QuestionnaireResponseStatus.COMPLETED);
    answers.setQuestionnaire(Outreach.BASE + "/Questionnaire/post-visit-check-in|0.1.0");
    answers.setSubject(new Reference("Patient/" + person.id()));
    answers.setAuthored(Date.from(clinic.settle()));
    item(answers, "overall", new IntegerType(overall));
    item(answers, "call-me", new BooleanType(call));
    clinic.fhir().create(answers);
    clinic.settle();
  }

  private static void item(QuestionnaireResponse answers, String link, Type value) {
    answers.addItem().setLinkId(link).addAnswer().setValue(value);
  }

  @Test
  void aFormThatIsNotFilledInIsAskedForOnce() {
    ZonedDateTime start = monday().plusDays(12).withHour(11);
    clinic.book(person, start);
    Task open = assign(start, "a");
    Task done = assign(start, "b");
    clinic.fhir().put(done.setStatus(Task.TaskStatus.COMPLETED)).accepted();

    clinic.advanceTo(start.minusDays(3).minusMinutes(1).toInstant());
    assertThat(of("nudge"))
        .extracting(Planned::status)
        .containsExactlyInAnyOrder("active", "revoked");
    clinic.advanceTo(start.plusDays(1).toInstant());

    assertThat(of("nudge"))
        .extracting(Planned::status)
        .containsExactlyInAnyOrder("completed", "revoked");
    assertThat(phone.got()).filteredOn(text -> text.contains("form for your visit")).hasSize(1);
    assertThat(open.getId()).isNotBlank();
  }

  private Task assign(ZonedDateTime needed, String which) {
    Task task = new Task();
    task.setId("paper-" + which + "-" + person.id());
    task.setStatus(Task.TaskStatus.REQUESTED);
    task.setIntent(Task.TaskIntent.ORDER);
    task.setFocus(new Reference("Questionnaire/post-visit-check-in"));
    task.setFor(new Reference("Patient/" + person.id()));
    task.setAuthoredOn(Date.from(clinic.settle()));
    task.getRestriction().getPeriod().setEnd(Date.from(needed.toInstant()));
    clinic.fhir().put(task).accepted();
    clinic.settle();
    return task;
  }

  @Test
  void theEducationSeriesStopsWhenAVisitIsBooked() {
    ZonedDateTime now = monday();
    clinic.fhir().put(person.patient()).accepted();
    permit("outreach");
    CarePlan plan = apply("education-series");
    assertThat(plan.getActivity()).hasSize(4);

    clinic.advanceTo(now.plusDays(9).toInstant());
    assertThat(phone.got()).hasSize(2);
    clinic.book(person, now.plusDays(60));
    clinic.advanceTo(now.plusDays(25).toInstant());

    assertThat(phone.got()).hasSize(3);
    assertThat(of("questions")).extracting(Planned::reason).containsOnly("condition-not-met");
    assertThat(of("next-step")).extracting(Planned::reason).containsOnly("condition-not-met");
  }

  @Test
  void preventiveOutreachStopsWhenItIsRefused() {
    ZonedDateTime now = monday();
    // With an e-mail address the second would go there: STOP is about the telephone.
    Person withoutMail = new Person(person.id(), "Ada", person.phone(), "", "");
    clinic.fhir().put(withoutMail.patient()).accepted();
    permit("outreach");
    apply("preventive-outreach");
    clinic.advanceTo(now.plusDays(2).toInstant());
    assertThat(phone.got()).hasSize(1);

    phone.text("STOP");
    clinic.advanceTo(now.plusDays(20).toInstant());

    assertThat(one("reminder").status()).isEqualTo("revoked");
    assertThat(one("reminder").reason()).isEqualTo("condition-not-met");
  }

  private CarePlan apply(String journey) {
    Parameters parameters = new Parameters();
    parameters.addParameter("url", new UriType(Outreach.BASE + "/PlanDefinition/" + journey));
    parameters.addParameter("subject", new StringType("Patient/" + person.id()));
    parameters.addParameter().setName("focus").setValue(new Reference("Patient/" + person.id()));
    return clinic.fhir().post("/PlanDefinition/$apply", parameters).accepted().as(CarePlan.class);
  }
}
