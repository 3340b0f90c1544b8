package org.rapport.server.console;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Date;
import java.util.Locale;
import org.hl7.fhir.r4.model.BaseDateTimeType;

/**
 * How moments are told on pages: at the clinic, in the words of a language. What is null is told by
 * nothing. Pure.
 *
 * @param zone the clinic's
 * @param now the application's clock
 */
public record Times(ZoneId zone, Instant now, Words words) {
  private Locale locale() {
    return words.locale();
  }

  /** Day and time, the day left out where it is today. */
  public String when(Instant instant) {
    if (instant == null) {
      return "";
    }
    return at(instant).toLocalDate().equals(at(now).toLocalDate()) ? time(instant) : full(instant);
  }

  /** Time of day. */
  public String time(Instant instant) {
    return instant == null
        ? ""
        : DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
            .withLocale(locale())
            .format(at(instant));
  }

  /** Day and time. */
  public String full(Instant instant) {
    return instant == null ? "" : day(instant) + " " + time(instant);
  }

  /** Weekday and day in short, the year where it is another one. */
  public String day(Instant instant) {
    if (instant == null) {
      return "";
    }
    return day(at(instant).toLocalDate());
  }

  /** Likewise, of a day of the clinic's calendar. */
  public String day(LocalDate day) {
    String pattern = day.getYear() == at(now).getYear() ? "EEE d MMM" : "EEE d MMM yyyy";
    return DateTimeFormatter.ofPattern(pattern, locale()).format(day);
  }

  /** Weekday and day in full; in English the day stands first, as everywhere here. */
  public String longDay(Instant instant) {
    if (instant == null) {
      return "";
    }
    DateTimeFormatter format =
        "en".equals(locale().getLanguage())
            ? DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", locale())
            : DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale());
    return format.format(at(instant));
  }

  /** Day and time in full. */
  public String longFull(Instant instant) {
    return instant == null
        ? ""
        : DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
            .withLocale(locale())
            .format(at(instant));
  }

  /** Day and time to the second. */
  public String stamp(Date date) {
    return date == null
        ? ""
        : day(date.toInstant())
            + " "
            + DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM)
                .withLocale(locale())
                .format(at(date.toInstant()));
  }

  /** A date that stands in a record, as exactly as it is known. */
  public String date(BaseDateTimeType date) {
    if (date == null || !date.hasValue()) {
      return "";
    }
    String text = date.getValueAsString();
    return switch (date.getPrecision()) {
      case YEAR -> text;
      case MONTH -> DateTimeFormatter.ofPattern("MMM yyyy", locale()).format(YearMonth.parse(text));
      default ->
          DateTimeFormatter.ofPattern("d MMM yyyy", locale())
              .format(LocalDate.parse(text.substring(0, 10)));
    };
  }

  /** For a machine that reads the page. */
  public String iso(Instant instant) {
    return instant == null ? "" : DateTimeFormatter.ISO_INSTANT.format(instant);
  }

  /** How long it is until then, or since: "12 min", "3 h", "2 d". */
  public String span(Instant instant) {
    long minutes = Math.abs(Duration.between(now, instant).toMinutes());
    if (minutes < 120) {
      return words.say("span.minutes", minutes);
    }
    return minutes < 48 * 60
        ? words.say("span.hours", minutes / 60)
        : words.say("span.days", minutes / 1440);
  }

  private ZonedDateTime at(Instant instant) {
    return instant.atZone(zone);
  }
}
