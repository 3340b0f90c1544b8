package org.rapport.server.projection.read;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.hl7.fhir.r4.model.DateTimeType;

/**
 * The end of a FHIR period as an exclusive instant. An end is inclusive to its precision: a day
 * counts to its last moment, a month to its last day.
 *
 * @see <a href="https://hl7.org/fhir/R4/datatypes.html#Period">Period</a>
 */
public final class PeriodEnd {
  private PeriodEnd() {}

  /** The first instant that is not in the period any more; null for a period without end. */
  public static Instant exclusive(DateTimeType end) {
    if (!end.hasValue()) {
      return null;
    }
    // The zone in which the parser reads a date without a time.
    ZonedDateTime last = end.getValue().toInstant().atZone(ZoneId.systemDefault());
    return switch (end.getPrecision()) {
      case YEAR -> last.plusYears(1).toInstant();
      case MONTH -> last.plusMonths(1).toInstant();
      case DAY -> last.plusDays(1).toInstant();
      default -> last.toInstant();
    };
  }

  /** The first day of a period that begins with a day, a month or a year; null for another. */
  public static LocalDate firstDay(DateTimeType start) {
    if (!start.hasValue()) {
      return null;
    }
    return switch (start.getPrecision()) {
      case YEAR, MONTH, DAY ->
          start.getValue().toInstant().atZone(ZoneId.systemDefault()).toLocalDate();
      default -> null;
    };
  }

  /** The last day of a period that ends with a day, a month or a year; null for another. */
  public static LocalDate lastDay(DateTimeType end) {
    if (!end.hasValue()) {
      return null;
    }
    LocalDate first = end.getValue().toInstant().atZone(ZoneId.systemDefault()).toLocalDate();
    return switch (end.getPrecision()) {
      case YEAR -> first.plusYears(1).minusDays(1);
      case MONTH -> first.plusMonths(1).minusDays(1);
      case DAY -> first;
      default -> null;
    };
  }
}
