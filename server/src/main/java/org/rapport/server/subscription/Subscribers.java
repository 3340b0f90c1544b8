package org.rapport.server.subscription;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.security.scope.Grant;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of Subscriptions. In the caller's transaction, if there is one. */
@Component
class Subscribers implements PersonalRows {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JdbcClient jdbc;

  Subscribers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Subscriber> find(String id) {
    return jdbc.sql("select * from rapport.subscription where id = ?")
        .param(id)
        .query((row, n) -> subscriber(row))
        .optional();
  }

  /** Whose these are; those that are none are left out. */
  Map<String, Grant> owners(Collection<String> ids) {
    Map<String, Grant> owners = new HashMap<>();
    jdbc.sql("select * from rapport.subscription where id = any(cast(? as text[]))")
        .param(Sql.array(ids))
        .query((row, n) -> owners.put(row.getString("id"), grant(row)))
        .list();
    return owners;
  }

  /** All of them. */
  List<Subscriber> all() {
    return jdbc.sql("select * from rapport.subscription order by id")
        .query((row, n) -> subscriber(row))
        .list();
  }

  /** Topics of which somebody wants to know. */
  Set<SubscribedTopic> topics() {
    return new HashSet<>(
        jdbc.sql("select distinct topic from rapport.subscription where status <> 'off'")
            .query((row, n) -> SubscribedTopic.coded(row.getString(1)))
            .list());
  }

  /**
   * Keeps what a client wrote. Whose it is, and how far it has come, stay as they were; what failed
   * is forgotten. One whose events are claimed is whose worker looks after it now, as workers come
   * and go; a person who turns it on again does not make it theirs.
   *
   * @param headers encrypted
   * @param now counts as the last time that something was sent
   */
  void put(String id, Wanted wanted, String headers, String status, Grant grant, Instant now) {
    jdbc.sql(
            """
            insert into rapport.subscription as s (id, topic, filters, endpoint, headers, mime,
              content, heartbeat_seconds, timeout_seconds, max_count, end_at, client_id,
              account_id, patient_id, scopes, status, sent_at, since)
            values (:id, :topic, cast(:filters as jsonb), :endpoint, :headers, :mime, :content,
              :heartbeat, :timeout, :count, :end, :client, :account, :patient, :scopes, :status,
              :now, (select case when is_called then last_value else 0 end
                from rapport.topic_event_id_seq))
            on conflict (id) do update set topic = excluded.topic, filters = excluded.filters,
              endpoint = excluded.endpoint, headers = excluded.headers, mime = excluded.mime,
              content = excluded.content, heartbeat_seconds = excluded.heartbeat_seconds,
              timeout_seconds = excluded.timeout_seconds, max_count = excluded.max_count,
              end_at = excluded.end_at, status = excluded.status, generation = s.generation + 1,
              failures = 0, failing_since = null, next_at = null, error = null,
              sent_at = excluded.sent_at, leased_until = null,
              client_id = case when :claimed then excluded.client_id else s.client_id end,
              account_id = case when :claimed then excluded.account_id else s.account_id end,
              patient_id = case when :claimed then excluded.patient_id else s.patient_id end,
              scopes = case when :claimed then excluded.scopes else s.scopes end\
            """)
        .param("id", id)
        .param("claimed", wanted.isClaimed() && grant.account() == null)
        .param("topic", wanted.topic().code())
        .param("filters", json(wanted.filters()))
        .param("endpoint", wanted.endpoint().toString())
        .param("headers", headers)
        .param("mime", wanted.mime())
        .param("content", wanted.content().code())
        .param("heartbeat", wanted.heartbeatSeconds())
        .param("timeout", wanted.timeoutSeconds())
        .param("count", wanted.maxCount())
        .param("end", Sql.at(wanted.end()))
        .param("client", grant.client())
        .param("account", grant.account())
        .param("patient", grant.patient())
        .param("scopes", grant.scopes())
        .param("status", status)
        .param("now", Sql.at(now))
        .update();
  }

  /** Forgets one with its events. */
  void remove(String id) {
    jdbc.sql("delete from rapport.subscription where id = ?").param(id).update();
  }

  /**
   * Those to whom something is to be posted, and whom nobody posts to now.
   *
   * @param now by our clock; leases live in real time
   */
  List<Subscriber> due(Instant now, int max) {
    return jdbc.sql(
            """
            select * from rapport.subscription
            where status in ('requested', 'active') and endpoint not like 'kafka:%'
              and (next_at is null or next_at <= :now)
              and (leased_until is null or leased_until < now())
              and (status = 'requested' or events > delivered or resend_from is not null
                or sent_at + heartbeat_seconds * interval '1 second' <= :now)
            order by next_at nulls first, sent_at limit :max\
            """)
        .param("now", Sql.at(now))
        .param("max", max)
        .query((row, n) -> subscriber(row))
        .list();
  }

  /** Those whose end has come. */
  List<Subscriber> ended(Instant now) {
    return jdbc.sql("select * from rapport.subscription where status <> 'off' and end_at <= ?")
        .param(Sql.at(now))
        .query((row, n) -> subscriber(row))
        .list();
  }

  /** Takes one for a while, on whichever node; whether it was to be had. */
  boolean lease(Subscriber one, int seconds) {
    return jdbc.sql(
                """
                update rapport.subscription
                set leased_until = now() + :seconds * interval '1 second'
                where id = :id and generation = :generation
                  and (leased_until is null or leased_until < now())\
                """)
            .param("seconds", seconds)
            .param("id", one.id())
            .param("generation", one.generation())
            .update()
        == 1;
  }

  /** Ends all leases: who held them is gone. */
  void releaseAll() {
    jdbc.sql("update rapport.subscription set leased_until = null where leased_until is not null")
        .update();
  }

  /** Something arrived: what was delivered, and that nothing fails now. */
  void arrived(Subscriber one, long delivered, Long resendFrom, Instant now) {
    jdbc.sql(
            """
            update rapport.subscription set delivered = greatest(delivered, :delivered),
              resend_from = :from, resend_until = case when :from is null then null
                else resend_until end, failures = 0, failing_since = null, next_at = null,
              error = null, sent_at = :now, leased_until = null
            where id = :id and generation = :generation\
            """)
        .param("delivered", delivered)
        .param("from", resendFrom, java.sql.Types.BIGINT)
        .param("now", Sql.at(now))
        .param("id", one.id())
        .param("generation", one.generation())
        .update();
  }

  /** Nothing arrived: when to try again. */
  void failed(Subscriber one, String error, Instant since, Instant next) {
    jdbc.sql(
            """
            update rapport.subscription set failures = failures + 1, failing_since = :since,
              next_at = :next, error = :error, leased_until = null
            where id = :id and generation = :generation\
            """)
        .param("since", Sql.at(since))
        .param("next", Sql.at(next))
        .param("error", error)
        .param("id", one.id())
        .param("generation", one.generation())
        .update();
  }

  /** Changes the status; whether it was still as we knew it. */
  boolean moved(Subscriber one, String status, String error, Instant now) {
    return jdbc.sql(
                """
                update rapport.subscription set status = :status, error = :error, failures = 0,
                  failing_since = null, next_at = null, sent_at = :now, leased_until = null
                where id = :id and generation = :generation\
                """)
            .param("status", status)
            .param("error", error)
            .param("now", Sql.at(now))
            .param("id", one.id())
            .param("generation", one.generation())
            .update()
        == 1;
  }

  /** Asks for these to be sent again. */
  void resend(String id, long from, long until) {
    jdbc.sql(
            """
            update rapport.subscription set resend_from = ?, resend_until = ?, next_at = null
            where id = ?\
            """)
        .params(from, until, id)
        .update();
  }

  /** What was asked for with the open record of who is erased, and changes that name them. */
  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    String[] references = Sql.array(patients.stream().map(id -> "Patient/" + id).toList());
    jdbc.sql("delete from rapport.subscription where patient_id = any(cast(? as text[]))")
        .param(Sql.array(patients))
        .update();
    jdbc.sql(
            """
            delete from rapport.topic_event
            where jsonb_exists_any(facts -> 'patient', cast(? as text[]))\
            """)
        .param(references)
        .update();
    // The numbers stay, and say of nobody any more.
    jdbc.sql(
            "update rapport.subscription_event set patients = '{}' where patients && cast(? as"
                + " text[])")
        .param(references)
        .update();
  }

  private static Subscriber subscriber(ResultSet row) throws SQLException {
    return new Subscriber(
        row.getString("id"),
        SubscribedTopic.coded(row.getString("topic")),
        filters(row.getString("filters")),
        row.getString("endpoint"),
        row.getString("headers"),
        row.getString("mime"),
        PayloadContent.of(row.getString("content")).orElseThrow(),
        row.getObject("heartbeat_seconds", Integer.class),
        row.getInt("timeout_seconds"),
        row.getInt("max_count"),
        Sql.instant(row, "end_at"),
        grant(row),
        row.getString("status"),
        row.getInt("generation"),
        row.getLong("since"),
        row.getLong("events"),
        row.getLong("delivered"),
        row.getObject("resend_from", Long.class),
        row.getObject("resend_until", Long.class),
        row.getInt("failures"),
        Sql.instant(row, "failing_since"),
        Sql.instant(row, "sent_at"),
        row.getString("error"));
  }

  private static Grant grant(ResultSet row) throws SQLException {
    return new Grant(
        row.getString("client_id"),
        row.getString("account_id"),
        row.getString("patient_id"),
        row.getString("scopes"));
  }

  static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("It cannot be written down", e);
    }
  }

  private static List<EventFilter> filters(String json) {
    try {
      return MAPPER.readValue(json, new TypeReference<List<EventFilter>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Filters cannot be read", e);
    }
  }

  static Map<String, List<String>> facts(String json) {
    try {
      return MAPPER.readValue(json, new TypeReference<Map<String, List<String>>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An event cannot be read", e);
    }
  }
}
