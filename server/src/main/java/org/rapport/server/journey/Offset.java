package org.rapport.server.journey;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import org.rapport.time.CivilTime;

/**
 * A distance in time: months and whole days keep the wall clock of a zone across DST changes, hours
 * and minutes are elapsed time (contract, "Journeys shipped"). Business time counts opening hours
 * and opening days only. Negative is before.
 */
public record Offset(int months, int days, Duration elapsed, boolean business) {
  public static final Offset NONE = new Offset(0, 0, Duration.ZERO, false);

  /** Wall-clock days and elapsed time. */
  public Offset(int days, Duration elapsed) {
    this(0, days, elapsed, false);
  }

  /**
   * Reads a quantity with a UCUM unit: {@code a}, {@code mo}, {@code wk}, {@code d}, {@code h},
   * {@code min} or {@code s}.
   *
   * @throws IllegalArgumentException for another unit, none, no value, or a fraction of a day
   */
  public static Offset of(BigDecimal value, String unit) {
    if (value == null || unit == null) {
      throw new IllegalArgumentException("A distance in time needs a value and a unit");
    }
    try {
      return switch (unit) {
        case "a" -> new Offset(times(value, 12), 0, Duration.ZERO, false);
        case "mo" -> new Offset(value.intValueExact(), 0, Duration.ZERO, false);
        case "wk" -> new Offset(0, times(value, 7), Duration.ZERO, false);
        case "d" -> new Offset(0, value.intValueExact(), Duration.ZERO, false);
        case "h" -> elapsed(value, 3600);
        case "min" -> elapsed(value, 60);
        case "s" -> elapsed(value, 1);
        default -> throw new IllegalArgumentException("Unit of time not known: " + unit);
      };
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("Not a distance in time: " + value + " " + unit, e);
    }
  }

  private static int times(BigDecimal value, int factor) {
    return Math.multiplyExact(value.intValueExact(), factor);
  }

  private static Offset elapsed(BigDecimal value, int factor) {
    return new Offset(
        0,
        0,
        Duration.ofSeconds(value.multiply(BigDecimal.valueOf(factor)).longValueExact()),
        false);
  }

  /** The same distance to the other side. */
  public Offset negated() {
    return new Offset(-months, -days, elapsed.negated(), business);
  }

  /** The same distance, in business time. */
  public Offset inBusinessTime() {
    return new Offset(months, days, elapsed, true);
  }

  /** The distance so many times over. */
  public Offset times(int factor) {
    return new Offset(months * factor, days * factor, elapsed.multipliedBy(factor), business);
  }

  /** Whether wall-clock days are involved, so that the zone matters. */
  public boolean keepsWallClock() {
    return days != 0 || months != 0;
  }

  /** No distance at all. */
  public boolean isNone() {
    return months == 0 && days == 0 && elapsed.isZero();
  }

  /** Whether it leads back in time. */
  public boolean isNegative() {
    return months < 0 || days < 0 || elapsed.isNegative();
  }

  /** The instant at this distance from another, days counted on the zone's wall clock. */
  public Instant from(Instant anchor, ZoneId zone, CivilTime time) {
    Instant shifted = anchor;
    if (keepsWallClock()) {
      LocalDateTime local = time.local(anchor, zone).plusMonths(months).plusDays(days);
      shifted = time.instant(local, zone);
    }
    return shifted.plus(elapsed);
  }

  /** The same, with the opening hours at hand that business time counts. */
  public Instant from(Instant anchor, ZoneId zone, CivilTime time, BusinessHours hours) {
    if (!business) {
      return from(anchor, zone, time);
    }
    Instant shifted = days == 0 ? anchor : hours.plusDays(anchor, days, time);
    return elapsed.isZero() ? shifted : hours.plus(shifted, elapsed, time);
  }

  /** ISO 8601, signed: {@code -P1D}, {@code -PT2H}, {@code PT0S}. */
  @Override
  public String toString() {
    String words;
    if (keepsWallClock()) {
      words =
          (isNegative() ? "-" : "") + Period.of(0, Math.abs(months), Math.abs(days)).normalized();
    } else {
      words = elapsed.isNegative() ? "-" + elapsed.negated() : elapsed.toString();
    }
    return business ? words + " of business time" : words;
  }
}
