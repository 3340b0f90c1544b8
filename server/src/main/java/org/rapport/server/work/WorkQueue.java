package org.rapport.server.work;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.rapport.server.store.PerTransaction;
import org.rapport.server.store.RowSet;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Adds work in the caller's transaction: a rolled-back resource leaves no work. Who waits in this
 * JVM for work of that kind is woken after the commit.
 */
@Component
public class WorkQueue {
  /** A change that plans depend on. */
  public static final String CHANGE = "change";

  /** A planned message. */
  public static final String MESSAGE = "message";

  /** What an EHR is to be told, by HL7 v2. */
  public static final String EHR_UPDATE = "ehr-update";

  /** What an EHR is to be told, by FHIR. */
  public static final String EHR_WRITE = "ehr-write";

  /** What an EHR is told, of each patient in the order in which it was done. */
  static final Set<String> TOLD = Set.of(EHR_UPDATE, EHR_WRITE);

  /** Something that may have changed at the EHR, to be read there by FHIR. */
  public static final String EHR_LOOK_UP = "ehr-look-up";

  /** Events of a Subscription, for a worker that sends them on. */
  public static final String PUBLISH = "publish";

  /** A number that a register of reassigned numbers is to be asked about. */
  public static final String NUMBER_CHECK = "number-check";

  /** Somebody who may have entered or left a segment, or a segment to evaluate as a whole. */
  public static final String SEGMENT = "segment";

  /** A message to a segment, on its way to its members. */
  public static final String CAMPAIGN = "campaign";

  /** A long text of which parts have come. */
  public static final String TEXT_PARTS = "text-parts";

  /** Stands for the patient of a change that is no patient's. */
  public static final String NOBODY = "-";

  private final JdbcClient jdbc;
  private final Clock clock;
  private final WorkSignal signal;
  private final PerTransaction<Set<String>> waking;

  WorkQueue(JdbcClient jdbc, Clock clock, WorkSignal signal) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.signal = signal;
    this.waking = new PerTransaction<>(TreeSet::new, kinds -> kinds.forEach(signal::raise));
  }

  /** Adds a change event about {@code focus} (a relative reference), due at once. */
  public void change(String patient, String focus) {
    jdbc.sql(
            "insert into rapport.work_item (kind, patient, focus, due_at) values ('change', ?, ?, ?)")
        .params(patient, focus, Sql.at(clock.instant()))
        .update();
    wake(CHANGE);
  }

  /** The same about many things, in one statement; done in their order. */
  public void changes(String patient, Collection<String> foci) {
    if (foci.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at)
            select 'change', :patient, focus, :due
            from unnest(:foci::text[]) with ordinality as f(focus, n) order by n""")
        .param("patient", patient)
        .param("due", Sql.at(clock.instant()))
        .param("foci", Sql.array(foci))
        .update();
    wake(CHANGE);
  }

  /** The same about many patients themselves, in one statement. */
  public void changes(Collection<String> patients) {
    if (patients.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at)
            select 'change', id, 'Patient/' || id, :due from unnest(:ids::text[]) as p(id)""")
        .param("due", Sql.at(clock.instant()))
        .param("ids", Sql.array(patients))
        .update();
    wake(CHANGE);
  }

  /** Has {@code focus} planned again at an instant although nothing will have happened to it. */
  public void lookAgain(String patient, String focus, Instant due) {
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at)
            select 'change', :patient, :focus, :due
            where not exists (select 1 from rapport.work_item where kind = 'change'
              and patient = :patient and focus = :focus and due_at = :due and state = 'ready')""")
        .param("patient", patient)
        .param("focus", focus)
        .param("due", Sql.at(due))
        .update();
    wake(CHANGE, due);
  }

  /** Takes off the queue what was planned in the transaction that caused it, and is due by then. */
  public void planned(String patient, Collection<String> foci, Instant now) {
    jdbc.sql(
            """
            delete from rapport.work_item where kind = 'change' and state = 'ready'
              and patient = ? and focus = any(?) and due_at <= ?""")
        .params(patient, Sql.array(foci), Sql.at(now))
        .update();
  }

  /** A message that waits for its instant. */
  public record Waiting(String patient, String request, Instant due) {}

  /** Puts messages on the queue, or moves those to another instant that nobody holds. */
  public void messages(List<Waiting> messages) {
    if (messages.isEmpty()) {
      return;
    }
    RowSet rows = new RowSet();
    messages.forEach(
        one ->
            rows.row()
                .set("patient", one.patient())
                .set("focus", one.request())
                .set("due_at", one.due()));
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at)
            select 'message', patient, focus, due_at from json_to_recordset(cast(? as json))
              as r(patient text, focus text, due_at timestamptz)
            on conflict (focus) where kind = 'message' and state <> 'dead'
            do update set due_at = excluded.due_at, patient = excluded.patient
            where work_item.state = 'ready'""")
        .param(rows.json())
        .update();
    messages.stream()
        .map(Waiting::due)
        .min(Instant::compareTo)
        .ifPresent(due -> wake(MESSAGE, due));
  }

  /** Puts active messages back on the queue that are not on it, due when planned or at once. */
  public void requeue(Collection<String> requests) {
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at)
            select 'message', m.patient_id, m.id, greatest(m.occurrence, :now)
            from rapport.planned_message m where m.id = any(:ids) and m.status = 'active'
            on conflict (focus) where kind = 'message' and state <> 'dead' do nothing""")
        .param("now", Sql.at(clock.instant()))
        .param("ids", Sql.array(requests))
        .update();
    wake(MESSAGE);
  }

  /** Takes messages off the queue while nobody holds them; a holder finds out when it begins. */
  public void withdraw(Collection<String> requests) {
    if (!requests.isEmpty()) {
      jdbc.sql(
              """
              delete from rapport.work_item
              where kind = 'message' and focus = any(?) and state = 'ready'""")
          .param(Sql.array(requests))
          .update();
    }
  }

  /**
   * Puts a patient's answer on its way to the EHR, unless it waits already: what is told is read
   * when it is claimed. It is due no sooner than what has to be told before it.
   *
   * @param focus reference of what says it
   */
  public void answer(String kind, String patient, String focus) {
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at)
            select :kind, :patient, :focus, greatest(cast(:due as timestamptz),
              (select max(due_at) from rapport.work_item where kind = :kind
                and patient = :patient and state <> 'dead'))
            where not exists (select 1 from rapport.work_item where kind = :kind
              and patient = :patient and focus = :focus and state = 'ready')""")
        .param("kind", kind)
        .param("patient", patient)
        .param("focus", focus)
        .param("due", Sql.at(clock.instant()))
        .update();
    wake(kind);
  }

  /**
   * Has something looked up at the EHR, unless that waits already: whoever takes it reads what is
   * there by then.
   *
   * @param focus its address there; it is also what is worked on in order
   */
  public void lookUp(String focus, Instant due) {
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at)
            select :kind, :focus, :focus, :due
            where not exists (select 1 from rapport.work_item where kind = :kind
              and patient = :focus and focus = :focus and state = 'ready')""")
        .param("kind", EHR_LOOK_UP)
        .param("focus", focus)
        .param("due", Sql.at(due))
        .update();
    wake(EHR_LOOK_UP, due);
  }

  /**
   * Has something done, by the server itself or by whoever claims such work. Never left out because
   * the same waits already: that one may be done before this transaction can be seen. Whoever does
   * one takes the others with it.
   *
   * @param key what is worked on in order
   * @param focus a relative reference
   */
  public void own(String kind, String key, String focus, Instant due) {
    jdbc.sql("insert into rapport.work_item (kind, patient, focus, due_at) values (?, ?, ?, ?)")
        .params(kind, key, focus, Sql.at(due))
        .update();
    wake(kind, due);
  }

  /** Has a register asked, in one statement; patients and foci go in pairs. */
  public void numberChecks(List<String> patients, List<String> foci) {
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at)
            select :kind, p, f, :due from unnest(:patients::text[], :foci::text[]) as w(p, f)""")
        .param("kind", NUMBER_CHECK)
        .param("due", Sql.at(clock.instant()))
        .param("patients", Sql.array(patients))
        .param("foci", Sql.array(foci))
        .update();
    wake(NUMBER_CHECK);
  }

  /** Has the messages to a patient that are planned for now or before, and wait, judged again. */
  public void judgeAgain(String patient) {
    jdbc.sql(
            """
            update rapport.work_item set due_at = :now where id in (
              select w.id from rapport.work_item w
              join rapport.planned_message m on m.id = w.focus and m.occurrence <= :now
              where w.kind = 'message' and w.patient = :patient and w.state = 'ready'
                and w.due_at > :now
              -- What is being judged waits for this transaction, and sees what it brings.
              for update of w skip locked)""")
        .param("now", Sql.at(clock.instant()))
        .param("patient", patient)
        .update();
    wake(MESSAGE);
  }

  /**
   * Has those look who wait for work of a kind, once the transaction is over: for who ends
   * something that other work waits for. Adding work does so by itself.
   */
  public void wake(String kind) {
    waking.get().ifPresentOrElse(kinds -> kinds.add(kind), () -> signal.raise(kind));
  }

  // What is due later is found by looking again.
  private void wake(String kind, Instant due) {
    if (!due.isAfter(clock.instant())) {
      wake(kind);
    }
  }
}
