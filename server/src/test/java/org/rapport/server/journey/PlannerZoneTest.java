package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.time.CivilTime;

/** Days keep the wall clock of the patient's zone; hours are elapsed. */
class PlannerZoneTest {
  private final CivilTime time = CivilTime.installed();

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    // Spring forward and fall back in Toronto, each between the reminder and the visit.
    "America/Toronto, 2027-03-14T10:00, 2027-03-13T15:00:00Z, 2027-03-14T12:00:00Z",
    "America/Toronto, 2027-11-07T10:00, 2027-11-06T14:00:00Z, 2027-11-07T13:00:00Z",
    // The visit's wall clock does not exist the day before: it moves on by the gap.
    "America/Toronto, 2027-03-15T02:30, 2027-03-14T07:30:00Z, 2027-03-15T04:30:00Z",
    // The day before has it twice: the first one.
    "America/Toronto, 2027-11-08T01:30, 2027-11-07T05:30:00Z, 2027-11-08T04:30:00Z",
    "America/Phoenix, 2027-03-14T10:00, 2027-03-13T17:00:00Z, 2027-03-14T15:00:00Z",
    "Europe/London, 2027-03-28T10:00, 2027-03-27T10:00:00Z, 2027-03-28T07:00:00Z",
    "Europe/London, 2027-10-31T10:00, 2027-10-30T09:00:00Z, 2027-10-31T08:00:00Z",
    "Australia/Sydney, 2027-10-03T10:00, 2027-10-02T00:00:00Z, 2027-10-02T21:00:00Z",
    "Australia/Sydney, 2027-04-04T10:00, 2027-04-02T23:00:00Z, 2027-04-03T22:00:00Z",
    "Asia/Kathmandu, 2027-03-14T10:00, 2027-03-13T04:15:00Z, 2027-03-14T02:15:00Z",
    // Permanent UTC-7 since November 2026, also across what used to be the changes.
    "America/Vancouver, 2027-01-15T10:00, 2027-01-14T17:00:00Z, 2027-01-15T15:00:00Z",
    "America/Vancouver, 2027-03-14T10:00, 2027-03-13T17:00:00Z, 2027-03-14T15:00:00Z",
    "America/Vancouver, 2026-11-01T10:00, 2026-10-31T17:00:00Z, 2026-11-01T15:00:00Z",
  })
  void whenTheClocksChange_thenTheDayBeforeKeepsTheWallClockAndTwoHoursAreElapsed(
      String zone, LocalDateTime local, Instant dayBefore, Instant twoHoursBefore) {
    ZoneId id = ZoneId.of(zone);
    Instant start = time.instant(local, id);
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(start)).zone(id);

    visit.reconcile(start.minus(Duration.ofDays(10)));

    assertThat(visit.activeOf("reminder").occurrence()).isEqualTo(dayBefore);
    assertThat(visit.activeOf("last-reminder").occurrence()).isEqualTo(twoHoursBefore);
  }

  @Test
  void whenThePatientMovesToAnotherZone_thenOnlyStepsCountedInDaysAcrossAChangeMove() {
    Instant start = Instant.parse("2027-03-14T17:00:00Z");
    Instant now = start.minus(Duration.ofDays(10));
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt(start));
    visit.reconcile(now);

    Plan plan = visit.zone(ZoneId.of("America/Phoenix")).reconcile(now);

    assertThat(plan.changes()).hasSize(2).allMatch(Change.Move.class::isInstance);
    assertThat(visit.activeOf("reminder").occurrence())
        .isEqualTo(Instant.parse("2027-03-13T17:00:00Z"));
    assertThat(visit.plan(now).changes()).isEmpty();
  }

  @Test
  void whenPlanned_thenTheLocalTimeIsTheOneOfTheZone() {
    PlannedVisit visit = PlannedVisit.of(TestVisits.bookedAt("2027-01-15T17:00:00Z"));

    Plan plan =
        visit.zone(ZoneId.of("America/Vancouver")).plan(Instant.parse("2027-01-04T17:00:00Z"));

    assertThat(plan.steps())
        .filteredOn(step -> step.step().equals("reminder"))
        .singleElement()
        .extracting(PlannedStep::local)
        .isEqualTo(LocalDateTime.parse("2027-01-14T10:00"));
  }
}
