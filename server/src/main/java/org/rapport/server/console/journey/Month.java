package org.rapport.server.console.journey;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A month as a calendar has it: weeks from Monday, with what would be sent on each day. Pure.
 *
 * @param weekdays their heads
 * @param weeks seven days each; null: a day of another month
 */
public record Month(String name, List<Weekday> weekdays, List<List<Day>> weeks) {
  private static final int HOTTEST = 3;

  /** The head of a column. */
  public record Weekday(String brief, String name) {}

  /**
   * A day.
   *
   * @param number of the month
   * @param heat 0 nothing is sent, 1 to 3 the more the nearer it is to the fullest day
   */
  public record Day(int number, long sent, long notSent, int heat) {}

  /** The months of what would be sent; those in which nothing is are left out. */
  static List<Month> of(List<TryJourney.Day> days, Locale locale) {
    Map<LocalDate, TryJourney.Day> told = new HashMap<>();
    days.forEach(day -> told.put(LocalDate.parse(day.date()), day));
    return told.keySet().stream()
        .map(YearMonth::from)
        .distinct()
        .sorted()
        .map(month -> month(month, told, locale))
        .toList();
  }

  private static Month month(YearMonth month, Map<LocalDate, TryJourney.Day> told, Locale locale) {
    List<List<Day>> weeks = new ArrayList<>();
    LocalDate monday = month.atDay(1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    for (; !monday.isAfter(month.atEndOfMonth()); monday = monday.plusWeeks(1)) {
      List<Day> week = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        LocalDate day = monday.plusDays(i);
        week.add(YearMonth.from(day).equals(month) ? day(day, told.get(day)) : null);
      }
      weeks.add(week);
    }
    return new Month(
        DateTimeFormatter.ofPattern("LLLL yyyy", locale).format(month),
        Arrays.stream(DayOfWeek.values())
            .map(
                day ->
                    new Weekday(
                        day.getDisplayName(TextStyle.SHORT_STANDALONE, locale),
                        day.getDisplayName(TextStyle.FULL_STANDALONE, locale)))
            .toList(),
        weeks);
  }

  private static Day day(LocalDate day, TryJourney.Day told) {
    return told == null
        ? new Day(day.getDayOfMonth(), 0, 0, 0)
        : new Day(
            day.getDayOfMonth(),
            told.sent(),
            told.notSent(),
            (int) Math.max(1, told.of100() * HOTTEST / 100));
  }
}
