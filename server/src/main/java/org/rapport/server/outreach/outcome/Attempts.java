package org.rapport.server.outreach.outcome;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.text.MessageText;
import org.rapport.server.store.Fingerprint;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.RowSet;
import org.rapport.server.store.Sql;
import org.rapport.server.work.SharedCommit;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Attempts to hand a message to a provider. States: {@code released} (the gate let it go), {@code
 * sending} (recorded right before the provider is called), {@code answered} (its outcome is known,
 * or known to be unknowable); then it becomes a Communication and the row goes.
 */
@Component
public class Attempts implements PersonalRows {
  /** At most so many identical bodies to one address in a day, whatever else permits more. */
  public static final int IDENTICAL = 2;

  private static final Duration IDENTICAL_WINDOW = Duration.ofHours(24);

  private final WorkItems items;
  private final ChannelStates channels;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final SharedCommit<UUID, Boolean> begun = new SharedCommit<>(this::begun, false);
  private final SharedCommit<Answer, String> answered = new SharedCommit<>(this::answered, null);

  Attempts(WorkItems items, ChannelStates channels, JdbcClient jdbc, Clock clock) {
    this.items = items;
    this.channels = channels;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A released message, as a worker gets it.
   *
   * @param token number behind C and R on a shared telephone, or null
   * @param unsubscribe the one-click address of an e-mail, or null
   */
  public record Released(
      WorkItem item,
      UUID attempt,
      DueMessage message,
      Route route,
      MessageText.Text text,
      String token,
      String unsubscribe) {}

  /** How often each fingerprint went out in the last day, or is on its way. */
  public Map<String, Integer> recent(Collection<String> fingerprints) {
    if (fingerprints.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .sql(
            """
            select fingerprint, count(*) from (
              select fingerprint from rapport.communication_facts
              where fingerprint = any(:prints) and sent_at > :since
              union all
              select fingerprint from rapport.attempt where fingerprint = any(:prints)) seen
            group by fingerprint\
            """)
        .param("prints", Sql.array(fingerprints))
        .param("since", Sql.at(clock.instant().minus(IDENTICAL_WINDOW)))
        .query((row, n) -> Map.entry(row.getString(1), row.getInt(2)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Records a release; the caller's transaction also holds the claim. */
  public void release(Released released) {
    DueMessage message = released.message();
    jdbc.sql(
            """
            insert into rapport.attempt (id, work_item, request_id, request_version, visit_id,
              visit_version, patient_id, patient_epoch, purpose, channel, address, fingerprint,
              subject, body, language, template, reply_token, state, released_at)
            values (:id, :item, :request, :requestVersion, :visit, :visitVersion, :patient, :epoch,
              :purpose, :channel, :address, :fingerprint, :subject, :body, :language, :template,
              :token, 'released', :now)\
            """)
        .param("id", released.attempt())
        .param("item", released.item().id())
        .param("request", message.id())
        .param("requestVersion", message.request().version())
        .param("visit", message.request().window().anchor() == null ? null : message.visit().id())
        .param(
            "visitVersion",
            message.request().window().anchor() == null ? null : message.visit().version())
        .param("patient", message.recipient().id())
        .param("epoch", message.recipient().epoch())
        .param("purpose", message.request().purpose().code())
        .param("channel", released.route().channel().code())
        .param("address", released.route().address())
        .param("fingerprint", Fingerprint.of(released.route().address(), released.text().body()))
        .param("subject", released.text().subject())
        .param("body", released.text().body())
        .param("language", released.text().language())
        .param("template", released.text().template())
        .param("token", released.token())
        .param("now", Sql.at(clock.instant()))
        .update();
  }

  /**
   * Records that the provider is called next, if nothing that the gate looked at has changed since
   * the release and the lease still holds. One statement, which those share who ask at the same
   * time; its commit is the record. Not within a transaction.
   *
   * @return false when the release is stale
   */
  public boolean begin(UUID attempt) {
    return begun.ask(attempt);
  }

  private Map<UUID, Boolean> begun(List<UUID> attempts) {
    return jdbc
        .sql(
            """
            update rapport.attempt a set state = 'sending', begun_at = :now
            where a.id = any(:ids) and a.state = 'released'
              and exists (select 1 from rapport.work_item w where w.id = a.work_item
                and w.state = 'leased' and w.lease_until > clock_timestamp())
              and exists (select 1 from rapport.planned_message m where m.id = a.request_id
                and m.status = 'active' and m.version = a.request_version)
              and coalesce((select e.epoch from rapport.patient_epoch e
                where e.patient_id = a.patient_id), 0) = a.patient_epoch
              and (a.visit_id is null or exists (select 1 from rapport.appointment_facts f
                where f.id = a.visit_id and f.version = a.visit_version))
              and not exists (select 1 from (select rapport.campaign_of(a.request_id) as id) n
                left join rapport.campaign k on k.id = n.id
                where n.id is not null
                  and coalesce(k.state, 'cancelled') in ('halted', 'cancelled'))
            returning a.id""")
        .param("ids", attempts.toArray(UUID[]::new))
        .param("now", Sql.at(clock.instant()))
        .query(UUID.class)
        .list()
        .stream()
        .collect(Collectors.toMap(Function.identity(), id -> true));
  }

  /** Takes back a stale release; the item is due again at once and judged anew. */
  public void takeBack(UUID attempt) {
    jdbc.sql("delete from rapport.attempt where id = ? and state = 'released' returning work_item")
        .param(attempt)
        .query(Long.class)
        .list()
        .forEach(items::giveBack);
  }

  /** Has what a provider may have already go on for the record that took another's place. */
  public void repoint(String from, String to) {
    jdbc.sql(
            """
            update rapport.attempt set patient_id = :to
            where patient_id = :from and state in ('sending', 'answered')""")
        .param("from", from)
        .param("to", to)
        .update();
  }

  /** A message in a provider's hands leaves no record when it is answered. */
  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.attempt where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }

  /**
   * Records what came of an attempt. Idempotent; a late answer replaces "unknown" until that is
   * recorded. One statement, which those share who ask at the same time. Not within a transaction.
   *
   * @return whether it was an attempt that waited for an answer
   */
  public boolean answer(UUID attempt, Outcome outcome) {
    String channel = answered.ask(new Answer(attempt, outcome));
    if (channel != null) {
      channels.answered(channel, outcome);
    }
    return channel != null;
  }

  /** What came of an attempt; the same attempt is the same, whatever came of it. */
  private record Answer(UUID attempt, Outcome outcome) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Answer answer && attempt.equals(answer.attempt);
    }

    @Override
    public int hashCode() {
      return attempt.hashCode();
    }
  }

  private Map<Answer, String> answered(List<Answer> answers) {
    RowSet rows = new RowSet();
    for (Answer answer : answers) {
      Outcome outcome = answer.outcome();
      rows.row()
          .set("id", answer.attempt().toString())
          .set("kind", outcome.kind().code())
          .set("reason", outcome.reason())
          .set("provider", outcome.providerId())
          .set("detail", outcome.detail())
          .set("delivery", outcome.deliveryStatus())
          .set("retry_after", outcome.retryAfter())
          .set("down_since", outcome.downSince());
    }
    return jdbc
        .sql(
            """
            update rapport.attempt a set state = 'answered', outcome = r.kind,
              reason = coalesce(r.reason, a.reason), provider_id = r.provider, detail = r.detail,
              delivery_status = coalesce(a.delivery_status, r.delivery), answered_at = :now,
              retry_after = r.retry_after, down_since = r.down_since
            from json_to_recordset(cast(:rows as json)) as r(id uuid, kind text, reason text,
              provider text, detail text, delivery text, retry_after int, down_since timestamptz)
            where a.id = r.id and (a.state in ('released', 'sending')
              or (a.state = 'answered' and a.outcome = 'unknown'))
            returning a.id, a.channel""")
        .param("rows", rows.json())
        .param("now", Sql.at(clock.instant()))
        .query(
            (row, n) -> Map.entry(new Answer(row.getObject(1, UUID.class), null), row.getString(2)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Settles attempts whose worker's lease ran out: what was never begun is due again, what was
   * begun is unknown.
   */
  public void settleExpired() {
    jdbc.sql(
            """
            delete from rapport.attempt a using rapport.work_item w
            where a.work_item = w.id and a.state = 'released'
              and w.state = 'leased' and w.lease_until < clock_timestamp()\
            """)
        .update();
    jdbc.sql(
            """
            update rapport.attempt a set state = 'answered', outcome = 'unknown', answered_at = ?
            from rapport.work_item w
            where a.work_item = w.id and a.state = 'sending'
              and w.state = 'leased' and w.lease_until < clock_timestamp()\
            """)
        .param(Sql.at(clock.instant()))
        .update();
  }

  /**
   * Notes a provider's report on an attempt that is not recorded yet.
   *
   * @return whether there is such an attempt
   */
  boolean noteDelivery(UUID attempt, String status, String reason) {
    return jdbc.sql(
                "update rapport.attempt set delivery_status = ?, reason = coalesce(?, reason)"
                    + " where id = ?")
            .params(status, reason, attempt)
            .update()
        == 1;
  }

  /** The delivery status of an attempt that is not recorded yet, locked; empty string for none. */
  Optional<String> delivery(UUID attempt) {
    return jdbc.sql(
            "select coalesce(delivery_status, '') from rapport.attempt where id = ? for update")
        .param(attempt)
        .query(String.class)
        .optional();
  }
}
