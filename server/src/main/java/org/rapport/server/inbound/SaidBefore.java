package org.rapport.server.inbound;

import java.time.Duration;
import java.time.Instant;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether an address has written the same words before, by a hash of both: no words are kept here.
 * In the caller's transaction.
 */
@Component
class SaidBefore {
  private final JdbcClient jdbc;

  SaidBefore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether the same words came from there since then; what comes now is remembered, if not. */
  boolean sameSince(Inbound inbound, Instant since) {
    byte[] hash = hash(inbound.from().key().address() + " " + Normal.of(inbound.body()));
    boolean same =
        jdbc.sql("select count(*) from rapport.said_before where hash = ? and said_at > ?")
                .params(hash, Sql.at(since))
                .query(Long.class)
                .single()
            > 0;
    if (!same) {
      jdbc.sql("delete from rapport.said_before where said_at <= ?").param(Sql.at(since)).update();
      jdbc.sql(
              """
              insert into rapport.said_before (hash, said_at) values (?, ?)
              on conflict (hash) do update set said_at = excluded.said_at""")
          .params(hash, Sql.at(since.plus(Duration.ofDays(1))))
          .update();
    }
    return same;
  }

  private static byte[] hash(String text) {
    return DigestUtils.sha256(text);
  }
}
