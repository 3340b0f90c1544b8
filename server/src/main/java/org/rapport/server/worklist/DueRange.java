package org.rapport.server.worklist;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of time, as a search by date names it: a prefix, and a day of the clinic's calendar or an
 * instant with its offset.
 *
 * @param from inclusive; null: none
 * @param until exclusive; null: none
 * @see <a href="https://hl7.org/fhir/R4/search.html#prefix">Prefixes</a>
 */
record DueRange(Instant from, Instant until) {
  private static final Pattern VALUE = Pattern.compile("(eq|lt|le|gt|ge)?(\\d{4}-\\d\\d-\\d\\d.*)");

  /** Reads one; empty for what is none. */
  static Optional<DueRange> of(String text, ZoneId zone) {
    Matcher value = VALUE.matcher(text);
    if (!value.matches()) {
      return Optional.empty();
    }
    Instant low;
    Instant high;
    try {
      if (value.group(2).contains("T")) {
        low = OffsetDateTime.parse(value.group(2)).toInstant();
        high = low.plusMillis(1);
      } else {
        LocalDate day = LocalDate.parse(value.group(2));
        low = day.atStartOfDay(zone).toInstant();
        high = day.plusDays(1).atStartOfDay(zone).toInstant();
      }
    } catch (DateTimeException e) {
      return Optional.empty();
    }
    return Optional.of(
        switch (value.group(1) == null ? "eq" : value.group(1)) {
          case "lt" -> new DueRange(null, low);
          case "le" -> new DueRange(null, high);
          case "gt" -> new DueRange(high, null);
          case "ge" -> new DueRange(low, null);
          default -> new DueRange(low, high);
        });
  }
}
