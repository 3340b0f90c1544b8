package org.rapport.server.ehr;

import java.time.Instant;
import java.util.Optional;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far an EHR's changes are known: of a search the instant up to which it was asked, by the
 * EHR's clock; of a Subscription the number up to which every event is known, and the highest that
 * was heard of. Both only go up, save where a Subscription begins anew. Joins the caller's
 * transaction.
 */
@Component
class EhrFeeds {
  private final JdbcClient jdbc;

  EhrFeeds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Up to when a search was asked; empty: never. */
  Optional<Instant> watermark(String feed) {
    return jdbc.sql("select watermark from rapport.ehr_feed where feed = ?")
        .param(feed)
        .query((row, n) -> Optional.ofNullable(Sql.instant(row, "watermark")))
        .optional()
        .flatMap(at -> at);
  }

  /** Up to which number all events of a Subscription are known; empty: none is. */
  Optional<Long> known(String feed) {
    return jdbc.sql("select event_number from rapport.ehr_feed where feed = ?")
        .param(feed)
        .query((row, n) -> Optional.ofNullable(row.getObject(1, Long.class)))
        .optional()
        .flatMap(number -> number);
  }

  /** A search was asked up to then. */
  void reached(String feed, Instant watermark) {
    jdbc.sql(
            """
            insert into rapport.ehr_feed (feed, watermark) values (:feed, :at)
            on conflict (feed) do update
            set watermark = greatest(ehr_feed.watermark, excluded.watermark)""")
        .param("feed", feed)
        .param("at", Sql.at(watermark))
        .update();
  }

  /** Counting begins here: a handshake, the first that is heard of, or all that was missed. */
  void begins(String feed, long number) {
    jdbc.sql(
            """
            insert into rapport.ehr_feed (feed, event_number, highest) values (:feed, :n, :n)
            on conflict (feed) do update set event_number = :n, highest = :n""")
        .param("feed", feed)
        .param("n", number)
        .update();
  }

  /** All up to the highest that was heard of are known. */
  void caughtUp(String feed) {
    jdbc.sql("update rapport.ehr_feed set event_number = highest where feed = ?")
        .param(feed)
        .update();
  }

  /**
   * An event came, or was only heard of.
   *
   * @param here whether it came
   * @return whether events before it are missing, or it itself
   */
  boolean event(String feed, long number, boolean here) {
    jdbc.sql("insert into rapport.ehr_feed (feed) values (?) on conflict (feed) do nothing")
        .param(feed)
        .update();
    Optional<Long> known =
        jdbc.sql("select event_number from rapport.ehr_feed where feed = ? for update")
            .param(feed)
            .query((row, n) -> Optional.ofNullable(row.getObject(1, Long.class)))
            .single();
    // A Subscription that counts from one again is another, or has forgotten how far it was.
    if (known.isEmpty() || here && number == 1) {
      begins(feed, number);
      return false;
    }
    if (number <= known.get()) {
      return false;
    }
    boolean next = here && number == known.get() + 1;
    jdbc.sql(
            """
            update rapport.ehr_feed set highest = greatest(highest, :n),
              event_number = case when :next then :n else event_number end
            where feed = :feed""")
        .param("n", number)
        .param("next", next)
        .param("feed", feed)
        .update();
    return !next;
  }
}
