package org.rapport.server.work;

import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is still to do, and what has been done, for those who wait for quiet. Read-only. */
@Component
public class OpenWork {
  private final WorkItems items;
  private final JdbcClient jdbc;

  OpenWork(WorkItems items, JdbcClient jdbc) {
    this.items = items;
    this.jdbc = jdbc;
  }

  /** Totals since the beginning. */
  public record Counts(long sent, long notDone, long planned, long revoked) {}

  /** When the next item becomes due, or empty. */
  public Optional<Instant> nextDue() {
    return items.nextDue();
  }

  /** How much is due or under way at this instant. */
  public long open(Instant now) {
    return items.open(now);
  }

  /** The totals. */
  public Counts counts() {
    return jdbc.sql(
            """
            select
              (select count(*) from rapport.communication_facts where status = 'completed'),
              (select count(*) from rapport.communication_facts where status = 'not-done'),
              (select count(*) from rapport.planned_message),
              (select count(*) from rapport.planned_message where status = 'revoked')""")
        .query(
            (row, n) -> new Counts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
        .single();
  }
}
