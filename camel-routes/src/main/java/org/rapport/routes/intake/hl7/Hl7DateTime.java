package org.rapport.routes.intake.hl7;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.time.CivilTime;

/**
 * A DTM/TS value: {@code YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]}, HL7 v2.5.1 section
 * 2.A.22.
 *
 * @param local wall-clock time, filled up with the first month, day and midnight
 * @param digits how many digits of date and time were sent: 4, 6, 8, 10, 12 or 14
 * @param offset the offset sent, if any
 */
public record Hl7DateTime(LocalDateTime local, int digits, Optional<ZoneOffset> offset) {

  private static final int DAY_DIGITS = 8;
  private static final Pattern FORMAT =
      Pattern.compile(
          "(\\d{4})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:\\.(\\d{1,9}))?)?)?)?)?)?"
              + "(?:(Z)|([+-])(\\d{2}):?(\\d{2}))?");

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})(?:[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)"
              + "\\s?(Z|[+-]\\d{2}:?\\d{2})?)?");

  /** Reads a value; empty when it is empty, malformed or no date of the calendar. */
  public static Optional<Hl7DateTime> parse(String text) {
    Matcher m = FORMAT.matcher(compact(text.trim()));
    if (!m.matches()) {
      return Optional.empty();
    }
    int digits = DAY_DIGITS / 2;
    for (int group = 2; group <= 6 && m.group(group) != null; group++) {
      digits += 2;
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              number(m, 1, 0),
              number(m, 2, 1),
              number(m, 3, 1),
              number(m, 4, 0),
              number(m, 5, 0),
              number(m, 6, 0),
              nanos(m.group(7)));
      return Optional.of(new Hl7DateTime(local, digits, offset(m)));
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }

  /** ISO 8601 in the format of HL7: some senders write their database's. */
  private static String compact(String text) {
    Matcher iso = ISO.matcher(text);
    if (!iso.matches()) {
      return text.matches("\\d{8} \\d{4,6}.*") ? text.replaceFirst(" ", "") : text;
    }
    String time = iso.group(4) == null ? "" : iso.group(4).replace(":", "");
    String offset = iso.group(5) == null ? "" : iso.group(5);
    return iso.group(1) + iso.group(2) + iso.group(3) + time + offset;
  }

  /** Whether a time of day was sent; without one there is no instant. */
  public boolean hasTime() {
    return digits > DAY_DIGITS;
  }

  /**
   * The zone to show the time in: the offset sent, else the sender's zone.
   *
   * @param senderZone zone of values without offset
   */
  public ZoneId zone(ZoneId senderZone) {
    return offset.<ZoneId>map(o -> o).orElse(senderZone);
  }

  /**
   * The instant meant; empty without a time of day, never midnight by default. In a gap of the
   * sender's zone the clock is moved forward by the gap's length; in an overlap the earlier offset
   * counts.
   */
  public Optional<Instant> instant(ZoneId senderZone) {
    return hasTime()
        ? Optional.of(CivilTime.installed().instant(local, zone(senderZone)))
        : Optional.empty();
  }

  /** ISO 8601 date as precise as sent, at most a day: {@code 2026}, {@code 2026-12-08}. */
  public String isoDate() {
    String date = local.toLocalDate().toString();
    return date.substring(0, digits >= DAY_DIGITS ? 10 : digits == 6 ? 7 : 4);
  }

  private static Optional<ZoneOffset> offset(Matcher m) {
    if (m.group(8) != null) {
      return Optional.of(ZoneOffset.UTC);
    }
    if (m.group(9) == null) {
      return Optional.empty();
    }
    int sign = "-".equals(m.group(9)) ? -1 : 1;
    return Optional.of(ZoneOffset.ofHoursMinutes(sign * number(m, 10, 0), sign * number(m, 11, 0)));
  }

  private static int number(Matcher m, int group, int otherwise) {
    return m.group(group) == null ? otherwise : Integer.parseInt(m.group(group));
  }

  private static int nanos(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
  }
}
