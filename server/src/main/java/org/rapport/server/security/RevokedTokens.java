package org.rapport.server.security;

import java.time.Instant;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The access tokens that were revoked before they expired, for all nodes. In no transaction: what
 * was revoked stays so.
 */
@Component
class RevokedTokens {
  private final JdbcClient jdbc;

  RevokedTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Revokes a token; again changes nothing. Those that have expired meanwhile are forgotten. */
  void revoke(String jti, Instant expiresAt) {
    // The database's clock: tokens expire in real time, also where ours is simulated.
    jdbc.sql("delete from rapport.revoked_token where expires_at < now()").update();
    jdbc.sql(
            "insert into rapport.revoked_token (jti, expires_at) values (?, ?) on conflict do nothing")
        .params(jti, Sql.at(expiresAt))
        .update();
  }

  /** Whether a token was revoked. */
  boolean contains(String jti) {
    return jdbc.sql("select exists (select 1 from rapport.revoked_token where jti = ?)")
        .param(jti)
        .query(Boolean.class)
        .single();
  }
}
