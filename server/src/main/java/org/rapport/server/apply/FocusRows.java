package org.rapport.server.apply;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What enrolments are about, from the projections: one query for each kind that occurs. */
@Component
class FocusRows {
  private final JdbcClient jdbc;

  FocusRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A focus as it is stored.
   *
   * @param location id of the visit's place, or null
   * @param zone of the place, else the one that the visit names, or null
   * @param entered of a patient: what journeys that write to people may have them for, each the
   *     journey's URL, a space, and the Group
   * @param sensitive whether the visit, its place or its service is labelled so; whether its
   *     patients are is known of the patients
   */
  record Found(
      String status,
      List<String> kinds,
      Instant start,
      Instant end,
      String location,
      String zone,
      List<String> patients,
      Set<String> entered,
      boolean sensitive) {

    static String entry(String journey, String group) {
      return journey + " " + group;
    }
  }

  /** By relative reference; what does not exist has none. */
  Map<String, Found> load(Collection<EnrolmentKey> keys) {
    Map<String, Found> found = new HashMap<>();
    List<String> people = new ArrayList<>();
    List<String> visits = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (EnrolmentKey key : keys) {
      switch (key.focusType()) {
        case "Appointment" -> visits.add(key.focusId());
        case "Patient" -> people.add(key.focusId());
        default -> others.add(key.focus());
      }
    }
    if (!people.isEmpty()) {
      found.putAll(people(people));
    }
    if (!visits.isEmpty()) {
      found.putAll(visits(visits));
    }
    if (!others.isEmpty()) {
      found.putAll(others(others));
    }
    return found;
  }

  // Of a patient: the segments that journeys are for and that the patient is in.
  private Map<String, Found> people(List<String> ids) {
    return jdbc
        .sql(
            """
            select p.id,
              array(select 'Group/' || m.group_id from rapport.segment_member m
                where m.patient_id = p.id) as segments,
              array(select e.journey || ' Group/' || e.group_id from rapport.segment_entry e
                where e.patient_id = p.id and e.admitted) as entered
            from unnest(?::text[]) as p(id)\
            """)
        .param(Sql.array(Set.copyOf(ids)))
        .query(
            (row, n) ->
                Map.entry(
                    "Patient/" + row.getString("id"),
                    new Found(
                        "active",
                        Arrays.asList(Sql.strings(row, "segments")),
                        null,
                        null,
                        null,
                        null,
                        List.of(row.getString("id")),
                        Set.of(Sql.strings(row, "entered")),
                        false)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<String, Found> visits(List<String> ids) {
    return jdbc
        .sql(
            """
            select 'Appointment/' || id as reference, status, start_at, end_at, location_id,
              coalesce(place_zone, zone) as zone, patients, null::text[] as kinds,
              sensitivity > 0 as sensitive
            from rapport.visit where id = any(?)\
            """)
        .param(Sql.array(Set.copyOf(ids)))
        .query((row, n) -> found(row))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<String, Found> others(List<String> references) {
    return jdbc
        .sql(
            """
            select reference, status, start_at, end_at, null as location_id, null as zone,
              array[patient_id] as patients, kinds, sensitivity > 0 as sensitive
            from rapport.focus_facts where reference = any(?)\
            """)
        .param(Sql.array(Set.copyOf(references)))
        .query((row, n) -> found(row))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map.Entry<String, Found> found(ResultSet row) throws SQLException {
    return Map.entry(
        row.getString("reference"),
        new Found(
            row.getString("status"),
            Arrays.asList(Sql.strings(row, "kinds")),
            Sql.instant(row, "start_at"),
            Sql.instant(row, "end_at"),
            row.getString("location_id"),
            row.getString("zone"),
            Arrays.asList(Sql.strings(row, "patients")),
            Set.of(),
            row.getBoolean("sensitive")));
  }
}
