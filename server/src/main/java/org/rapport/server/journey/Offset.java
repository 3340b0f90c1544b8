package org.rapport.server.journey;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.rapport.time.CivilTime;

/**
 * A distance in time: whole days keep the wall clock of a zone across DST changes, hours and
 * minutes are elapsed time (contract, "Journeys shipped"). Negative is before.
 */
public record Offset(int days, Duration elapsed) {
  public static final Offset NONE = new Offset(0, Duration.ZERO);

  /**
   * Reads a quantity with a UCUM unit: {@code wk}, {@code d}, {@code h}, {@code min} or {@code s}.
   *
   * @throws IllegalArgumentException for another unit, none, no value, or a fraction of a day
   */
  public static Offset of(BigDecimal value, String unit) {
    if (value == null || unit == null) {
      throw new IllegalArgumentException("A distance in time needs a value and a unit");
    }
    try {
      return switch (unit) {
        case "wk" -> new Offset(Math.multiplyExact(value.intValueExact(), 7), Duration.ZERO);
        case "d" -> new Offset(value.intValueExact(), Duration.ZERO);
        case "h" -> new Offset(0, seconds(value, 3600));
        case "min" -> new Offset(0, seconds(value, 60));
        case "s" -> new Offset(0, seconds(value, 1));
        default -> throw new IllegalArgumentException("Unit of time not known: " + unit);
      };
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("Not a distance in time: " + value + " " + unit, e);
    }
  }

  private static Duration seconds(BigDecimal value, int factor) {
    return Duration.ofSeconds(value.multiply(BigDecimal.valueOf(factor)).longValueExact());
  }

  /** The same distance to the other side. */
  public Offset negated() {
    return new Offset(-days, elapsed.negated());
  }

  /** Whether wall-clock days are involved, so that the zone matters. */
  public boolean keepsWallClock() {
    return days != 0;
  }

  /** The instant at this distance from another, days counted on the zone's wall clock. */
  public Instant from(Instant anchor, ZoneId zone, CivilTime time) {
    Instant shifted = anchor;
    if (days != 0) {
      LocalDateTime local = time.local(anchor, zone).plusDays(days);
      shifted = time.instant(local, zone);
    }
    return shifted.plus(elapsed);
  }

  /** ISO 8601, signed: {@code -P1D}, {@code -PT2H}, {@code PT0S}. */
  @Override
  public String toString() {
    if (days == 0) {
      return elapsed.isNegative() ? "-" + elapsed.negated() : elapsed.toString();
    }
    String sign = days < 0 ? "-P" : "P";
    return sign + Math.abs(days) + "D";
  }
}
