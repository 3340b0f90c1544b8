package org.rapport.server.journey;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.rapport.server.words.Languages;
import org.rapport.time.CivilTime;

/** Words for a time by which something is done, in a language. Pure. */
public final class DeadlineWords {
  private DeadlineWords() {}

  /**
   * Such as "on Monday before 5 PM"; "today" where it is. Rounded up to the hour.
   *
   * @param language BCP 47; null, and any that has no words here, is English
   */
  public static String of(Instant due, Instant now, ZoneId zone, String language, CivilTime time) {
    LocalDateTime local = time.local(due, zone);
    LocalDateTime hour = local.truncatedTo(ChronoUnit.HOURS);
    LocalDateTime before = hour.equals(local) ? hour : hour.plusHours(1);
    // Midnight at the end of a day is said of that day.
    LocalDate day =
        before.getHour() == 0 ? before.toLocalDate().minusDays(1) : before.toLocalDate();
    LocalDate today = time.local(now, zone).toLocalDate();
    int clock = before.getHour();
    boolean far = ChronoUnit.DAYS.between(today, day) > 6;
    String base = Languages.base(language);
    return switch (base) {
      case "fr" -> french(day, today, clock, far);
      case "es" -> spanish(day, today, clock, far);
      default -> english(day, today, clock, far);
    };
  }

  private static String english(LocalDate day, LocalDate today, int hour, boolean far) {
    if (far) {
      return "by " + format(day, "MMMM d", Locale.ENGLISH);
    }
    String when = day.equals(today) ? "today" : "on " + format(day, "EEEE", Locale.ENGLISH);
    if (hour == 0) {
      return when;
    }
    String clock =
        hour == 12 ? "noon" : (hour > 12 ? hour - 12 : hour) + (hour > 12 ? " PM" : " AM");
    return when + " before " + clock;
  }

  private static String french(LocalDate day, LocalDate today, int hour, boolean far) {
    if (far) {
      return "d'ici le " + format(day, "d MMMM", Locale.FRENCH);
    }
    String when = day.equals(today) ? "aujourd'hui" : format(day, "EEEE", Locale.FRENCH);
    return hour == 0 ? when : when + " avant " + (hour == 12 ? "midi" : hour + " h");
  }

  private static String spanish(LocalDate day, LocalDate today, int hour, boolean far) {
    Locale spanish = Locale.forLanguageTag("es");
    if (far) {
      return "antes del " + format(day, "d 'de' MMMM", spanish);
    }
    String when = day.equals(today) ? "hoy" : "el " + format(day, "EEEE", spanish);
    return hour == 0 ? when : when + " antes de las " + hour + ":00";
  }

  private static String format(LocalDate day, String pattern, Locale locale) {
    return DateTimeFormatter.ofPattern(pattern, locale).format(day);
  }
}
