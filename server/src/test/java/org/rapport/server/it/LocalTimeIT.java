package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.profiles.Extensions;
import org.rapport.server.it.Outreach.Planned;

/** The patient's wall clock: courteous hours, and the days on which clocks change. */
@ExtendWith(SharedClinic.class)
class LocalTimeIT {
  private final Clinic clinic;
  private final Outreach outreach;

  LocalTimeIT(Clinic clinic) {
    this.clinic = clinic;
    this.outreach = clinic.outreach();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Asia/Kathmandu", "America/Phoenix"})
  void visitBookedAtThreeAtNightIsConfirmedAtNineInTheMorning(String name) {
    ZoneId zone = ZoneId.of(name);
    Person person = Person.next().in(name);
    ZonedDateTime night = clinic.next(zone, LocalTime.of(3, 0));
    String visit = clinic.book(person, night.plusDays(10).withHour(14));

    assertThat(outreach.step(visit, "confirmation").status()).isEqualTo("active");
    clinic.advanceTo(night.with(LocalTime.of(8, 59, 59)).toInstant());
    assertThat(clinic.gateway().received(person.phone())).isEmpty();

    clinic.advanceTo(night.with(LocalTime.of(9, 0)).toInstant());

    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    assertThat(outreach.outcome(outreach.step(visit, "confirmation")).getSent().toInstant())
        .isEqualTo(night.with(LocalTime.of(9, 0)).toInstant());
  }

  @Test
  void oneMinuteBeforeEightInTheEveningIsStillDayAndEightIsNight() {
    ZoneId zone = ZoneId.of("Asia/Kathmandu");
    ZonedDateTime evening = clinic.next(zone, LocalTime.of(19, 59));
    Person early = Person.next().in(zone.getId());
    clinic.book(early, evening.plusDays(10).withHour(14));
    clinic.advanceTo(evening.with(LocalTime.of(20, 0)).toInstant());
    Person late = Person.next().in(zone.getId());
    clinic.book(late, evening.plusDays(10).withHour(15));

    assertThat(clinic.gateway().received(early.phone())).hasSize(1);
    assertThat(clinic.gateway().received(late.phone())).isEmpty();

    clinic.advanceTo(evening.plusDays(1).with(LocalTime.of(9, 0)).toInstant());

    assertThat(clinic.gateway().received(late.phone())).hasSize(1);
  }

  @Test
  void messageThatTheNightMakesUselessIsNotSent() {
    Person person = Person.next();
    ZonedDateTime start = clinic.morning().plusDays(10).with(LocalTime.of(9, 15));
    String visit = clinic.book(person, start);

    clinic.advanceTo(start.toInstant());

    outreach.assertNotDone(outreach.step(visit, "last-reminder"), "quiet-hours-expired");
    assertThat(clinic.gateway().received(person.phone())).hasSize(3);
  }

  @Test
  void stepsOfDaysKeepTheWallClockAcrossTheChangeOfClocksAndHoursAreElapsed() {
    Instant change =
        Clinic.ZONE
            .getRules()
            .nextTransition(clinic.morning().plusDays(10).toInstant())
            .getInstant();
    LocalDate monday =
        change.atZone(Clinic.ZONE).toLocalDate().with(TemporalAdjusters.next(DayOfWeek.MONDAY));
    ZonedDateTime start = monday.atTime(14, 0).atZone(Clinic.ZONE);
    String visit = clinic.book(Person.next(), start);

    assertThat(outreach.planned(visit))
        .filteredOn(step -> !step.step().equals("confirmation"))
        .extracting(Planned::step, Planned::at)
        .containsExactly(
            tuple("preparation", monday.minusDays(7).atTime(14, 0).atZone(Clinic.ZONE).toInstant()),
            tuple("reminder", monday.minusDays(1).atTime(14, 0).atZone(Clinic.ZONE).toInstant()),
            tuple("last-reminder", start.toInstant().minusSeconds(2 * 3600)));
  }

  @Test
  void lastReminderOfTheNightOfTheChangeIsTwoElapsedHoursAhead() {
    Instant change =
        Clinic.ZONE
            .getRules()
            .nextTransition(clinic.morning().plusDays(10).toInstant())
            .getInstant();
    String visit = clinic.book(Person.next(), change.plusSeconds(3600).atZone(Clinic.ZONE));

    assertThat(outreach.step(visit, "last-reminder").at()).isEqualTo(change.minusSeconds(3600));
  }

  @Test
  void aVisitThatNamesItsZoneIsToldAtTheClockThere() {
    ZonedDateTime start =
        clinic.morning().plusDays(10).withZoneSameInstant(ZoneId.of("Asia/Kathmandu")).withHour(14);
    Person person = Person.next();
    Appointment visit = person.visit(start.withMinute(45).toInstant());
    visit.addExtension(Extensions.TIMEZONE, new CodeType("Asia/Kathmandu"));
    clinic.fhir().put(person.patient()).accepted();
    clinic.fhir().create(visit);
    clinic.settle();
    clinic.advance(Duration.ofHours(24));

    assertThat(clinic.gateway().received(person.phone()).get(0).body()).contains(" at 2:45 PM");
  }
}
