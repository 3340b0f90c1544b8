package org.rapport.server.link;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.RandomValue;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Issues and finds links. A token has 256 random bits and is only in the message; the table has its
 * SHA-256, so that who reads the table cannot use a link. Needs the caller's transaction.
 */
@Component
public class Links implements PersonalRows {
  /** Wrong second factors after which a link is dead. */
  public static final int TRIES = 5;

  private static final Duration WINDOW = Duration.ofDays(1);

  private static final int LENGTH = 43;

  private final JdbcClient jdbc;
  private final Clock clock;

  Links(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Makes a token for what a link shall do. */
  public String issue(Link link) {
    String token = RandomValue.make();
    jdbc.sql(
            """
            insert into rapport.link (hash, purpose, patient_id, focus, channel, address,
              message_purpose, created_at, expires_at)
            values (:hash, :purpose, :patient, :focus, :channel, :address, :message, :now, :expires)\
            """)
        .param("hash", RandomValue.hash(token))
        .param("purpose", link.purpose().name())
        .param("patient", link.patient())
        .param("focus", link.focus())
        .param("channel", link.channel())
        .param("address", link.address())
        .param("message", link.messagePurpose())
        .param("now", Sql.at(clock.instant()))
        .param("expires", Sql.at(link.expiresAt()))
        .update();
    return token;
  }

  /** What a token leads to, its row locked until the transaction ends; empty when it has ended. */
  public Optional<Link> find(String token) {
    if (token == null || token.length() != LENGTH) {
      return Optional.empty();
    }
    return jdbc.sql("select * from rapport.link where hash = ? and expires_at > ? for update")
        .params(RandomValue.hash(token), Sql.at(clock.instant()))
        .query((row, n) -> link(row))
        .optional();
  }

  /** Notes what a link was used for. */
  public void used(String token, String answer) {
    jdbc.sql(
            """
            update rapport.link set used_at = coalesce(used_at, ?), answer = ? where hash = ?\
            """)
        .params(Sql.at(clock.instant()), answer, RandomValue.hash(token))
        .update();
  }

  /** Counts a wrong second factor, of the link and of whom it is about. */
  public void failed(String token) {
    jdbc.sql("update rapport.link set failures = failures + 1 where hash = ?")
        .param(RandomValue.hash(token))
        .update();
    jdbc.sql(
            """
            insert into rapport.wrong_factor (patient_id, failed_at)
            select patient_id, ? from rapport.link where hash = ? and patient_id is not null""")
        .params(Sql.at(clock.instant()), RandomValue.hash(token))
        .update();
  }

  /**
   * Whether there were too many wrong second factors: on this link ever, or on all links about the
   * same person within a day. Each message has a link of its own: a count of the link alone would
   * give as many tries as there are messages.
   */
  public boolean locked(Link link) {
    return link.failures() >= TRIES || recent(link.patient()) >= TRIES;
  }

  /** Wrong second factors about a person within a day. */
  public int recent(String patient) {
    return jdbc.sql(
            "select count(*) from rapport.wrong_factor where patient_id = ? and failed_at > ?")
        .params(patient, Sql.at(clock.instant().minus(WINDOW)))
        .query(Integer.class)
        .single();
  }

  /**
   * Has what was sent about one record go on for another, which took its place.
   *
   * @param from id of the Patient that was merged away
   */
  public void repoint(String from, String to) {
    jdbc.sql(
            """
            update rapport.link set patient_id = :to,
              merged_from = array_append(coalesce(merged_from, '{}'), patient_id)
            where patient_id = :from""")
        .param("from", from)
        .param("to", to)
        .update();
  }

  /**
   * Undoes that for what was the source's.
   *
   * @param source id of the Patient that was merged away
   */
  public void pointBack(String target, String source) {
    jdbc.sql(
            """
            update rapport.link set patient_id = merged_from[cardinality(merged_from)],
              merged_from = trim_array(merged_from, 1)
            where patient_id = :target and merged_from[cardinality(merged_from)] = :source""")
        .param("target", target)
        .param("source", source)
        .update();
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.link where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
    jdbc.sql("delete from rapport.wrong_factor where patient_id = any(?)")
        .param(Sql.array(patients))
        .update();
  }

  /** Removes links that ended before an instant; answers how many. */
  public int expire(Instant before) {
    return jdbc.sql("delete from rapport.link where expires_at < ?").param(Sql.at(before)).update();
  }

  /** Removes wrong factors from before an instant; answers how many. */
  public int expireFailures(Instant before) {
    return jdbc.sql("delete from rapport.wrong_factor where failed_at < ?")
        .param(Sql.at(before))
        .update();
  }

  private static Link link(ResultSet row) throws SQLException {
    return new Link(
        Link.Purpose.valueOf(row.getString("purpose")),
        row.getString("patient_id"),
        row.getString("focus"),
        row.getString("channel"),
        row.getString("address"),
        row.getString("message_purpose"),
        Sql.instant(row, "expires_at"),
        Sql.instant(row, "used_at"),
        row.getString("answer"),
        row.getInt("failures"));
  }
}
