package org.rapport.server.outreach.outcome;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.outreach.text.MessageText;
import org.rapport.server.store.Fingerprint;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.rapport.terminology.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Messages that staff send to themselves. They go by the same workers and providers as any other,
 * and leave no Communication: no measure, cap or campaign counts them. What is not sent at once is
 * not sent again; rows are kept for a day.
 */
@Component
public class TestMessages {
  private static final Duration KEPT = Duration.ofDays(1);

  /** Who asked has gone by then. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final JdbcClient jdbc;
  private final WorkSignal signal;
  private final Clock clock;

  TestMessages(JdbcClient jdbc, WorkSignal signal, Clock clock) {
    this.jdbc = jdbc;
    this.signal = signal;
    this.clock = clock;
  }

  /**
   * A message on its way.
   *
   * @param source relative reference of what it is a test of
   * @param purpose code of an outreach purpose
   */
  public record Sent(UUID id, String source, Route route, String purpose, MessageText.Text text) {}

  /**
   * Where a message stands.
   *
   * @param outcome code of an outcome's kind; null while there is none
   * @param delivery what the provider reported since; null: nothing
   */
  public record Standing(String outcome, String delivery) {}

  /** How many an account has sent since; holds other tests of the account back until the commit. */
  public int since(String account, Duration span) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 20))")
        .param("test-send " + account)
        .query((row, n) -> 0)
        .list();
    return jdbc.sql("select count(*) from rapport.test_message where account = ? and asked_at > ?")
        .params(account, Sql.at(clock.instant().minus(span)))
        .query(Integer.class)
        .single();
  }

  /** How many of the last day said the same to the address. */
  public int identical(Route route, MessageText.Text text) {
    return jdbc.sql(
            "select count(*) from rapport.test_message where fingerprint = ? and asked_at > ?")
        .params(Fingerprint.of(route.address(), text.body()), Sql.at(clock.instant().minus(KEPT)))
        .query(Integer.class)
        .single();
  }

  /** Keeps one for the next worker, in the caller's transaction; what is a day old goes. */
  public void send(String account, Sent message) {
    jdbc.sql("delete from rapport.test_message where asked_at <= ?")
        .param(Sql.at(clock.instant().minus(KEPT)))
        .update();
    jdbc.sql(
            """
            insert into rapport.test_message (id, account, source, channel, address, purpose,
              fingerprint, subject, body, language, state, asked_at)
            values (:id, :account, :source, :channel, :address, :purpose, :fingerprint, :subject,
              :body, :language, 'waiting', :now)""")
        .param("id", message.id())
        .param("account", account)
        .param("source", message.source())
        .param("channel", message.route().channel().code())
        .param("address", message.route().address())
        .param("purpose", message.purpose())
        .param("fingerprint", Fingerprint.of(message.route().address(), message.text().body()))
        .param("subject", message.text().subject())
        .param("body", message.text().body())
        .param("language", message.text().language())
        .param("now", Sql.at(clock.instant()))
        .update();
  }

  /** Wakes workers, once it is committed. */
  public void wake() {
    signal.raise(WorkQueue.MESSAGE);
  }

  /** Takes what waits, each for one worker; in a transaction of its own. */
  public List<Sent> claim(int max, Duration lease) {
    return jdbc.sql(
            """
            update rapport.test_message set state = 'leased', lease_until = clock_timestamp() + :lease * interval '1 second'
            where id in (
              select id from rapport.test_message
              where (state = 'waiting' or state = 'leased' and lease_until < clock_timestamp())
                and asked_at > :fresh
              order by asked_at limit :max for update skip locked)
            returning *""")
        .param("lease", lease.toSeconds())
        .param("fresh", Sql.at(clock.instant().minus(FRESH)))
        .param("max", max)
        .query(
            (row, n) ->
                new Sent(
                    row.getObject("id", UUID.class),
                    row.getString("source"),
                    new Route(
                        Channel.fromCode(row.getString("channel")).orElseThrow(),
                        row.getString("address")),
                    row.getString("purpose"),
                    new MessageText.Text(
                        row.getString("subject"),
                        row.getString("body"),
                        row.getString("language"),
                        null)))
        .list();
  }

  /**
   * Records that the provider is called next; false where it is no test, or is not due any more.
   */
  public boolean begin(UUID id) {
    return jdbc.sql(
                "update rapport.test_message set state = 'sending'"
                    + " where id = ? and state = 'leased' and lease_until > clock_timestamp()")
            .param(id)
            .update()
        == 1;
  }

  /** Records what came of it; false where it is no test that waits for an answer. */
  public boolean answer(UUID id, Outcome outcome) {
    return jdbc.sql(
                """
                update rapport.test_message set state = 'answered', outcome = :kind,
                  delivery_status = coalesce(delivery_status, :delivery)
                where id = :id and state in ('leased', 'sending')""")
            .param("kind", outcome.kind().code())
            .param("delivery", outcome.deliveryStatus())
            .param("id", id)
            .update()
        == 1;
  }

  /** Notes what a provider reports of one; false where it is no test. */
  boolean noteDelivery(UUID id, String status) {
    return jdbc.sql("update rapport.test_message set delivery_status = ? where id = ?")
            .params(status, id)
            .update()
        == 1;
  }

  /** Where one stands; empty where there is none. */
  public Optional<Standing> standing(UUID id) {
    return jdbc.sql("select outcome, delivery_status from rapport.test_message where id = ?")
        .param(id)
        .query((row, n) -> new Standing(row.getString(1), row.getString(2)))
        .optional();
  }
}
