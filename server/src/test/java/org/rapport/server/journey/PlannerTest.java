package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.terminology.NotDoneReason;

/** What stands for a visit after everything that can happen to it. */
class PlannerTest {
  private static final Instant NOW = Instant.parse("2027-05-03T14:00:00Z");
  private static final Instant IN_TEN_DAYS = Instant.parse("2027-05-13T13:30:00Z");
  private static final Instant IN_TWELVE_DAYS = Instant.parse("2027-05-15T18:00:00Z");

  @Test
  void whenAVisitIsTenDaysOut_thenFourStepsArePlanned() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));

    Plan plan = visit.reconcile(NOW);

    assertThat(plan.unwanted()).isEmpty();
    assertThat(plan.steps())
        .extracting(PlannedStep::step, PlannedStep::template, PlannedStep::occurrence)
        .containsExactly(
            tuple("confirmation", TestJourneys.CONFIRMATION, NOW),
            tuple("preparation", TestJourneys.PREPARATION, Instant.parse("2027-05-06T13:30:00Z")),
            tuple("reminder", TestJourneys.REMINDER, Instant.parse("2027-05-12T13:30:00Z")),
            tuple(
                "last-reminder",
                TestJourneys.LAST_REMINDER,
                Instant.parse("2027-05-13T11:30:00Z")));
    assertThat(plan.steps())
        .extracting(PlannedStep::usefulUntil)
        .containsExactly(
            NOW.plus(Duration.ofHours(24)),
            IN_TEN_DAYS.minus(Duration.ofDays(2)),
            IN_TEN_DAYS.minus(Duration.ofHours(3)),
            IN_TEN_DAYS.minus(Duration.ofMinutes(30)));
    assertThat(plan.steps())
        .allMatch(step -> step.purpose().equals("appointment") && !step.passed())
        .allMatch(step -> step.anchor().equals(IN_TEN_DAYS))
        .extracting(PlannedStep::rule)
        .containsExactly(
            "PT0S from the booking",
            "-P7D from the visit",
            "-P1D from the visit",
            "-PT2H from the visit");
    assertThat(visit.active()).hasSize(4);
  }

  @Test
  void whenPlannedAgainLater_thenNothingChanges() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);

    assertThat(visit.plan(NOW).changes()).isEmpty();
    assertThat(visit.plan(NOW.plus(Duration.ofDays(9))).changes()).isEmpty();
  }

  @Test
  void whenAStepIsAlreadyPast_thenItStandsRevokedAsWindowPassed() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(NOW.plus(Duration.ofHours(20))));

    visit.reconcile(NOW);

    assertThat(visit.standing())
        .extracting(Standing::step, Standing::status, Standing::reason)
        .containsExactly(
            tuple("confirmation", CommunicationRequestStatus.ACTIVE, null),
            tuple("preparation", CommunicationRequestStatus.REVOKED, "window-passed"),
            tuple("reminder", CommunicationRequestStatus.REVOKED, "window-passed"),
            tuple("last-reminder", CommunicationRequestStatus.ACTIVE, null));
    assertThat(visit.plan(NOW).changes()).isEmpty();
  }

  @Test
  void whenAStepIsDueAtThisVeryInstant_thenItIsNotPast() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(NOW.plus(Duration.ofHours(2))));

    visit.reconcile(NOW);

    assertThat(visit.activeOf("last-reminder").occurrence()).isEqualTo(NOW);
  }

  @Test
  void whenTheVisitHasBegun_thenNothingIsActive() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(NOW));

    visit.reconcile(NOW);

    assertThat(visit.active()).isEmpty();
    assertThat(visit.standing()).hasSize(4).allMatch(s -> "window-passed".equals(s.reason()));
  }

  @Test
  void whenTheVisitIsSoon_thenNothingIsUsefulAfterItsStart() {
    Instant start = NOW.plus(Duration.ofHours(5));
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(start));

    visit.reconcile(NOW);

    assertThat(visit.activeOf("confirmation").usefulUntil()).isEqualTo(start);
  }

  @Test
  void whenTheVisitMoves_thenTheOldPlanIsRevokedAndANewOneStands() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);

    Plan moved = visit.becomes(TestVisits.bookedAt(IN_TWELVE_DAYS)).reconcile(NOW);

    assertThat(moved.changes())
        .filteredOn(Change.Revoke.class::isInstance)
        .hasSize(4)
        .allMatch(c -> ((Change.Revoke) c).reason() == NotDoneReason.APPOINTMENT_CHANGED);
    assertThat(moved.changes()).filteredOn(Change.Add.class::isInstance).hasSize(4);
    assertThat(visit.active()).hasSize(4).allMatch(s -> s.anchor().equals(IN_TWELVE_DAYS));
    assertThat(visit.activeOf("confirmation").template()).isEqualTo(TestJourneys.CONFIRMATION);
  }

  @Test
  void whenTheVisitMovesAfterTheConfirmationWasSent_thenTheChangeNoticeTakesItsPlace() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);
    visit.sendDue(NOW);
    Instant later = NOW.plus(Duration.ofHours(3));

    visit.becomes(TestVisits.bookedAt(IN_TWELVE_DAYS)).reconcile(later);

    assertThat(visit.activeOf("confirmation"))
        .extracting(Standing::template, Standing::occurrence, Standing::anchor)
        .containsExactly(TestJourneys.CHANGE_NOTICE, later, IN_TWELVE_DAYS);
    assertThat(visit.activeOf("reminder").template()).isEqualTo(TestJourneys.REMINDER);
  }

  @Test
  void whenEverythingHappensAtOneInstant_thenTheChangeNoticeIsStillSentOnce() {
    for (int round = 0; round < 8; round++) {
      PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS.plusSeconds(round)));
      visit.reconcile(NOW);
      visit.sendDue(NOW);
      visit.becomes(TestVisits.bookedAt(IN_TWELVE_DAYS)).reconcile(NOW);
      assertThat(visit.sendDue(NOW)).hasSize(1);

      assertThat(visit.plan(NOW).changes()).isEmpty();
      visit.becomes(TestVisits.bookedAt(IN_TEN_DAYS.plusSeconds(round))).reconcile(NOW);
      assertThat(visit.activeOf("confirmation").template()).isEqualTo(TestJourneys.CHANGE_NOTICE);
      assertThat(visit.sendDue(NOW)).hasSize(1);
      assertThat(visit.plan(NOW).changes()).isEmpty();
    }
  }

  @Test
  void whenTheVisitMovesBackBeforeAnythingWasSent_thenTheFirstPlanStandsAgain() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);
    var first = visit.promises();
    visit.becomes(TestVisits.bookedAt(IN_TWELVE_DAYS)).reconcile(NOW);

    Plan back = visit.becomes(TestVisits.bookedAt(IN_TEN_DAYS)).reconcile(NOW);

    assertThat(visit.promises()).isEqualTo(first);
    assertThat(back.changes()).noneMatch(Change.Add.class::isInstance);
  }

  @Test
  void whenTheVisitMovesBackAfterTheOtherTimeWasTold_thenThePatientIsToldAgain() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);
    visit.sendDue(NOW);
    Instant second = NOW.plusSeconds(3600);
    visit.becomes(TestVisits.bookedAt(IN_TWELVE_DAYS)).reconcile(second);
    visit.sendDue(second);
    Instant third = NOW.plusSeconds(7200);

    visit.becomes(TestVisits.bookedAt(IN_TEN_DAYS)).reconcile(third);

    assertThat(visit.activeOf("confirmation"))
        .extracting(Standing::template, Standing::anchor)
        .containsExactly(TestJourneys.CHANGE_NOTICE, IN_TEN_DAYS);
    visit.sendDue(third);
    assertThat(visit.plan(third).changes()).isEmpty();
  }

  @Test
  void whenTheVisitMovesBackBeforeTheNoticeWasSent_thenNothingMoreIsTold() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);
    visit.sendDue(NOW);
    visit.becomes(TestVisits.bookedAt(IN_TWELVE_DAYS)).reconcile(NOW.plusSeconds(60));

    visit.becomes(TestVisits.bookedAt(IN_TEN_DAYS)).reconcile(NOW.plusSeconds(120));

    assertThat(visit.active()).extracting(Standing::step).doesNotContain("confirmation");
  }

  @ParameterizedTest
  @CsvSource({
    "cancelled, appointment-cancelled",
    "entered-in-error, appointment-cancelled",
    "deleted, appointment-cancelled",
    "noshow, condition-not-met",
    "fulfilled, condition-not-met",
    "arrived, condition-not-met",
    "pending, condition-not-met",
    "a-status-of-tomorrow, condition-not-met",
  })
  void whenTheVisitIsNotBookedAnyMore_thenEverythingIsRevokedWithTheReason(
      String status, String reason) {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);

    Plan plan = visit.becomes(TestVisits.in(status, IN_TEN_DAYS)).reconcile(NOW);

    assertThat(plan.steps()).isEmpty();
    assertThat(visit.standing())
        .hasSize(4)
        .allMatch(
            s -> s.status() == CommunicationRequestStatus.REVOKED && s.reason().equals(reason));
    assertThat(visit.plan(NOW).changes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = PatientState.class, names = "ACTIVE", mode = EnumSource.Mode.EXCLUDE)
  void whenThePatientIsInactiveOrDeleted_thenEverythingIsRevokedAsPatientInactive(
      PatientState state) {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);

    visit.patient(state).reconcile(NOW);

    assertThat(visit.standing()).hasSize(4).allMatch(s -> "patient-inactive".equals(s.reason()));
  }

  @Test
  void whenTheVisitHasNoTime_thenNothingIsPlanned() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.withoutTime());

    assertThat(visit.reconcile(NOW).unwanted()).contains(NotDoneReason.CONDITION_NOT_MET);
    assertThat(visit.standing()).isEmpty();
  }

  @Test
  void whenACancelledVisitIsReopened_thenItsMessagesAreActiveAgain() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);
    var first = visit.promises();
    visit.becomes(TestVisits.cancelled(IN_TEN_DAYS)).reconcile(NOW);

    visit.becomes(TestVisits.bookedAt(IN_TEN_DAYS)).reconcile(NOW);

    assertThat(visit.promises()).isEqualTo(first);
    assertThat(visit.standing()).hasSize(4);
  }

  @Test
  void whenReopenedAfterAStepsMoment_thenThatStepIsWindowPassed() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);
    visit.becomes(TestVisits.cancelled(IN_TEN_DAYS)).reconcile(NOW);
    Instant late = IN_TEN_DAYS.minus(Duration.ofHours(12));

    visit.becomes(TestVisits.bookedAt(IN_TEN_DAYS)).reconcile(late);

    assertThat(visit.of("reminder"))
        .singleElement()
        .extracting(Standing::status, Standing::reason)
        .containsExactly(CommunicationRequestStatus.REVOKED, "window-passed");
    assertThat(visit.active())
        .extracting(Standing::step)
        .containsExactlyInAnyOrder("confirmation", "last-reminder");
  }

  @ParameterizedTest
  @EnumSource(
      value = NotDoneReason.class,
      names = {
        "NO_CONSENT",
        "OPTED_OUT",
        "INVALID_ADDRESS",
        "QUIET_HOURS_EXPIRED",
        "WINDOW_PASSED",
        "UNSAFE_CONTENT",
        "FREQUENCY_CAP",
        "DELIVERY_FAILED",
        "DELIVERY_UNKNOWN"
      })
  void whenTheGateRefusedForGood_thenTheStepIsNotPlannedAgain(NotDoneReason reason) {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);
    visit.refuse("reminder", reason);

    assertThat(visit.plan(NOW).changes()).isEmpty();
    visit.becomes(TestVisits.cancelled(IN_TEN_DAYS)).reconcile(NOW);
    visit.becomes(TestVisits.bookedAt(IN_TEN_DAYS)).reconcile(NOW);
    assertThat(visit.active()).extracting(Standing::step).doesNotContain("reminder").hasSize(3);
  }

  @Test
  void whenTheGateRefusedAVisitThatIsOnAgain_thenTheRecordStaysAndANewMessageIsPlanned() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(IN_TEN_DAYS));
    visit.reconcile(NOW);
    visit.refuse("reminder", NotDoneReason.APPOINTMENT_CANCELLED);

    visit.reconcile(NOW);

    assertThat(visit.of("reminder"))
        .extracting(Standing::status, Standing::outcome)
        .containsExactly(
            tuple(CommunicationRequestStatus.REVOKED, true),
            tuple(CommunicationRequestStatus.ACTIVE, false));
  }
}
