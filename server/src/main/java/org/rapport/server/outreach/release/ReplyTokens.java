package org.rapport.server.outreach.release;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rapport.server.policy.Policy;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Numbers that tell patients of a shared telephone apart: C1 and C2 in place of C. A patient keeps
 * the number for as long as a text with it may be answered, and no other patient of the telephone
 * has it. At most two queries a batch.
 */
@Component
class ReplyTokens {
  private final JdbcClient jdbc;
  private final PatientLocks locks;
  private final Policy policy;
  private final Clock clock;

  ReplyTokens(JdbcClient jdbc, PatientLocks locks, Policy policy, Clock clock) {
    this.jdbc = jdbc;
    this.policy = policy;
    this.locks = locks;
    this.clock = clock;
  }

  private record Neighbour(String patient, String other, String tail) {}

  /** The numbers of those of the patients who share a telephone; the others have none. */
  Map<String, String> of(Collection<String> patients) {
    List<Neighbour> neighbours = neighbours(patients);
    if (neighbours.isEmpty()) {
      return Map.of();
    }
    // Two releases to one telephone, in two transactions, must not both take the same number.
    locks.lock(neighbours.stream().map(n -> "telephone " + n.tail()).distinct().toList());
    Map<String, Set<String>> others = new TreeMap<>();
    neighbours.forEach(
        n -> others.computeIfAbsent(n.patient(), p -> new TreeSet<>()).add(n.other()));
    Set<String> all =
        neighbours.stream()
            .flatMap(n -> List.of(n.patient(), n.other()).stream())
            .collect(Collectors.toSet());
    Map<String, String> taken = outstanding(all);
    Map<String, String> numbers = new HashMap<>();
    others.forEach(
        (patient, around) -> {
          Set<String> used =
              around.stream().map(taken::get).filter(n -> n != null).collect(Collectors.toSet());
          String own = taken.get(patient);
          String number = own != null && !used.contains(own) ? own : free(used);
          taken.put(patient, number);
          numbers.put(patient, number);
        });
    return numbers;
  }

  private static String free(Set<String> used) {
    int number = 1;
    while (used.contains(Integer.toString(number))) {
      number++;
    }
    return Integer.toString(number);
  }

  private List<Neighbour> neighbours(Collection<String> patients) {
    return jdbc.sql(
            """
            select distinct p.id, o.id as other, p.tail from rapport.patient_address p
            join rapport.patient_address o on o.tail = p.tail and o.id <> p.id
            join rapport.patient_facts f on f.id = o.id and f.active
            left join rapport.patient_identity pi on pi.id = p.id
            left join rapport.patient_identity oi on oi.id = o.id
            where p.id = any(:patients) and p.tail not like '%@%'
              and (p.via = '' or pi.birth_date > :ofAge) and (o.via = '' or oi.birth_date > :ofAge)
              -- Who has typed the number into a form, and has no visit, has nothing to answer.
              and (not exists (select 1 from rapport.claimed_person c where c.patient_id = o.id)
                or exists (select 1 from rapport.appointment_facts a where a.patients @> array[o.id]))
            order by p.id, o.id\
            """)
        .param("patients", Sql.array(patients))
        .param("ofAge", ofAge())
        .query((row, n) -> new Neighbour(row.getString(1), row.getString(2), row.getString(3)))
        .list();
  }

  // Born on this day or before: nobody is reached where somebody else is any more. A day of grace,
  // for calendars that are behind.
  private String ofAge() {
    return clock
        .instant()
        .atOffset(ZoneOffset.UTC)
        .toLocalDate()
        .minusYears(policy.ofAgeEverywhere())
        .minusDays(1)
        .toString();
  }

  private Map<String, String> outstanding(Collection<String> patients) {
    Map<String, String> numbers = new HashMap<>();
    jdbc.sql(
            """
            select patient_id, reply_token from (
              select m.patient_id, c.reply_token, c.sent_at as at
              from rapport.communication_facts c
              join rapport.planned_message m on m.id = c.based_on
              join rapport.appointment_facts a
                on m.focus_type = 'Appointment' and a.id = m.focus_id
              where m.patient_id = any(:patients) and c.reply_token is not null
                and a.status = 'booked' and a.start_at > :now
              union all
              select patient_id, reply_token, released_at from rapport.attempt
              where patient_id = any(:patients) and reply_token is not null) open
            order by at\
            """)
        .param("patients", Sql.array(patients))
        .param("now", Sql.at(clock.instant()))
        .query(
            row -> {
              numbers.put(row.getString(1), row.getString(2));
            });
    return numbers;
  }
}
