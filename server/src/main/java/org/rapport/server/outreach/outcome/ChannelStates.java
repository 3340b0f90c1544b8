package org.rapport.server.outreach.outcome;

import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rapport.server.store.Sql;
import org.rapport.terminology.OutcomeKind;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How each channel stands, by what workers report of their attempts, wherever they run. What two
 * report at once is told by one of them: nobody waits for a row that says what is known already.
 */
@Component
public class ChannelStates {
  private static final String FREE =
      " and channel in (select channel from rapport.channel_state where channel = :channel"
          + " for update skip locked)";

  private final JdbcClient jdbc;
  private final Clock clock;

  ChannelStates(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A channel.
   *
   * @param downSince empty: it works, as far as anybody knows
   * @param sent when a message last went out by it
   * @param failed when an attempt last failed
   * @param failure its short code; null where there is none
   */
  public record State(
      String channel,
      Optional<Instant> downSince,
      Optional<Instant> sent,
      Optional<Instant> failed,
      String failure) {}

  /** All channels, by name. */
  public List<State> all() {
    return jdbc.sql(
            """
            select s.channel, s.down_since, s.failed_at, s.failure, (
              select c.sent_at from rapport.communication_facts c
              where c.channel = s.channel and c.status = 'completed' and c.sent_at is not null
              order by c.sent_at desc limit 1) as sent_at
            from rapport.channel_state s order by s.channel""")
        .query(
            (row, n) ->
                new State(
                    row.getString("channel"),
                    Optional.ofNullable(Sql.instant(row, "down_since")),
                    Optional.ofNullable(Sql.instant(row, "sent_at")),
                    Optional.ofNullable(Sql.instant(row, "failed_at")),
                    row.getString("failure")))
        .list();
  }

  /** Takes down what came of an attempt. In the caller's transaction. */
  void answered(String channel, Outcome outcome) {
    if (outcome.kind() == OutcomeKind.SENT) {
      jdbc.sql(
              "update rapport.channel_state set down_since = null"
                  + " where down_since is not null"
                  + FREE)
          .param("channel", channel)
          .update();
      return;
    }
    String code =
        Stream.of(outcome.reason(), outcome.detail(), outcome.kind().code())
            .filter(one -> one != null && !one.isBlank())
            .findFirst()
            .orElseThrow();
    jdbc.sql(
            "update rapport.channel_state set failed_at = :now, failure = :failure,"
                + " down_since = coalesce(:down, down_since) where true"
                + FREE)
        .param("now", Sql.at(clock.instant()))
        .param("failure", code.substring(0, Math.min(code.length(), 100)))
        .param("down", Sql.at(outcome.downSince()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("channel", channel)
        .update();
  }
}
