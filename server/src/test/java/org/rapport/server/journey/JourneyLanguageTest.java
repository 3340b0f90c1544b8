package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rapport.server.journey.TestPlans.after;
import static org.rapport.server.journey.TestPlans.at;
import static org.rapport.server.journey.TestPlans.inBusinessTime;
import static org.rapport.server.journey.TestPlans.step;
import static org.rapport.server.journey.TestPlans.when;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PlanDefinition.ActionRelationshipType;
import org.hl7.fhir.r4.model.PlanDefinition.ActionSelectionBehavior;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.TriggerDefinition.TriggerType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.profiles.Extensions;

/** Each word of the language, and what it does to a plan. */
class JourneyLanguageTest {
  // A Monday, 10:00 in Toronto.
  private static final Instant NOW = Instant.parse("2027-05-03T14:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private static Focus lead(String status, String stage) {
    return new Focus("Task", "lead-1", status, Set.of("lead", stage), NOW, null);
  }

  private static Focus visit(String status) {
    return Focus.visit("v", status, NOW.minus(DAY), NOW.minus(DAY).plusSeconds(1800));
  }

  @ParameterizedTest
  @CsvSource({
    "appointment-booked, booked, true",
    "appointment-moved, booked, true",
    "appointment-booked, cancelled, false",
    "appointment-cancelled, cancelled, true",
    "appointment-cancelled, entered-in-error, false",
    "appointment-no-show, noshow, true",
    "appointment-no-show, booked, false",
    "appointment-fulfilled, fulfilled, true"
  })
  void aVisitsStateDecidesWhetherTheJourneyIsWanted(String event, String status, boolean wanted) {
    Journey journey = TestPlans.on(event).with(after("hello", "enrolment", "0", "h")).read();
    Focus focus = Focus.visit("v", status, NOW.plus(DAY), null);

    assertThat(new Walk(journey, focus).plan(NOW).unwanted().isEmpty()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "lead-created, Task, requested, lead, true",
    "lead-created, Task, completed, lead, false",
    "lead-created, Task, requested, call-back, false",
    "form-abandoned, QuestionnaireResponse, in-progress, x, true",
    "form-abandoned, QuestionnaireResponse, completed, x, false",
    "call-missed, Communication, completed, missed-call, true",
    "document-downloaded, Communication, completed, missed-call, false",
    "document-downloaded, Communication, completed, download, true",
    "reply-received, Communication, entered-in-error, reply, false",
    "segment-entered, Patient, active, x, true"
  })
  void otherFociDecideByTheirState(
      String event, String type, String status, String kind, boolean wanted) {
    Journey journey = TestPlans.on(event).with(after("hello", "enrolment", "0", "h")).read();
    Focus focus = new Focus(type, "f", status, Set.of(kind), NOW, null);

    assertThat(new Walk(journey, focus).plan(NOW).unwanted().isEmpty()).isEqualTo(wanted);
  }

  @Test
  void stepsOfALeadDoNotDrift_howeverOftenTheyArePlanned() {
    Journey journey =
        TestPlans.on("lead-created")
            .with(after("first", "enrolment", "5", "min"))
            .with(after("second", "enrolment", "3", "d"))
            .read();
    Walk walk = new Walk(journey, lead("requested", "new"));
    walk.reconcile(NOW);
    walk.becomes(lead("completed", "booked")).reconcile(NOW.plus(DAY));
    assertThat(walk.state())
        .containsExactly("first revoked condition-not-met", "second revoked condition-not-met");

    walk.becomes(lead("in-progress", "engaged")).reconcile(NOW.plus(DAY).plusSeconds(60));

    assertThat(walk.of("second").occurrence()).isEqualTo(NOW.plus(DAY.multipliedBy(3)));
    assertThat(walk.of("second").status()).isEqualTo(CommunicationRequestStatus.ACTIVE);
    assertThat(walk.plan(NOW.plus(DAY).plusSeconds(120)).changes()).isEmpty();
  }

  @Test
  void aConditionIsAskedWhenTheStepIsDue_andWhatFailsIsFalse() {
    Journey journey =
        TestPlans.on("lead-created")
            .with(when(after("man", "enrolment", "1", "h"), "%patient.gender = 'male'"))
            .with(when(after("any", "enrolment", "1", "h"), "%patient.exists()"))
            .with(when(after("broken", "enrolment", "1", "h"), "%patient.name.single().exists()"))
            .read();
    Patient patient = new Patient();
    patient.addName().setFamily("One");
    patient.addName().setFamily("Two");
    Walk walk = new Walk(journey, lead("requested", "new")).evidence("patient", patient);

    walk.reconcile(NOW);
    assertThat(walk.state()).containsExactly("any active", "broken active", "man active");

    Plan due = walk.reconcile(NOW.plusSeconds(3600));
    assertThat(walk.state())
        .containsExactly(
            "any active", "broken revoked condition-not-met", "man revoked condition-not-met");
    assertThat(due.flags()).singleElement().asString().contains("single()");
    assertThat(walk.plan(NOW.plusSeconds(3600)).changes()).isEmpty();
    assertThat(walk.plan(NOW.plus(DAY)).changes()).isEmpty();
  }

  @Test
  void ofAChoiceOnlyTheFirstThatHoldsGoesOut() {
    PlanDefinitionActionComponent group = new PlanDefinitionActionComponent();
    group.setId("group");
    group.setSelectionBehavior(ActionSelectionBehavior.EXACTLYONE);
    group.addAction(when(after("a", "enrolment", "1", "h"), "%patient.active = false"));
    group.addAction(when(after("b", "enrolment", "1", "h"), "%patient.active"));
    group.addAction(after("c", "enrolment", "2", "h"));
    Walk walk =
        new Walk(TestPlans.on("lead-created").with(group).read(), lead("requested", "new"))
            .evidence("patient", new Patient().setActive(true));
    walk.reconcile(NOW);

    assertThat(walk.sendDue(NOW.plusSeconds(3600))).containsExactly("b");
    assertThat(walk.sendDue(NOW.plusSeconds(7200))).isEmpty();
    assertThat(walk.state())
        .containsExactly(
            "a revoked condition-not-met", "b completed", "c revoked condition-not-met");
  }

  @Test
  void aGroupsConditionHoldsForItsSteps() {
    PlanDefinitionActionComponent group = new PlanDefinitionActionComponent();
    group.setId("group");
    when(group, "%focus.status = 'requested'");
    group.addAction(after("inner", "enrolment", "1", "h"));
    Walk walk = new Walk(TestPlans.on("lead-created").with(group).read(), lead("ready", "new"));
    walk.reconcile(NOW);

    assertThat(walk.sendDue(NOW.plusSeconds(3600))).isEmpty();
    assertThat(walk.state()).containsExactly("inner revoked condition-not-met");
  }

  @Test
  void aStepCountsFromAnother_andWaitsForAReply() {
    PlanDefinitionActionComponent question = after("question", "enrolment", "1", "d");
    question.addExtension(Extensions.REPLY_WINDOW, TestPlans.duration("2", "d"));
    Journey journey =
        TestPlans.on("lead-created")
            .with(step("nudge", ActionRelationshipType.AFTEREND, "question", "0", "h"))
            .with(after("soon", "#question", "1", "h"))
            .with(question)
            .read();
    Walk silent = new Walk(journey, lead("requested", "new"));
    silent.reconcile(NOW);
    assertThat(silent.of("soon").occurrence()).isEqualTo(NOW.plus(DAY).plusSeconds(3600));
    assertThat(silent.of("nudge").occurrence()).isEqualTo(NOW.plus(DAY.multipliedBy(3)));

    Walk answered = new Walk(journey, lead("requested", "new"));
    answered.reconcile(NOW);
    answered.replied(NOW.plusSeconds(60)).reconcile(NOW.plusSeconds(61));
    assertThat(answered.of("nudge").status())
        .as("before it was asked")
        .isEqualTo(CommunicationRequestStatus.ACTIVE);
    answered.sendDue(NOW.plus(DAY));
    answered.replied(NOW.plus(DAY.multipliedBy(2))).reconcile(NOW.plus(DAY.multipliedBy(2)));
    assertThat(answered.state()).contains("nudge revoked condition-not-met");
  }

  @Test
  void aGoalThatIsReachedEndsTheJourney() {
    Journey journey =
        TestPlans.on("lead-created")
            .with(after("one", "enrolment", "1", "d"))
            .stopWhen("%appointments.where(status = 'booked').exists()")
            .read();
    Walk walk = new Walk(journey, lead("requested", "new"));
    walk.reconcile(NOW);
    walk.evidence(
        "appointments", new Appointment().setStatus(Appointment.AppointmentStatus.BOOKED));

    Plan plan = walk.reconcile(NOW.plusSeconds(5));

    assertThat(plan.finished()).isTrue();
    assertThat(walk.state()).containsExactly("one revoked condition-not-met");
  }

  @Test
  void reEntryIsNeverOrAfterAWhileOrAlways() {
    TestPlans plans = TestPlans.on("lead-created").with(after("one", "enrolment", "1", "h"));
    plans.definition().addExtension(Extensions.RE_ENTRY, TestPlans.duration("30", "d"));
    Walk walk = new Walk(plans.read(), lead("requested", "new"));
    walk.reconcile(NOW);
    walk.sendDue(NOW.plusSeconds(3600));
    walk.becomes(lead("completed", "new")).reconcile(NOW.plus(DAY));
    walk.becomes(lead("requested", "new"));

    assertThat(walk.reconcile(NOW.plus(DAY.multipliedBy(2))).lookAgain())
        .contains(NOW.plus(DAY.multipliedBy(31)));
    Instant again = NOW.plus(DAY.multipliedBy(31));
    assertThat(walk.reconcile(again).unwanted()).isEmpty();
    assertThat(walk.promises()).containsValue(again.plusSeconds(3600));
  }

  @ParameterizedTest
  @CsvSource({
    // Before the visit at 18:00 on the patient's clock, the day before, whatever the clocks do.
    "America/Toronto, 2027-03-15T13:30:00Z, 2027-03-14T22:00:00Z",
    "America/Phoenix, 2027-03-15T16:30:00Z, 2027-03-15T01:00:00Z",
    "Europe/London, 2027-03-29T08:30:00Z, 2027-03-28T17:00:00Z",
    "Australia/Sydney, 2027-04-04T23:30:00Z, 2027-04-04T08:00:00Z",
    "Asia/Kathmandu, 2027-05-10T04:00:00Z, 2027-05-09T12:15:00Z"
  })
  void theDayBeforeAtSix(String zone, Instant start, Instant due) {
    Journey journey =
        TestPlans.on("appointment-booked")
            .with(
                at(step("eve", ActionRelationshipType.BEFORESTART, "focus", "1", "d"), "18:00:00"))
            .read();
    Walk walk = new Walk(journey, Focus.visit("v", "booked", start, null)).zone(zone);

    walk.reconcile(Instant.parse("2027-03-01T00:00:00Z"));

    assertThat(walk.of("eve").occurrence()).isEqualTo(due);
  }

  @Test
  void aTimeInTheGapMovesForward_oneInTheOverlapTakesTheFirst() {
    Journey journey =
        TestPlans.on("lead-created")
            .with(at(after("night", "enrolment", "1", "d"), "02:30:00"))
            .read();
    Focus open = lead("requested", "new");
    Walk gap = new Walk(journey, open);
    gap.reconcile(Instant.parse("2027-03-13T15:00:00Z"));
    assertThat(gap.of("night").occurrence()).isEqualTo(Instant.parse("2027-03-14T07:30:00Z"));
    Journey early =
        TestPlans.on("lead-created")
            .with(at(after("night", "enrolment", "1", "d"), "01:30:00"))
            .read();
    Walk overlap = new Walk(early, open);
    overlap.reconcile(Instant.parse("2027-11-06T15:00:00Z"));
    assertThat(overlap.of("night").occurrence()).isEqualTo(Instant.parse("2027-11-07T05:30:00Z"));
  }

  @Test
  void businessTimeCountsOpeningHoursAndHolidays() {
    Journey journey =
        TestPlans.on("lead-created")
            .with(inBusinessTime(after("hours", "enrolment", "9", "h")))
            .with(inBusinessTime(after("days", "enrolment", "5", "d")))
            .read();
    Walk usual = new Walk(journey, lead("requested", "new"));
    usual.reconcile(NOW);
    // Seven hours of Monday, two of Tuesday.
    assertThat(usual.of("hours").occurrence()).isEqualTo(Instant.parse("2027-05-04T15:00:00Z"));
    assertThat(usual.of("days").occurrence()).isEqualTo(Instant.parse("2027-05-10T14:00:00Z"));

    Location place = new Location();
    place
        .addHoursOfOperation()
        .addDaysOfWeek(Location.DaysOfWeek.MON)
        .addDaysOfWeek(Location.DaysOfWeek.TUE)
        .addDaysOfWeek(Location.DaysOfWeek.WED)
        .setOpeningTime("08:00:00")
        .setClosingTime("12:00:00");
    place.addExtension(Extensions.HOLIDAY, new DateType("2027-05-04"));
    Walk special =
        new Walk(journey, lead("requested", "new"))
            .hours(BusinessHours.of(place, List.of(), ZoneId.of("America/Toronto")));
    special.reconcile(NOW);
    // Two hours of Monday, four of Wednesday, three of the next Monday.
    assertThat(special.of("hours").occurrence()).isEqualTo(Instant.parse("2027-05-10T15:00:00Z"));
  }

  @Test
  void aTaskIsADraftUntilItIsDue_andTheStepAfterItCountsFromIt() {
    PlanDefinitionActionComponent call = after("call", "enrolment", "1", "d");
    call.setDefinition(new CanonicalType(TestPlans.TASK));
    Walk walk = new Walk(TestPlans.on("lead-created").with(call).read(), lead("requested", "new"));

    assertThat(walk.reconcile(NOW).lookAgain()).contains(NOW.plus(DAY));
    assertThat(walk.state()).containsExactly("call active");
    walk.pause(true).reconcile(NOW.plus(DAY));
    assertThat(walk.state()).containsExactly("call active");
    walk.pause(false).reconcile(NOW.plus(DAY).plusSeconds(60));
    assertThat(walk.state()).containsExactly("call completed");
  }

  @Test
  void whatFollowsAVisitGoesOutLate_butNotForEver() {
    Journey journey =
        TestPlans.on("appointment-fulfilled")
            .with(step("survey", ActionRelationshipType.AFTEREND, "focus", "1", "h"))
            .read();
    Walk late = new Walk(journey, visit("fulfilled"));
    assertThat(late.sendDue(NOW)).containsExactly("survey");

    Walk years = new Walk(journey, visit("fulfilled"));
    assertThat(years.sendDue(NOW.plus(DAY.multipliedBy(700)))).isEmpty();
    assertThat(years.state()).containsExactly("survey revoked window-passed");
  }

  @Test
  void aPeriodComesAgain() {
    TestPlans plans = TestPlans.on();
    Timing timing = new Timing();
    timing.getRepeat().setPeriod(6).setPeriodUnit(Timing.UnitsOfTime.MO);
    plans.root().addTrigger().setType(TriggerType.PERIODIC).setTiming(timing);
    plans.with(after("invitation", "enrolment", "0", "h"));
    Walk walk = new Walk(plans.read(), new Focus("Patient", "p", "active", Set.of(), null, null));

    assertThat(walk.reconcile(NOW).lookAgain()).contains(Instant.parse("2027-11-03T14:00:00Z"));
    assertThat(walk.sendDue(NOW)).containsExactly("invitation");
    assertThat(walk.sendDue(NOW.plus(DAY))).isEmpty();
    assertThat(walk.sendDue(Instant.parse("2027-11-03T14:00:00Z"))).containsExactly("invitation");
  }

  @Test
  void loopsAndUnknownEventsAreRefusedByName() {
    assertThatThrownBy(
            () ->
                TestPlans.on("lead-created")
                    .with(after("a", "b", "1", "h"))
                    .with(after("b", "a", "1", "h"))
                    .read())
        .hasMessageContaining("Action a")
        .hasMessageContaining("waits for itself");
    assertThatThrownBy(() -> TestPlans.on("no-such-event").read()).hasMessageContaining("root");
    assertThatThrownBy(
            () ->
                TestPlans.on("lead-created")
                    .with(when(after("a", "enrolment", "1", "h"), "%patient.("))
                    .read())
        .hasMessageContaining("Action a");
  }
}
