package org.rapport.server.worklist;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rapport.server.security.scope.CallersReach.Reach;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A page of work and its numbers, by one statement and so of one moment: they cannot contradict
 * each other.
 */
@Component
class WorkRows {
  /** Whatever waits, by kind, and how much of it was put off. */
  private static final String TALLY =
      """
      select t.kind, %s as later, count(*) as n, count(*) filter (where %s) as matching
      from rapport.open_task t
      where %s and %s
      group by 1, 2""";

  private static final String ROWS =
      """
      select t.id, t.kind, t.rank, t.patient_id, t.due_at, t.inbound_id
      from rapport.open_task t
      where %s and %s and %s and %s
      order by t.rank, coalesce(t.due_at, 'infinity'), t.id
      limit :size""";

  // What is shown beside each row, of the rows of the page alone.
  private static final String BOTH =
      """
      with tally as (%s), found as materialized (%s)
      select null as id, kind, null::int as rank, null as patient_id, null::timestamptz as due_at,
        null as inbound, null::bigint as calls, null as last_call, null as visit,
        later, n, matching, 0 as part
      from tally
      union all
      select f.id, f.kind, f.rank, f.patient_id, f.due_at,
        coalesce(
          (select c.id from rapport.contact_facts c
            where c.patient_id = f.patient_id and c.inbound order by c.at desc, c.id limit 1),
          (select c.id from rapport.contact_facts c where c.id = f.inbound_id and c.inbound)),
        (select count(*) from rapport.contact_facts c where c.task_id = f.id and not c.inbound),
        (select c.id from rapport.contact_facts c
          where c.task_id = f.id and not c.inbound order by c.at desc, c.id limit 1),
        (select a.id from rapport.appointment_facts a
          where a.patients @> array[f.patient_id] and a.start_at >= :now
            and a.status in ('proposed', 'pending', 'booked', 'arrived', 'checked-in')
          order by a.start_at, a.id limit 1),
        null, null, null, 1
      from found f
      order by part, rank, due_at nulls last, id""";

  private final JdbcClient jdbc;

  WorkRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One thing to do.
   *
   * @param due null: nothing was promised, or it was kept
   * @param inbound id of the Communication in which the person last wrote or spoke; may be null
   * @param calls how often staff have called about it
   * @param lastCall id of the last of them; may be null
   * @param visit id of the person's next Appointment; may be null
   */
  record Row(
      String id,
      String kind,
      int rank,
      String patient,
      Instant due,
      String inbound,
      long calls,
      String lastCall,
      String visit) {
    Cursor cursor() {
      return new Cursor(rank, due, id);
    }

    private static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString("id"),
          row.getString("kind"),
          row.getInt("rank"),
          row.getString("patient_id"),
          Sql.instant(row, "due_at"),
          row.getString("inbound"),
          row.getLong("calls"),
          row.getString("last_call"),
          row.getString("visit"));
    }
  }

  /**
   * What was found.
   *
   * @param total of all pages
   * @param counts what waits at the place, by kind, however else is filtered
   * @param later how much waits there that was put off
   * @param rows in the order in which they press
   * @param more whether there are further ones
   */
  record Page(long total, Map<String, Long> counts, long later, List<Row> rows, boolean more) {}

  /**
   * Finds.
   *
   * @param size of the page; 0: numbers only
   * @param after where the page before ended; null: from the beginning
   */
  Page page(WorkFilter filter, Reach reach, int size, Cursor after, Instant now) {
    String place = filter.place();
    String seen = reach.row("t");
    String from =
        after == null
            ? "true"
            : "(t.rank, coalesce(t.due_at, 'infinity'), t.id) > (:rank, "
                + (after.due() == null ? "'infinity'" : ":due")
                + ", :after)";
    String sql =
        BOTH.formatted(
            TALLY.formatted(WorkFilter.PUT_OFF, filter.rest(), place, seen),
            ROWS.formatted(place, seen, filter.rest(), from));
    JdbcClient.StatementSpec statement =
        reach.in(filter.in(jdbc.sql(sql), now)).param("size", size == 0 ? 0 : size + 1);
    if (after != null) {
      statement = statement.param("rank", after.rank()).param("after", after.id());
      if (after.due() != null) {
        statement = statement.param("due", Sql.at(after.due()));
      }
    }
    Numbers numbers = new Numbers();
    List<Row> rows = new ArrayList<>();
    statement.query(
        row -> {
          if (row.getInt("part") == 0) {
            numbers.add(row);
          } else {
            rows.add(Row.of(row));
          }
        });
    boolean more = size > 0 && rows.size() > size;
    return new Page(
        numbers.total,
        numbers.counts,
        numbers.later,
        more ? List.copyOf(rows.subList(0, size)) : List.copyOf(rows),
        more);
  }

  private static final class Numbers {
    private final Map<String, Long> counts = new TreeMap<>();
    private long later;
    private long total;

    void add(ResultSet row) throws SQLException {
      if (row.getBoolean("later")) {
        later += row.getLong("n");
      } else {
        counts.merge(row.getString("kind"), row.getLong("n"), Long::sum);
      }
      total += row.getLong("matching");
    }
  }
}
