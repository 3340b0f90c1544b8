package org.rapport.server.journey;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Location.LocationHoursOfOperationComponent;
import org.hl7.fhir.r4.model.Period;
import org.rapport.profiles.Extensions;
import org.rapport.time.CivilTime;

/**
 * When a place is open, on its own wall clock. Immutable.
 *
 * @param week opening hours by day, in order, without overlaps
 * @param closed days on which it does not open at all
 */
public record BusinessHours(ZoneId zone, Map<DayOfWeek, List<Hours>> week, Set<LocalDate> closed) {
  private static final LocalTime NINE = LocalTime.of(9, 0);
  private static final LocalTime FIVE = LocalTime.of(17, 0);
  // Whatever the data says, a plan is found or given up after so many days.
  private static final int HORIZON = 400;

  /** One stretch of a day. */
  public record Hours(LocalTime opens, LocalTime closes) {}

  /** Monday to Friday from nine to five. */
  public static BusinessHours usual(ZoneId zone) {
    return new BusinessHours(zone, usualWeek(), Set.of());
  }

  private static Map<DayOfWeek, List<Hours>> usualWeek() {
    Map<DayOfWeek, List<Hours>> week = new EnumMap<>(DayOfWeek.class);
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.getValue() <= 5) {
        week.put(day, List.of(new Hours(NINE, FIVE)));
      }
    }
    return week;
  }

  /** The hours and holidays of a place, and the days on which its services are not available. */
  public static BusinessHours of(Location location, List<HealthcareService> services, ZoneId zone) {
    Map<DayOfWeek, List<Hours>> week = new EnumMap<>(DayOfWeek.class);
    for (LocationHoursOfOperationComponent hours : location.getHoursOfOperation()) {
      Hours stretch =
          hours.getAllDay()
              ? new Hours(LocalTime.MIN, LocalTime.MAX)
              : new Hours(
                  time(hours.getOpeningTime(), LocalTime.MIN),
                  time(hours.getClosingTime(), LocalTime.MAX));
      for (Enumeration<Location.DaysOfWeek> day : hours.getDaysOfWeek()) {
        week.computeIfAbsent(
                DayOfWeek.of(day.getValue().ordinal() + 1), unused -> new ArrayList<>())
            .add(stretch);
      }
    }
    week.values().forEach(day -> day.sort(Comparator.comparing(Hours::opens)));
    Set<LocalDate> closed = new HashSet<>();
    for (Extension holiday : location.getExtensionsByUrl(Extensions.HOLIDAY)) {
      if (holiday.getValue() instanceof DateType day && day.hasValue()) {
        closed.add(LocalDate.parse(day.getValueAsString()));
      }
    }
    for (HealthcareService service : services) {
      service.getNotAvailable().forEach(absence -> addDays(closed, absence.getDuring()));
    }
    return new BusinessHours(
        zone, week.isEmpty() ? usualWeek() : Map.copyOf(week), Set.copyOf(closed));
  }

  private static LocalTime time(String value, LocalTime otherwise) {
    return value == null ? otherwise : LocalTime.parse(value);
  }

  private static void addDays(Set<LocalDate> closed, Period period) {
    if (!period.hasStart() || !period.hasEnd()) {
      return;
    }
    LocalDate day = LocalDate.parse(period.getStartElement().getValueAsString().substring(0, 10));
    LocalDate last = LocalDate.parse(period.getEndElement().getValueAsString().substring(0, 10));
    for (int i = 0; i < HORIZON && !day.isAfter(last); i++, day = day.plusDays(1)) {
      closed.add(day);
    }
  }

  /** The instant after so many opening days, at the same wall-clock time; negative is before. */
  public Instant plusDays(Instant from, int days, CivilTime time) {
    var local = time.local(from, zone);
    LocalDate date = local.toLocalDate();
    int left = Math.abs(days);
    for (int i = 0; left > 0 && i < HORIZON; i++) {
      date = date.plusDays(days < 0 ? -1 : 1);
      if (!hours(date).isEmpty()) {
        left--;
      }
    }
    return time.instant(date.atTime(local.toLocalTime()), zone);
  }

  /** The instant after so much opening time; negative is before. */
  public Instant plus(Instant from, Duration duration, CivilTime time) {
    return duration.isNegative()
        ? back(from, duration.negated(), time)
        : forth(from, duration, time);
  }

  private Instant forth(Instant from, Duration left, CivilTime time) {
    LocalDate date = time.local(from, zone).toLocalDate();
    for (int i = 0; i < HORIZON; i++, date = date.plusDays(1)) {
      for (Hours hours : hours(date)) {
        Instant opens = later(time.instant(date.atTime(hours.opens()), zone), from);
        Instant closes = time.instant(date.atTime(hours.closes()), zone);
        Duration open = Duration.between(opens, closes);
        if (open.isNegative() || open.isZero()) {
          continue;
        }
        if (left.compareTo(open) < 0) {
          return opens.plus(left);
        }
        left = left.minus(open);
        if (left.isZero()) {
          return closes;
        }
      }
    }
    return from.plus(left);
  }

  private Instant back(Instant from, Duration left, CivilTime time) {
    LocalDate date = time.local(from, zone).toLocalDate();
    for (int i = 0; i < HORIZON; i++, date = date.minusDays(1)) {
      List<Hours> day = hours(date);
      for (int h = day.size() - 1; h >= 0; h--) {
        Instant opens = time.instant(date.atTime(day.get(h).opens()), zone);
        Instant closes = time.instant(date.atTime(day.get(h).closes()), zone);
        Instant until = closes.isAfter(from) ? from : closes;
        Duration open = Duration.between(opens, until);
        if (open.isNegative() || open.isZero()) {
          continue;
        }
        if (left.compareTo(open) <= 0) {
          return until.minus(left);
        }
        left = left.minus(open);
      }
    }
    return from.minus(left);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private List<Hours> hours(LocalDate date) {
    return closed.contains(date) ? List.of() : week.getOrDefault(date.getDayOfWeek(), List.of());
  }
}
