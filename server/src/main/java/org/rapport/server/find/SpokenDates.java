package org.rapport.server.find;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.projection.read.PersonName;

/**
 * Birth dates as people write them, within other words. Where day and month could be either, both
 * are meant; a year of two digits is of this century or the last. Pure.
 */
final class SpokenDates {
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(?<![\\d-])(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?![\\d-])");
  private static final Pattern YEAR_LAST =
      Pattern.compile("(?<![\\d-])(\\d{1,2})[-/. ](\\d{1,2})[-/. ](\\d{4}|\\d{2})(?![\\d-])");
  private static final Pattern DAY_MONTH =
      Pattern.compile(
          "(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|er|º)?\\s+(?:de\\s+|of\\s+)?(\\p{L}{3,})\\.?,?"
              + "\\s+(?:de\\s+)?(\\d{4})(?!\\d)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern MONTH_DAY =
      Pattern.compile(
          "(?<!\\p{L})(\\p{L}{3,})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?!\\d)",
          Pattern.CASE_INSENSITIVE);
  private static final int SHORTEST = 3;

  private static final Map<String, Integer> MONTHS = months();

  private SpokenDates() {}

  /**
   * Takes the dates out of a text.
   *
   * @param today nobody is born after it
   * @param found is told of each as the days that it may mean, as FHIR has them; never of none
   * @return the text without them
   */
  static String takeOut(String text, LocalDate today, Consumer<List<String>> found) {
    String rest =
        each(YEAR_FIRST, text, found, m -> days(today, new int[][] {{n(m, 1), n(m, 2), n(m, 3)}}));
    rest =
        each(
            DAY_MONTH,
            rest,
            found,
            m -> days(today, new int[][] {{n(m, 3), month(m.group(2)), n(m, 1)}}));
    rest =
        each(
            MONTH_DAY,
            rest,
            found,
            m -> days(today, new int[][] {{n(m, 3), month(m.group(1)), n(m, 2)}}));
    return each(YEAR_LAST, rest, found, m -> yearLast(m, today));
  }

  /** What eight digits may mean as a date, the year first. */
  static List<String> compact(String digits, LocalDate today) {
    return digits.length() != 8
        ? List.of()
        : List.copyOf(
            days(
                today,
                new int[][] {
                  {
                    Integer.parseInt(digits.substring(0, 4)),
                    Integer.parseInt(digits.substring(4, 6)),
                    Integer.parseInt(digits.substring(6))
                  }
                }));
  }

  private interface Reading {
    SortedSet<String> of(Matcher match);
  }

  private static String each(
      Pattern pattern, String text, Consumer<List<String>> found, Reading reading) {
    Matcher match = pattern.matcher(text);
    StringBuilder rest = new StringBuilder();
    while (match.find()) {
      SortedSet<String> days = reading.of(match);
      if (!days.isEmpty()) {
        found.accept(List.copyOf(days));
        match.appendReplacement(rest, " ");
      }
    }
    return match.appendTail(rest).toString();
  }

  private static SortedSet<String> yearLast(Matcher match, LocalDate today) {
    int one = n(match, 1);
    int two = n(match, 2);
    int year = n(match, 3);
    return match.group(3).length() == 4
        ? days(today, new int[][] {{year, two, one}, {year, one, two}})
        : days(
            today,
            new int[][] {
              {1900 + year, two, one},
              {1900 + year, one, two},
              {2000 + year, two, one},
              {2000 + year, one, two}
            });
  }

  private static SortedSet<String> days(LocalDate today, int[][] readings) {
    SortedSet<String> days = new TreeSet<>();
    for (int[] reading : readings) {
      try {
        LocalDate day = LocalDate.of(reading[0], reading[1], reading[2]);
        if (!day.isAfter(today) && day.isAfter(today.minusYears(150))) {
          days.add(day.toString());
        }
      } catch (DateTimeException e) {
        // Another reading may be one.
      }
    }
    return days;
  }

  private static int n(Matcher match, int group) {
    return Integer.parseInt(match.group(group));
  }

  // 0, which no month is, for other words.
  private static int month(String word) {
    return MONTHS.getOrDefault(PersonName.normal(word), 0);
  }

  // Whole, or cut anywhere after three letters where that is of one month only.
  private static Map<String, Integer> months() {
    Map<String, Integer> months = new HashMap<>();
    for (Locale language : List.of(Locale.ENGLISH, Locale.FRENCH, Locale.forLanguageTag("es"))) {
      for (Month month : Month.values()) {
        String name = PersonName.normal(month.getDisplayName(TextStyle.FULL, language));
        for (int end = SHORTEST; end <= name.length(); end++) {
          months.merge(
              name.substring(0, end),
              month.getValue(),
              (a, b) -> a.equals(b) ? a : Integer.valueOf(0));
        }
      }
    }
    return Map.copyOf(months);
  }
}
