package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.outreach.gate.TestQuestions.VISIT;
import static org.rapport.server.outreach.gate.TestQuestions.message;
import static org.rapport.server.outreach.gate.TestQuestions.reminder;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.Decision;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.console.ToldRules;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.outreach.gate.Gate.Examination;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** Every rule of the gate, one by one. */
class GateTest {
  private static final CivilTime TIME = CivilTime.installed();

  /** A Monday, 11:00 in Toronto. */
  private static final Instant NOON = Instant.parse("2027-05-03T15:00:00Z");

  private static final Verdict BY_SMS =
      new Verdict.Release(new Route(Channel.SMS, TestContacts.MOBILE));
  private static final Verdict BY_EMAIL =
      new Verdict.Release(new Route(Channel.EMAIL, TestContacts.EMAIL));
  private static final ContactBook EVERYTHING_PERMITTED =
      TestContacts.reachable(TestContacts.verified(Set.of(), Set.of(), "2027-01-01T00:00:00Z"));

  private final Gate gate = new Gate(TIME, TestPolicy.shipped());

  @Test
  void whenNothingSpeaksAgainstIt_thenItGoesBySms() {
    assertThat(judge(reminder().ask(), NOON)).isEqualTo(BY_SMS);
  }

  @ParameterizedTest
  @EnumSource(
      value = CommunicationRequestStatus.class,
      names = {"REVOKED", "COMPLETED", "ONHOLD", "DRAFT", "UNKNOWN"})
  void whenItIsNotPlannedAnyMore_thenItIsWithdrawnWithoutARecord(
      CommunicationRequestStatus status) {
    assertThat(judge(reminder().status(status).ask(), NOON)).isEqualTo(new Verdict.Withdrawn());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "gone",
      value = {
        "CANCELLED, appointment-cancelled",
        "ENTEREDINERROR, appointment-cancelled",
        "gone, appointment-cancelled",
        "NOSHOW, condition-not-met",
        "FULFILLED, condition-not-met",
        "ARRIVED, condition-not-met"
      })
  void whenTheVisitIsOff_thenItIsRefused(AppointmentStatus status, String reason) {
    assertRefused(reminder().visit(status, VISIT), NOON, reason);
  }

  @Test
  void whenTheVisitMoved_thenItIsRefusedAsChanged() {
    assertRefused(
        reminder().visit(AppointmentStatus.BOOKED, VISIT.plusSeconds(1)),
        NOON,
        "appointment-changed");
    assertRefused(reminder().visit(AppointmentStatus.BOOKED, null), NOON, "appointment-changed");
  }

  @Test
  void whenTheVisitHasBegun_thenItsWindowHasPassed() {
    assertRefused(reminder(), VISIT, "window-passed");
    assertThat(judge(reminder().ask(), VISIT.minusSeconds(1))).isEqualTo(BY_SMS);
  }

  @ParameterizedTest
  @EnumSource(value = PatientState.class, names = "ACTIVE", mode = EnumSource.Mode.EXCLUDE)
  void whenThePatientIsInactive_thenEveryPurposeIsRefused(PatientState state) {
    assertRefused(reminder().patient(state), NOON, "patient-inactive");
    for (OutreachPurpose purpose : OutreachPurpose.values()) {
      assertRefused(message(purpose).patient(state), NOON, "patient-inactive");
    }
  }

  @Test
  void whenItIsNotDueYet_thenItWaitsForItsMoment() {
    Instant due = NOON.plusSeconds(60);

    assertThat(judge(reminder().due(due).ask(), NOON)).isEqualTo(new Verdict.Defer(due));
  }

  @Test
  void whenItHelpsNobodyAnyMore_thenItsWindowHasPassed() {
    assertRefused(reminder().usefulUntil(NOON), NOON, "window-passed");
    assertThat(judge(reminder().usefulUntil(NOON.plusMillis(1)).ask(), NOON)).isEqualTo(BY_SMS);
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvSource({
    // 2027-05-03 is a Monday, the 8th a Saturday.
    "appointment, America/Toronto, 2027-05-03T09:00, 2027-05-03T09:00",
    "appointment, America/Toronto, 2027-05-03T08:59:59, 2027-05-03T09:00",
    "appointment, America/Toronto, 2027-05-03T19:59:59, 2027-05-03T19:59:59",
    "appointment, America/Toronto, 2027-05-03T20:00, 2027-05-04T09:00",
    "appointment, America/Toronto, 2027-05-04T00:00, 2027-05-04T09:00",
    "appointment, America/Toronto, 2027-05-09T10:00, 2027-05-09T10:00",
    "care, Australia/Sydney, 2027-05-03T20:30, 2027-05-04T09:00",
    "care, Asia/Kathmandu, 2027-05-08T21:00, 2027-05-09T09:00",
    "care, America/Vancouver, 2027-01-15T08:30, 2027-01-15T09:00",
    "appointment, America/Toronto, 2027-03-13T21:00, 2027-03-14T09:00",
    "appointment, America/Toronto, 2027-11-06T21:00, 2027-11-07T09:00",
    "survey, America/Toronto, 2027-05-03T17:59, 2027-05-03T17:59",
    "survey, America/Toronto, 2027-05-03T18:00, 2027-05-04T09:00",
    "outreach, America/Toronto, 2027-05-08T17:00, 2027-05-08T17:00",
    "outreach, America/Toronto, 2027-05-08T18:00, 2027-05-10T09:00",
    "marketing, America/Toronto, 2027-05-09T11:00, 2027-05-10T09:00",
    "review, America/Toronto, 2027-05-09T07:00, 2027-05-10T09:00",
    "marketing, America/Toronto, 2027-05-10T08:00, 2027-05-10T09:00",
    "acknowledgement, America/Toronto, 2027-05-03T23:00, 2027-05-04T09:00",
  })
  void whenItIsOutsideTheHoursOfThePurpose_thenItWaitsForTheNextPermittedInstant(
      String purpose, String zone, LocalDateTime local, LocalDateTime goes) {
    ZoneId id = ZoneId.of(zone);
    Instant now = TIME.instant(local, id);
    Instant then = TIME.instant(goes, id);
    TestQuestions question =
        message(OutreachPurpose.fromCode(purpose).orElseThrow())
            .contacts(EVERYTHING_PERMITTED)
            .due(now.minus(Duration.ofHours(1)))
            .zone(id);

    Verdict verdict = judge(question.ask(), now);

    if (then.equals(now)) {
      assertThat(verdict).isInstanceOf(Verdict.Release.class);
    } else {
      assertThat(verdict).isEqualTo(new Verdict.Defer(then));
      assertThat(judge(question.ask(), then)).isInstanceOf(Verdict.Release.class);
    }
  }

  @Test
  void whenItAnswersThePatientOfTheLastQuarterOfAnHour_thenItGoesAtAnyHour() {
    Instant night = Instant.parse("2027-05-09T07:00:00Z");
    TestQuestions answer = message(OutreachPurpose.ACKNOWLEDGEMENT).due(night);

    assertThat(judge(answer.ask(), night.plusSeconds(14 * 60 + 59))).isEqualTo(BY_SMS);
    assertThat(judge(answer.ask(), night.plusSeconds(15 * 60))).isInstanceOf(Verdict.Defer.class);
  }

  @Test
  void whenTheQuietHoursOutlastIt_thenItIsRefusedAsExpired() {
    Instant evening = TIME.instant(LocalDateTime.parse("2027-05-03T21:00"), TestQuestions.TORONTO);
    Instant morning = TIME.instant(LocalDateTime.parse("2027-05-04T09:00"), TestQuestions.TORONTO);

    assertRefused(reminder().usefulUntil(morning), evening, "quiet-hours-expired");
    assertThat(judge(reminder().usefulUntil(morning.plusMillis(1)).ask(), evening))
        .isEqualTo(new Verdict.Defer(morning));
  }

  @Test
  void whenSmsIsDenied_thenItGoesByEmail() {
    var book =
        TestContacts.reachable(TestContacts.deny(Set.of(), Set.of("sms"), "2027-01-01T00:00:00Z"));

    assertThat(judge(reminder().contacts(book).ask(), NOON)).isEqualTo(BY_EMAIL);
    assertRefused(reminder().contacts(book).only(Channel.SMS), NOON, "opted-out");
  }

  @Test
  void whenEverythingIsDenied_thenItIsRefusedAsOptedOut() {
    var book =
        TestContacts.reachable(TestContacts.deny(Set.of(), Set.of(), "2027-01-01T00:00:00Z"));

    assertRefused(reminder().contacts(book), NOON, "opted-out");
  }

  @Test
  void whenThereIsNoAddress_thenItIsRefusedAsInvalid() {
    assertRefused(reminder().contacts(ContactBook.EMPTY), NOON, "invalid-address");
    assertRefused(
        reminder().contacts(TestContacts.book(List.of(TestContacts.mobile("none")))),
        NOON,
        "invalid-address");
    assertRefused(reminder().only(Channel.PORTAL), NOON, "invalid-address");
  }

  @ParameterizedTest
  @EnumSource(
      value = OutreachPurpose.class,
      names = {"SURVEY", "OUTREACH", "MARKETING", "REVIEW"})
  void whenAPurposeNeedsAnOptIn_thenOnSmsItNeedsAConfirmedOne(OutreachPurpose purpose) {
    var unconfirmed =
        TestContacts.book(
            List.of(TestContacts.mobile(TestContacts.MOBILE)),
            TestContacts.permit(Set.of(purpose.code()), Set.of("sms"), "2027-01-01T00:00:00Z"));
    var confirmed =
        TestContacts.reachable(
            TestContacts.verified(Set.of(purpose.code()), Set.of("sms"), "2027-01-01T00:00:00Z"));
    var byEmail =
        TestContacts.reachable(
            TestContacts.permit(Set.of(purpose.code()), Set.of("email"), "2027-01-01T00:00:00Z"));

    assertRefused(message(purpose), NOON, "no-consent");
    assertRefused(message(purpose).contacts(unconfirmed), NOON, "no-consent");
    assertThat(judge(message(purpose).contacts(confirmed).ask(), NOON)).isEqualTo(BY_SMS);
    assertThat(judge(message(purpose).contacts(byEmail).ask(), NOON)).isEqualTo(BY_EMAIL);
  }

  @ParameterizedTest
  @EnumSource(
      value = OutreachPurpose.class,
      names = {"ACKNOWLEDGEMENT", "APPOINTMENT", "CARE"})
  void whenAPurposeRestsOnTheRelationship_thenItNeedsNoOptIn(OutreachPurpose purpose) {
    assertThat(judge(message(purpose).ask(), NOON)).isEqualTo(BY_SMS);
  }

  private void assertRefused(TestQuestions question, Instant now, String reason) {
    assertThat(judge(question.ask(), now))
        .isEqualTo(new Verdict.Refuse(NotDoneReason.fromCode(reason).orElseThrow()));
  }

  @Test
  void whenTwoWentToday_thenTheThirdWaitsForTomorrow_andAConfirmationDoesNot() {
    Traffic two =
        new Traffic(
            List.of(
                new Traffic.Item(OutreachPurpose.APPOINTMENT, NOON.minusSeconds(60)),
                new Traffic.Item(OutreachPurpose.CARE, NOON.minusSeconds(30))),
            List.of());

    assertThat(judge(reminder().after(two).ask(), NOON))
        .isEqualTo(new Verdict.Defer(Instant.parse("2027-05-04T13:00:00Z")));
    assertThat(judge(reminder().after(two).uncounted().ask(), NOON)).isEqualTo(BY_SMS);
    assertThat(
            judge(
                reminder().after(two).usefulUntil(Instant.parse("2027-05-04T02:00:00Z")).ask(),
                NOON))
        .isEqualTo(new Verdict.Refuse(NotDoneReason.FREQUENCY_CAP));
  }

  @Test
  void whenAReminderIsToGoToday_thenASurveyLeavesRoomForIt() {
    Traffic traffic =
        new Traffic(
            List.of(new Traffic.Item(OutreachPurpose.CARE, NOON.minusSeconds(30))),
            List.of(new Traffic.Item(OutreachPurpose.APPOINTMENT, NOON.plusSeconds(3600))));
    TestQuestions survey =
        TestQuestions.message(OutreachPurpose.SURVEY).contacts(EVERYTHING_PERMITTED).after(traffic);

    assertThat(judge(survey.ask(), NOON)).isInstanceOf(Verdict.Defer.class);
    assertThat(judge(reminder().after(traffic).ask(), NOON)).isEqualTo(BY_SMS);
  }

  @Test
  void whenRhodeIslandClosesEarlier_thenOutreachWaits_alsoWhereTheStateIsNotKnown() {
    Instant saturday = Instant.parse("2027-05-08T13:30:00Z");
    TestQuestions outreach =
        TestQuestions.message(OutreachPurpose.OUTREACH).contacts(EVERYTHING_PERMITTED);

    assertThat(judge(outreach.in("CA", "ON").ask(), saturday)).isEqualTo(BY_SMS);
    assertThat(judge(outreach.in("US", "NY").ask(), saturday)).isEqualTo(BY_SMS);
    assertThat(judge(outreach.in("US", "RI").ask(), saturday))
        .isEqualTo(new Verdict.Defer(Instant.parse("2027-05-08T14:00:00Z")));
    assertThat(judge(outreach.in("US", null).ask(), saturday))
        .isEqualTo(new Verdict.Defer(Instant.parse("2027-05-08T14:00:00Z")));
    assertThat(gate.examine(outreach.in("US", "RI").ask(), saturday).rules())
        .filteredOn(rule -> rule.rule().equals("quiet-hours"))
        .allMatch(rule -> rule.source().contains("R10-RI"));
  }

  @Test
  void whenARuleHasDecided_thenTheOthersAreToldAllTheSame() {
    Gate.Examination said =
        gate.examine(
            reminder().visit(AppointmentStatus.CANCELLED, TestQuestions.VISIT).ask(), NOON);

    assertThat(said.verdict()).isEqualTo(new Verdict.Refuse(NotDoneReason.APPOINTMENT_CANCELLED));
    assertThat(said.rules())
        .extracting(RuleResult::rule)
        .containsExactly(
            "planned",
            "patient-active",
            "appointment",
            "due",
            "still-useful",
            "crisis",
            "address",
            "consent",
            "authorization",
            "quiet-hours",
            "frequency-cap");
    assertThat(said.rules()).allMatch(rule -> !rule.source().isBlank() && !rule.detail().isBlank());
    ToldRules.areTold(said.rules());
  }

  /** R19: marketing that is paid for or touches a sensitive service needs a signature besides. */
  @Test
  void r19_paidMarketingNeedsAnAuthorizationBesides() {
    Decision permitted =
        TestContacts.verified(Set.of("marketing"), Set.of(), "2027-04-01T00:00:00Z");
    ContactBook asked = TestContacts.reachable(permitted);
    ContactBook signed =
        new ContactBook(
            asked.contacts(),
            asked.decisions(),
            asked.states(),
            asked.region(),
            List.of(permitted),
            asked.bases());
    Instant noon = Instant.parse("2027-05-03T16:00:00Z");

    assertThat(judge(marketing().contacts(asked).ask(), noon)).isInstanceOf(Verdict.Release.class);
    assertThat(judge(marketing().contacts(asked).paidOrSensitive().ask(), noon))
        .isEqualTo(new Verdict.Refuse(NotDoneReason.NO_CONSENT));
    assertThat(judge(marketing().contacts(signed).paidOrSensitive().ask(), noon))
        .isInstanceOf(Verdict.Release.class);
  }

  private static TestQuestions marketing() {
    return TestQuestions.message(OutreachPurpose.MARKETING);
  }

  private Verdict judge(Question question, Instant now) {
    Examination said = gate.examine(question, now);
    ToldRules.areTold(said.rules());
    return said.verdict();
  }
}
