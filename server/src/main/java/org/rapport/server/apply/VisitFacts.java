package org.rapport.server.apply;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.journey.Facts;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.server.projection.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Loads the facts of many visits in a constant number of queries. Reads in the caller's
 * transaction.
 */
@Component
class VisitFacts {
  private final JdbcClient jdbc;
  private final ZoneId clinicZone;

  VisitFacts(JdbcClient jdbc, RapportSettings settings) {
    this.jdbc = jdbc;
    this.clinicZone = settings.clinic().zone();
  }

  private record Person(boolean active, String zone) {}

  private record VisitRow(String status, Instant start, String zone, List<String> patients) {}

  /**
   * The facts of each key, in its order, for one journey.
   *
   * @param enrolments ids of the keys' enrolments, by key
   */
  Map<EnrolmentKey, Facts> load(
      Collection<EnrolmentKey> keys, Map<EnrolmentKey, String> enrolments) {
    Map<String, Person> people = people(keys.stream().map(EnrolmentKey::patient).toList());
    Map<String, VisitRow> visits = visits(keys.stream().map(EnrolmentKey::visit).toList());
    Map<String, List<Standing>> standing = standing(enrolments.values());
    Map<EnrolmentKey, Facts> result = new HashMap<>();
    for (EnrolmentKey key : keys) {
      Person person = people.get(key.patient());
      VisitRow visit = visits.get(key.visit());
      boolean takesPart = visit != null && visit.patients().contains(key.patient());
      String zone =
          person != null && person.zone() != null
              ? person.zone()
              : visit == null ? null : visit.zone();
      result.put(
          key,
          new Facts(
              key.patient(),
              person == null
                  ? PatientState.DELETED
                  : person.active() ? PatientState.ACTIVE : PatientState.INACTIVE,
              zone == null ? clinicZone : ZoneId.of(zone),
              new Facts.Visit(
                  key.visit(),
                  visit == null ? "deleted" : takesPart ? visit.status() : "cancelled",
                  visit == null ? null : visit.start()),
              standing.getOrDefault(enrolments.get(key), List.of())));
    }
    return result;
  }

  private Map<String, Person> people(List<String> ids) {
    return jdbc
        .sql("select id, active, zone from rapport.patient_facts where id = any(?)")
        .param(Sql.array(ids))
        .query(
            (row, n) ->
                Map.entry(row.getString(1), new Person(row.getBoolean(2), row.getString(3))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<String, VisitRow> visits(List<String> ids) {
    return jdbc
        .sql(
            """
            select a.id, a.status, a.start_at, l.zone, a.patients
            from rapport.appointment_facts a
            left join rapport.location_facts l on l.id = a.location_id
            where a.id = any(?)""")
        .param(Sql.array(ids))
        .query(
            (row, n) ->
                Map.entry(
                    row.getString(1),
                    new VisitRow(
                        row.getString(2),
                        Sql.instant(row, "start_at"),
                        row.getString(4),
                        Arrays.asList(Sql.strings(row, "patients")))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<String, List<Standing>> standing(Collection<String> enrolments) {
    if (enrolments.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .sql(
            """
            select m.enrolment, m.id, m.step, m.anchor, m.template, m.occurrence, m.useful_until,
              m.status, m.reason,
              exists (select 1 from rapport.communication_facts c where c.based_on = m.id) as outcome
            from rapport.planned_message m
            where m.enrolment = any(?) and m.step is not null
            order by m.occurrence, m.id""")
        .param(Sql.array(enrolments))
        .query(
            (row, n) ->
                Map.entry(
                    row.getString("enrolment"),
                    new Standing(
                        row.getString("id"),
                        row.getString("step"),
                        Sql.instant(row, "anchor"),
                        row.getString("template"),
                        Sql.instant(row, "occurrence"),
                        Sql.instant(row, "useful_until"),
                        row.getString("status"),
                        row.getString("reason"),
                        row.getBoolean("outcome"))))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }
}
