package org.rapport.server.report;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A stretch of days in days, weeks from Monday, or months. Pure. */
final class Periods {
  private Periods() {}

  /** Some days, both included. */
  record Span(LocalDate first, LocalDate last) {}

  /**
   * The parts, in order; the first and the last may be cut.
   *
   * @param by day, week or month
   * @throws InvalidRequestException for another word, or for more than {@code most}
   */
  static List<Span> of(String by, LocalDate first, LocalDate last, int most) {
    UnaryOperator<LocalDate> end =
        switch (by) {
          case "day" -> day -> day;
          case "week" -> day -> day.with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY));
          case "month" -> day -> day.with(TemporalAdjusters.lastDayOfMonth());
          default -> throw new InvalidRequestException("by should be day, week or month");
        };
    List<Span> spans = new ArrayList<>();
    for (LocalDate from = first; !from.isAfter(last); ) {
      if (spans.size() == most) {
        throw new InvalidRequestException("A report has at most " + most + " of these");
      }
      LocalDate until = end.apply(from);
      spans.add(new Span(from, until.isAfter(last) ? last : until));
      from = until.plusDays(1);
    }
    return spans;
  }
}
