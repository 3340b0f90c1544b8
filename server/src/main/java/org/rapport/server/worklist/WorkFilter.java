package org.rapport.server.worklist;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which work is asked for.
 *
 * @param kinds codes; empty: all
 * @param places ids of Locations; empty: all. What belongs to no place stands at every one
 * @param team a reference or an id; null: any
 * @param takenBy the id of a Practitioner, {@link #NOBODY}, or null: either
 * @param stages codes of lead stages; empty: all
 * @param due when the promise ends; null: any time, or never
 * @param later those that were put off, in place of those that were not
 */
record WorkFilter(
    Set<String> kinds,
    Set<String> places,
    String team,
    String takenBy,
    Set<String> stages,
    DueRange due,
    boolean later) {
  static final String NOBODY = "nobody";

  /** Conditions on {@code t}, by which the numbers are counted too. */
  String place() {
    return (places.isEmpty() ? "true" : AT_PLACES)
        + (team == null
            ? ""
            : team.contains("/")
                ? " and t.owner = :team"
                : " and split_part(t.owner, '/', 2) = :team");
  }

  // A lead is where it was routed. Other work of a patient is where the patient is, was, or asked
  // to come; and of who has never been anywhere, everywhere: a crisis has to be seen by somebody.
  private static final String AT_PLACES =
      """
      (t.location_id = any(:places) or t.location_id is null and (t.patient_id is null
        or exists (select 1 from rapport.lead_facts
          where patient_id = t.patient_id and location_id = any(:places))
        or exists (select 1 from rapport.appointment_facts
          where patients @> array[t.patient_id] and location_id = any(:places))
        or not exists (select 1 from rapport.lead_facts
            where patient_id = t.patient_id and location_id is not null)
          and not exists (select 1 from rapport.appointment_facts
            where patients @> array[t.patient_id] and location_id is not null)))""";

  /** Conditions on {@code t} that say whether it was put off. */
  static final String PUT_OFF = "coalesce(t.not_before > :now, false)";

  /** All other conditions on {@code t}. */
  String rest() {
    StringBuilder sql = new StringBuilder(later ? PUT_OFF : "not " + PUT_OFF);
    if (!kinds.isEmpty()) {
      sql.append(" and t.kind = any(:kinds)");
    }
    if (takenBy != null) {
      sql.append(takenBy.equals(NOBODY) ? " and t.taken_by is null" : " and t.taken_by = :takenBy");
    }
    if (!stages.isEmpty()) {
      sql.append(" and t.stage = any(:stages)");
    }
    if (due != null && due.from() != null) {
      sql.append(" and t.due_at >= :dueFrom");
    }
    if (due != null && due.until() != null) {
      sql.append(" and t.due_at < :dueUntil");
    }
    return sql.toString();
  }

  /** Gives a statement with these conditions what they name. */
  JdbcClient.StatementSpec in(JdbcClient.StatementSpec statement, Instant now) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("places", Sql.array(places));
    values.put("kinds", Sql.array(kinds));
    values.put("stages", Sql.array(stages));
    values.put("now", Sql.at(now));
    if (team != null) {
      values.put("team", team);
    }
    if (takenBy != null) {
      values.put("takenBy", takenBy);
    }
    if (due != null && due.from() != null) {
      values.put("dueFrom", Sql.at(due.from()));
    }
    if (due != null && due.until() != null) {
      values.put("dueUntil", Sql.at(due.until()));
    }
    return statement.params(values);
  }
}
