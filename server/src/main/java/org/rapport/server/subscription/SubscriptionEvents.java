package org.rapport.server.subscription;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Events before and after they have numbers. In the caller's transaction, if there is one. */
@Component
class SubscriptionEvents {
  private final JdbcClient jdbc;

  SubscriptionEvents(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An event that has no number yet. */
  record Fresh(
      long id, SubscribedTopic topic, NumberedEvent event, Map<String, List<String>> facts) {}

  /** Whether nobody else numbers events now; until the transaction ends. */
  boolean alone() {
    return jdbc.sql("select pg_try_advisory_xact_lock(hashtext('rapport.subscription'))")
        .query(Boolean.class)
        .single();
  }

  /**
   * Events behind which none can turn up any more: every transaction is over that began to write
   * before they were written.
   */
  List<Fresh> decided(int max) {
    return jdbc.sql(
            """
            select * from rapport.topic_event
            where xid < pg_snapshot_xmin(pg_current_snapshot()) order by id limit ?\
            """)
        .param(max)
        .query(
            (row, n) -> {
              Map<String, List<String>> facts = Subscribers.facts(row.getString("facts"));
              return new Fresh(
                  row.getLong("id"),
                  SubscribedTopic.coded(row.getString("topic")),
                  event(row, 0, facts.getOrDefault("patient", List.of())),
                  facts);
            })
        .list();
  }

  /** Whether there are events that are written, and not decided. */
  boolean anyWaits() {
    return jdbc.sql("select exists (select 1 from rapport.topic_event)")
        .query(Boolean.class)
        .single();
  }

  /** Forgets what has its numbers now. */
  void numbered(Collection<Long> ids) {
    jdbc.sql("delete from rapport.topic_event where id = any(?)")
        .param(ids.toArray(Long[]::new))
        .update();
  }

  /** Forgets changes of which nobody wants to know. */
  void clear() {
    jdbc.sql("delete from rapport.topic_event").update();
  }

  /** Gives events the subscriber's next numbers, in this order: one statement for all of them. */
  void append(String subscription, List<NumberedEvent> events) {
    long last =
        jdbc.sql(
                "update rapport.subscription set events = events + ? where id = ? returning events")
            .params(events.size(), subscription)
            .query(Long.class)
            .optional()
            .orElse(-1L);
    // Deleted meanwhile.
    if (last < 0) {
      return;
    }
    jdbc.sql(
            """
            insert into rapport.subscription_event
              (subscription_id, number, focus, version, change, at, patients)
            select :subscription, :before + n, e ->> 'focus', (e ->> 'version')::bigint,
              e ->> 'change', (e ->> 'at')::timestamptz,
              array(select jsonb_array_elements_text(e -> 'patients'))
            from jsonb_array_elements(cast(:events as jsonb)) with ordinality as given(e, n)""")
        .param("subscription", subscription)
        .param("before", last - events.size())
        .param("events", Subscribers.json(events.stream().map(SubscriptionEvents::row).toList()))
        .update();
  }

  private static Map<String, Object> row(NumberedEvent event) {
    return Map.of(
        "focus", event.focus(),
        "version", event.version(),
        "change", event.change(),
        "at", event.at().toString(),
        "patients", event.patients());
  }

  /** Those of a subscriber from one number to another, both included. */
  List<NumberedEvent> between(String subscription, long from, long until, int max) {
    return jdbc.sql(
            """
            select * from rapport.subscription_event
            where subscription_id = ? and number between ? and ? order by number limit ?\
            """)
        .params(subscription, from, until, max)
        .query((row, n) -> event(row, row.getLong("number"), List.of(Sql.strings(row, "patients"))))
        .list();
  }

  /** Forgets events that are older, delivered or not; answers how many. */
  int prune(Instant before) {
    return jdbc.sql("delete from rapport.subscription_event where at < ?")
        .param(Sql.at(before))
        .update();
  }

  private static NumberedEvent event(ResultSet row, long number, List<String> patients)
      throws SQLException {
    return new NumberedEvent(
        number,
        row.getString("focus"),
        row.getLong("version"),
        row.getString("change"),
        Sql.instant(row, "at"),
        patients);
  }
}
