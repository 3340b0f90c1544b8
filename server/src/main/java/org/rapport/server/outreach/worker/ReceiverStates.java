package org.rapport.server.outreach.worker;

import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes down whether receivers of HL7 v2 messages answer, by what workers report of each try. */
@Component
class ReceiverStates {
  private static final Pattern CODES = Pattern.compile("[AC][AER]");

  private final JdbcClient jdbc;
  private final Clock clock;

  ReceiverStates(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * In the caller's transaction.
   *
   * @param receiver name and address, parted by a blank; null or anything else is passed over
   * @param detail MSA-1, or why there was no answer
   */
  void tried(String receiver, String detail) {
    String[] parts = receiver == null ? new String[0] : receiver.split(" ", 2);
    if (parts.length < 2 || detail == null) {
      return;
    }
    Instant now = clock.instant();
    boolean answered = CODES.matcher(detail).matches();
    jdbc.sql(
            answered
                ? """
                insert into rapport.receiver_state (name, address, answered_at, answer)
                values (:name, :address, :now, :detail)
                on conflict (name, address) do update set answered_at = :now, answer = :detail,
                  down_since = null\
                """
                : """
                insert into rapport.receiver_state (name, address, failed_at, failure, down_since)
                values (:name, :address, :now, :detail, :now)
                on conflict (name, address) do update set failed_at = :now, failure = :detail,
                  down_since = coalesce(receiver_state.down_since, :now)\
                """)
        .param("name", parts[0])
        .param("address", parts[1])
        .param("now", Sql.at(now))
        .param("detail", detail.substring(0, Math.min(detail.length(), 100)))
        .update();
  }
}
