package org.rapport.server.embedded.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Date;
import org.hl7.fhir.r4.model.InstantType;
import org.rapport.server.embedded.ClockConfiguration;
import org.rapport.server.embedded.ClockOperation;
import org.rapport.time.CivilTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weeks before the demo opens, played on its clock: what staff did at which hour. Whatever
 * follows from it is done by the server meanwhile, as ever. An hour that is over is not played
 * again, so that one that was broken off goes on where it was.
 */
final class DemoHistory {
  private static final Logger log = LoggerFactory.getLogger(DemoHistory.class);
  private static final LocalTime EARLY = LocalTime.of(8, 40);
  private static final LocalTime LATER = LocalTime.of(11, 20);
  private static final LocalTime ASKED = LocalTime.of(10, 0);
  private static final LocalTime BOOKED = LocalTime.of(14, 0);

  /** Late enough for the last reminder, two hours before it, to be no message of the night. */
  private static final LocalTime VISITED = LocalTime.of(13, 0);

  private static final LocalTime EVENING = LocalTime.of(17, 0);
  private static final LocalTime ANSWERED = LocalTime.of(11, 0);
  private static final LocalTime STEERED = LocalTime.of(11, 30);

  /** How long people waited for a call in the first week; it became better. */
  private static final Duration WAITED = Duration.ofMinutes(150);

  private static final Duration BETTER = Duration.ofMinutes(9);

  /** Nobody does the same twice in equal time. */
  private static final int[] UNEVEN = {0, 14, -8, 5, 20, -12, 3, 16, -5, 9, -10, 0};

  private final DemoWeek staff;
  private final ClockOperation time;
  private final ZoneId zone;
  private Instant now;

  DemoHistory(DemoWeek staff, ClockOperation time, Instant now, ZoneId zone) {
    this.staff = staff;
    this.time = time;
    this.now = now;
    this.zone = zone;
  }

  /** Plays until it opens; nothing where it has opened before. */
  void play(Instant opens) {
    LocalDate monday =
        CivilTime.installed()
            .local(opens, zone)
            .toLocalDate()
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
            .minusWeeks(ClockConfiguration.DEMO_WEEKS);
    for (int week = 0; week < ClockConfiguration.DEMO_WEEKS; week++) {
      LocalDate first = monday.plusWeeks(week);
      if (at(first.plusDays(4), EVENING).isAfter(now)) {
        week(week, first);
        log.info("Week {} of {} has been played", week + 1, ClockConfiguration.DEMO_WEEKS);
      }
    }
    if (opens.isAfter(now)) {
      move(opens);
    }
  }

  private void week(int week, LocalDate monday) {
    LocalDate tuesday = monday.plusDays(1);
    LocalDate wednesday = monday.plusDays(2);
    Instant asked = at(tuesday, ASKED);
    Duration waited =
        WAITED.minus(BETTER.multipliedBy(week)).plusMinutes(UNEVEN[week % UNEVEN.length]);
    then(asked, () -> staff.ask(week));
    then(asked.plus(waited), staff::call);
    then(at(tuesday, BOOKED), () -> staff.book(week, at(wednesday.plusWeeks(1), VISITED)));
    then(at(wednesday, EARLY), () -> staff.ring(week));
    then(at(wednesday, LATER), () -> staff.talk(week));
    then(at(wednesday, EVENING), () -> staff.came(week));
    then(at(monday.plusDays(3), ANSWERED), () -> staff.answer(week));
    then(at(monday.plusDays(3), STEERED), () -> staff.steer(week));
    then(at(monday.plusDays(4), EVENING), staff::close);
  }

  private Instant at(LocalDate day, LocalTime hour) {
    return CivilTime.installed().instant(day.atTime(hour), zone);
  }

  private void then(Instant hour, Runnable played) {
    if (hour.isAfter(now)) {
      move(hour);
      played.run();
    }
  }

  private void move(Instant hour) {
    time.move(new InstantType(Date.from(hour)));
    now = hour;
  }
}
