package org.rapport.server.embedded.demo;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Replaces the time placeholders of a demo message, described in {@code
 * rapport-demo/siu/README.md}.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v251/std251/ch02a.html">HL7 v2.5.1, 2.A.22 DTM</a>
 */
final class DemoTimes {

  private static final Pattern PLACEHOLDER = Pattern.compile("@\\{([^}]*)}");

  /** Days, a wall-clock time, and a zone if it is not the clinic's. */
  private static final Pattern VISIT =
      Pattern.compile("([+-]\\d{1,3})d (\\d{2}:\\d{2})(?: ([A-Za-z_/]+))?");

  private static final Pattern NOW = Pattern.compile("now(?:([+-]\\d{1,4})m)?");

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);

  private final Clock clock;
  private final ZoneId zone;

  DemoTimes(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.zone = zone;
  }

  /**
   * The text with its placeholders replaced.
   *
   * @throws IllegalStateException if there is one of another form
   */
  String render(String text) {
    ZonedDateTime now = clock.instant().atZone(zone);
    return PLACEHOLDER.matcher(text).replaceAll(found -> value(found.group(1), now));
  }

  private static String value(String placeholder, ZonedDateTime now) {
    var visit = VISIT.matcher(placeholder);
    if (visit.matches()) {
      return visitTime(visit.toMatchResult(), now);
    }
    var moment = NOW.matcher(placeholder);
    if (moment.matches()) {
      long minutes = moment.group(1) == null ? 0 : Long.parseLong(moment.group(1));
      return now.plusMinutes(minutes).format(WITH_OFFSET);
    }
    throw new IllegalStateException("Unknown placeholder @{" + placeholder + "}");
  }

  private static String visitTime(MatchResult visit, ZonedDateTime now) {
    LocalDate day = now.toLocalDate().plusDays(Long.parseLong(visit.group(1)));
    LocalDateTime wallClock = day.atTime(LocalTime.parse(visit.group(2)));
    return visit.group(3) == null
        ? wallClock.format(LOCAL)
        : wallClock.atZone(ZoneId.of(visit.group(3))).format(WITH_OFFSET);
  }
}
