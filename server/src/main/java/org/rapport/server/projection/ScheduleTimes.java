package org.rapport.server.projection;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The times of Schedules, when somebody takes a shift or leaves it: what was no room is offered,
 * and what was offered is taken back. Joins the caller's transaction.
 */
@Component
class ScheduleTimes {
  private final JdbcClient jdbc;
  private final WorkQueue work;
  private final Clock clock;

  ScheduleTimes(JdbcClient jdbc, WorkQueue work, Clock clock) {
    this.jdbc = jdbc;
    this.work = work;
    this.clock = clock;
  }

  /** Whether a Schedule is in use, and somebody is there at its times. */
  boolean staffed(String schedule) {
    return jdbc.sql("select exists (select 1 from rapport.staffed_schedule where id = ?)")
        .param(schedule)
        .query(Boolean.class)
        .single();
  }

  /** Has their times looked at, the earliest first, where somebody waits or one is kept. */
  void lookAgain(Collection<String> schedules) {
    List<String> slots =
        jdbc.sql(
                """
                select 'Slot/' || f.id from rapport.slot_facts f
                where f.schedule_id = any(:schedules) and f.start_at > :now
                  and (f.status = 'free' and exists (select 1 from rapport.waitlist_facts)
                    or exists (select 1 from rapport.slot_offer o
                      where o.slot_id = f.id and o.state = 'offered'))
                order by f.start_at, f.id""")
            .param("schedules", Sql.array(schedules))
            .param("now", Sql.at(clock.instant()))
            .query(String.class)
            .list();
    work.changes(WorkQueue.NOBODY, slots);
  }
}
