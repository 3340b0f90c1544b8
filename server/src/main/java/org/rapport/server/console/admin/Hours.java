package org.rapport.server.console.admin;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Location.DaysOfWeek;
import org.hl7.fhir.r4.model.Location.LocationHoursOfOperationComponent;

/** {@code Location.hoursOfOperation} as people type it: 09:00–12:00, 13:00–17:00. Pure. */
final class Hours {
  private static final String DASH = "–";
  private static final String ALL_DAY = "00:00–24:00";

  private Hours() {}

  /** The hours of each day that it is open on. */
  static Map<DayOfWeek, String> of(Location place) {
    Map<DayOfWeek, List<String>> days = new EnumMap<>(DayOfWeek.class);
    for (LocationHoursOfOperationComponent hours : place.getHoursOfOperation()) {
      String said =
          hours.getAllDay()
              ? ALL_DAY
              : time(hours.getOpeningTime(), "00:00")
                  + DASH
                  + time(hours.getClosingTime(), "24:00");
      for (Enumeration<DaysOfWeek> day : hours.getDaysOfWeek()) {
        days.computeIfAbsent(DayOfWeek.of(day.getValue().ordinal() + 1), none -> new ArrayList<>())
            .add(said);
      }
    }
    Map<DayOfWeek, String> said = new EnumMap<>(DayOfWeek.class);
    days.forEach(
        (day, hours) -> said.put(day, String.join(", ", hours.stream().sorted().toList())));
    return said;
  }

  private static String time(String value, String otherwise) {
    return value == null ? otherwise : value.substring(0, 5);
  }

  /**
   * Sets them; where they say what was there before, it stays as it was written.
   *
   * @param days empty: closed on that day
   * @throws DateTimeException for what is no hours
   */
  static void set(Location place, Map<DayOfWeek, String> days) {
    Map<String, List<DayOfWeek>> same = new LinkedHashMap<>();
    Map<DayOfWeek, String> wanted = new EnumMap<>(DayOfWeek.class);
    days.forEach(
        (day, text) -> {
          List<String> hours = read(text);
          if (!hours.isEmpty()) {
            wanted.put(day, String.join(", ", hours));
            hours.forEach(one -> same.computeIfAbsent(one, none -> new ArrayList<>()).add(day));
          }
        });
    if (wanted.equals(of(place))) {
      return;
    }
    place.getHoursOfOperation().clear();
    same.forEach(
        (hours, on) -> {
          LocationHoursOfOperationComponent stretch = place.addHoursOfOperation();
          on.forEach(day -> stretch.addDaysOfWeek(DaysOfWeek.values()[day.getValue() - 1]));
          if (hours.equals(ALL_DAY)) {
            stretch.setAllDay(true);
          } else {
            String[] ends = hours.split(DASH);
            stretch.setOpeningTime(ends[0] + ":00");
            // The end of the day is no time of day.
            stretch.setClosingTime(ends[1].equals("24:00") ? "23:59:59" : ends[1] + ":00");
          }
        });
  }

  private static List<String> read(String text) {
    List<String> hours = new ArrayList<>();
    for (String one : text.split("[,;]")) {
      if (!one.isBlank()) {
        String[] ends = one.strip().split("\\s*[-–—]\\s*", -1);
        if (ends.length != 2) {
          throw new DateTimeException(one);
        }
        String opens = clock(ends[0]);
        String closes = ends[1].equals("24:00") ? ends[1] : clock(ends[1]);
        if (closes.compareTo(opens) <= 0) {
          throw new DateTimeException(one);
        }
        hours.add(opens + DASH + closes);
      }
    }
    return hours.stream().sorted().toList();
  }

  private static String clock(String text) {
    return LocalTime.parse(text.length() == 4 ? "0" + text : text).toString();
  }
}
