package org.rapport.server.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The work table: claimed with {@code FOR UPDATE SKIP LOCKED}, per patient in order, under a lease.
 * Due times are in the application's clock; leases are in the database's, as a lease measures
 * whether a worker lives, which simulated time does not.
 */
@Component
public class WorkItems implements PersonalRows {
  /** After so many failures an item is dead and a person is asked. */
  public static final int MAX_ATTEMPTS = 8;

  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(15);

  private final JdbcClient jdbc;
  private final Clock clock;

  WorkItems(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Claims due items, at most one a patient and kind at a time, the oldest first.
   *
   * @param worker a name for the logs and for the sweep at start
   */
  public List<WorkItem> claim(String kind, int max, Duration lease, String worker) {
    UUID token = UUID.randomUUID();
    return jdbc.sql(
            """
            with due as (
              select w.id from rapport.work_item w
              where w.kind = :kind and w.state <> 'dead' and w.due_at <= :now
                and (w.state = 'ready' or w.lease_until < clock_timestamp())
                and not exists (select 1 from rapport.attempt a where a.work_item = w.id)
                and not exists (
                  select 1 from rapport.work_item e
                  where e.patient = w.patient and e.kind = w.kind and e.state <> 'dead'
                    and e.id <> w.id
                    and ((e.state = 'leased' and e.lease_until >= clock_timestamp())
                      or (e.due_at, e.id) < (w.due_at, w.id)))
              order by w.due_at, w.id
              limit :max
              for update of w skip locked)
            update rapport.work_item w
            set state = 'leased', lease = :lease, worker = :worker, attempts = w.attempts + 1,
              lease_until = clock_timestamp() + make_interval(secs => :seconds)
            from due where w.id = due.id
            returning w.id, w.kind, w.patient, w.focus, w.lease, w.attempts, w.due_at""")
        .param("kind", kind)
        .param("now", Sql.at(clock.instant()))
        .param("max", max)
        .param("lease", token)
        .param("worker", worker)
        .param("seconds", lease.toMillis() / 1000.0)
        .query(
            (row, n) ->
                new WorkItem(
                    row.getLong("id"),
                    row.getString("kind"),
                    row.getString("patient"),
                    row.getString("focus"),
                    row.getObject("lease", UUID.class),
                    row.getInt("attempts")))
        .list();
  }

  /** Those of the items that the caller still holds; locked until its transaction ends. */
  public List<WorkItem> held(Collection<Long> ids, UUID lease) {
    return jdbc.sql(
            """
            select id, kind, patient, focus, lease, attempts from rapport.work_item
            where id = any(?) and lease = ? and state = 'leased'
            order by due_at, id for update""")
        .params(ids.toArray(Long[]::new), lease)
        .query(
            (row, n) ->
                new WorkItem(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getObject(5, UUID.class),
                    row.getInt(6)))
        .list();
  }

  /** Removes those that wait for the same as these, now or later. */
  void alike(Collection<WorkItem> held) {
    for (WorkItem item : held) {
      jdbc.sql(
              """
              delete from rapport.work_item where kind = ? and patient = ? and focus = ?
                and state = 'ready'""")
          .params(item.kind(), item.patient(), item.focus())
          .update();
    }
  }

  /** Removes finished items. */
  public void done(Collection<Long> ids) {
    jdbc.sql("delete from rapport.work_item where id = any(?)")
        .param(ids.toArray(Long[]::new))
        .update();
  }

  /**
   * Gives an item back, to be due at another instant.
   *
   * @param forgive the claim does not count as a failed attempt
   */
  public void defer(long id, Instant until, boolean forgive) {
    jdbc.sql(
            """
            update rapport.work_item set state = 'ready', lease = null, lease_until = null,
              worker = null, due_at = :until,
              attempts = case when :forgive then greatest(attempts - 1, 0) else attempts end
            where id = :id""")
        .param("until", Sql.at(until))
        .param("forgive", forgive)
        .param("id", id)
        .update();
  }

  /** Takes an item from its holder, due when it was; its claim does not count. */
  public void giveBack(long id) {
    jdbc.sql(
            """
            update rapport.work_item set state = 'ready', lease = null, lease_until = null,
              worker = null, attempts = greatest(attempts - 1, 0) where id = ?""")
        .param(id)
        .update();
  }

  /** Has the work about one record go on for another, which took its place; changes do not. */
  public void repoint(String from, String to) {
    jdbc.sql(
            """
            update rapport.work_item set patient = :to
            where patient = :from and kind <> 'change' and state <> 'dead'""")
        .param("from", from)
        .param("to", to)
        .update();
  }

  /** Takes off the queue a patient's changes of visits that are not theirs any more. */
  public void withdrawForeignVisits(String patient, Collection<String> foci) {
    jdbc.sql(
            """
            delete from rapport.work_item w using rapport.appointment_facts a
            where w.kind = 'change' and w.state = 'ready' and w.patient = :patient
              and w.focus = any(:foci) and w.focus_type = 'Appointment' and w.focus_id = a.id
              and not a.patients @> array[cast(:patient as text)]""")
        .param("patient", patient)
        .param("foci", Sql.array(foci))
        .update();
  }

  /** What a worker holds at this moment it ends by itself, as there is nobody any more. */
  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql(
            """
            delete from rapport.work_item where id in (
              select id from rapport.work_item where patient = any(?) for update skip locked)""")
        .param(Sql.array(patients))
        .update();
  }

  /** Makes an item due at once, with all its tries before it. */
  public void afresh(long id) {
    jdbc.sql(
            """
            update rapport.work_item set state = 'ready', lease = null, lease_until = null,
              worker = null, due_at = :now, attempts = 0 where id = :id""")
        .param("now", Sql.at(clock.instant()))
        .param("id", id)
        .update();
  }

  /**
   * Has a dead item tried again, at once and with all its tries before it. A message that waits
   * again by itself is not doubled.
   *
   * @return whether it was dead
   */
  public boolean revive(long id) {
    int doubled =
        jdbc.sql(
                """
                delete from rapport.work_item d where d.id = ? and d.state = 'dead'
                  and exists (select 1 from rapport.work_item w
                    where w.kind = d.kind and w.focus = d.focus and w.patient = d.patient
                      and w.state <> 'dead')""")
            .param(id)
            .update();
    return doubled > 0
        || jdbc.sql(
                    """
                    update rapport.work_item set state = 'ready', lease = null, lease_until = null,
                      worker = null, due_at = :now, attempts = 0 where id = :id and state = 'dead'""")
                .param("now", Sql.at(clock.instant()))
                .param("id", id)
                .update()
            > 0;
  }

  /**
   * Gives back an item that failed: later, or dead after too many failures.
   *
   * @param error a short code, no personal data
   * @return whether it is dead now
   */
  public boolean fail(WorkItem item, String error) {
    return fail(item, error, MAX_ATTEMPTS);
  }

  /** The same, dead after {@code most} attempts. */
  public boolean fail(WorkItem item, String error, int most) {
    boolean dead = item.attempts() >= most;
    jdbc.sql(
            """
            update rapport.work_item set state = :state, lease = null, lease_until = null,
              worker = null, due_at = :due, last_error = :error where id = :id""")
        .param("state", dead ? "dead" : "ready")
        .param("due", Sql.at(clock.instant().plus(backOff(item.attempts()))))
        .param("error", error)
        .param("id", item.id())
        .update();
    if (!dead && WorkQueue.TOLD.contains(item.kind())) {
      holdBack(item);
    }
    return dead;
  }

  /** What an EHR is told after something else waits with it: it would be told out of order. */
  private void holdBack(WorkItem item) {
    jdbc.sql(
            """
            update rapport.work_item w set due_at = e.due_at from rapport.work_item e
            where e.id = :id and w.kind = e.kind and w.patient = e.patient and w.id > e.id
              and w.state <> 'dead' and w.due_at < e.due_at""")
        .param("id", item.id())
        .update();
  }

  /** How long an item waits after so many failures. */
  public static Duration backOff(int attempts) {
    Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 10));
    return wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
  }

  /**
   * When the next item that nobody holds becomes due, or empty. What is only to be sent on changes
   * nothing here, and may wait for days for who takes it.
   */
  Optional<Instant> nextDue() {
    return jdbc.sql(
            """
            select min(w.due_at) as due from rapport.work_item w
            where w.state = 'ready' and w.kind <> 'publish'""")
        .query((row, n) -> Optional.ofNullable(Sql.instant(row, "due")))
        .single();
  }

  /**
   * How many items are due or held, and attempts not yet recorded: zero when all is quiet; without
   * what is only to be sent on.
   */
  long open(Instant now) {
    return jdbc.sql(
            """
            select (select count(*) from rapport.work_item
                    where kind <> 'publish'
                      and (state = 'leased' or (state = 'ready' and due_at <= :now)))
                 + (select count(*) from rapport.attempt)""")
        .param("now", Sql.at(now))
        .query(Long.class)
        .single();
  }

  /** Ends the leases of the routes of this JVM's predecessor; only where no other JVM can be. */
  int releaseAll(String worker) {
    return jdbc.sql(
            """
            update rapport.work_item set lease_until = 'epoch'
            where state = 'leased' and worker = ?""")
        .param(worker)
        .update();
  }
}
