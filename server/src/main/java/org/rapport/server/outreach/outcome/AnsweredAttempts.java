package org.rapport.server.outreach.outcome;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The {@link Attempts} whose outcome is known, on their way to the record: locked, recorded, or put
 * off where recording failed. Joins the caller's transaction.
 */
@Component
class AnsweredAttempts {
  private static final String ANSWERED =
      """
      select a.*, coalesce(w.attempts, 1) as tries, m.id is null as deleted from rapport.attempt a
      left join rapport.work_item w on w.id = a.work_item
      left join rapport.planned_message m on m.id = a.request_id
      where a.state = 'answered' and a.answered_at <= ?\
      """;

  private final JdbcClient jdbc;
  private final Clock clock;

  AnsweredAttempts(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** An answered attempt, to be recorded. */
  record Answered(
      UUID id,
      long workItem,
      int attempts,
      String request,
      boolean requestDeleted,
      String patient,
      String purpose,
      String channel,
      String address,
      String subject,
      String body,
      String language,
      String template,
      String replyToken,
      String outcome,
      String reason,
      String providerId,
      String deliveryStatus,
      Instant begunAt,
      Instant answeredAt,
      Integer retryAfter,
      Instant downSince) {}

  /** Locks answered attempts, the oldest first, leaving those that another recorder holds. */
  List<Answered> lock(int max) {
    return jdbc.sql(ANSWERED + " order by a.answered_at, a.id limit ? for update of a skip locked")
        .params(Sql.at(clock.instant()), max)
        .query((row, n) -> answered(row))
        .list();
  }

  /** Locks one answered attempt; none when it is recorded or held. */
  List<Answered> lock(UUID id) {
    return jdbc.sql(ANSWERED + " and a.id = ? for update of a skip locked")
        .params(Sql.at(clock.instant()), id)
        .query((row, n) -> answered(row))
        .list();
  }

  /** The ids of answered attempts, the oldest first, without a lock. */
  List<UUID> ids(int max) {
    return jdbc.sql(
            """
            select id from rapport.attempt where state = 'answered' and answered_at <= ?
            order by answered_at, id limit ?\
            """)
        .params(Sql.at(clock.instant()), max)
        .query(UUID.class)
        .list();
  }

  /** Lets the recording of an attempt wait, so that it does not hold up the others. */
  void postpone(UUID id, Instant until) {
    jdbc.sql("update rapport.attempt set answered_at = ? where id = ?")
        .params(Sql.at(until), id)
        .update();
  }

  private static Answered answered(ResultSet row) throws SQLException {
    return new Answered(
        row.getObject("id", UUID.class),
        row.getLong("work_item"),
        row.getInt("tries"),
        row.getString("request_id"),
        row.getBoolean("deleted"),
        row.getString("patient_id"),
        row.getString("purpose"),
        row.getString("channel"),
        row.getString("address"),
        row.getString("subject"),
        row.getString("body"),
        row.getString("language"),
        row.getString("template"),
        row.getString("reply_token"),
        row.getString("outcome"),
        row.getString("reason"),
        row.getString("provider_id"),
        row.getString("delivery_status"),
        Sql.instant(row, "begun_at"),
        Sql.instant(row, "answered_at"),
        row.getObject("retry_after", Integer.class),
        Sql.instant(row, "down_since"));
  }

  /** Removes recorded attempts. */
  void recorded(Collection<UUID> ids) {
    jdbc.sql("delete from rapport.attempt where id = any(?)")
        .param(ids.toArray(UUID[]::new))
        .update();
  }
}
