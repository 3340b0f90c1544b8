package org.rapport.server.projection;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.rapport.server.projection.read.PeriodEnd;
import org.rapport.time.CivilTime;

/**
 * The planningHorizon of a Schedule as a range of instants. Its days are those of the clinic's
 * calendar, as the weeks are that it is counted in.
 *
 * @see <a href="https://hl7.org/fhir/R4/schedule-definitions.html#Schedule.planningHorizon">
 *     Schedule.planningHorizon</a>
 */
final class Horizon {
  private Horizon() {}

  /**
   * As {@code tstzrange}; null for a Period that says neither end; empty for one that ends first.
   */
  static String range(Period period, ZoneId zone) {
    Instant from = begins(period.getStartElement(), zone);
    Instant until = ends(period.getEndElement(), zone);
    if (from == null && until == null) {
      return null;
    }
    if (from != null && until != null && !from.isBefore(until)) {
      return "empty";
    }
    return "[" + (from == null ? "" : from) + "," + (until == null ? "" : until) + ")";
  }

  private static Instant begins(DateTimeType start, ZoneId zone) {
    LocalDate day = PeriodEnd.firstDay(start);
    return day != null
        ? midnight(day, zone)
        : start.hasValue() ? start.getValue().toInstant() : null;
  }

  private static Instant ends(DateTimeType end, ZoneId zone) {
    LocalDate day = PeriodEnd.lastDay(end);
    return day != null ? midnight(day.plusDays(1), zone) : PeriodEnd.exclusive(end);
  }

  private static Instant midnight(LocalDate day, ZoneId zone) {
    return CivilTime.installed().instant(day.atStartOfDay(), zone);
  }
}
