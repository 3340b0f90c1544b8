package org.rapport.server.security.token;

import java.time.Instant;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * The access tokens that were revoked before they expired, for all nodes. In no transaction: what
 * was revoked stays so.
 */
@Component
public class RevokedTokens {
  private final JdbcClient jdbc;

  RevokedTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Revokes a token; again changes nothing. Those that have expired meanwhile are forgotten. */
  public void revoke(String jti, Instant expiresAt) {
    // The database's clock: tokens expire in real time, also where ours is simulated.
    jdbc.sql("delete from rapport.revoked_token where expires_at < now()").update();
    jdbc.sql(
            "insert into rapport.revoked_token (jti, expires_at) values (?, ?) on conflict do nothing")
        .params(jti, Sql.at(expiresAt))
        .update();
  }

  /** Whether a token of a client was revoked, or what the client was given before its time. */
  boolean contains(Jwt token) {
    String client = token.getClaimAsString("client_id");
    return jdbc.sql(
            """
            select exists (select 1 from rapport.revoked_token where jti = :jti)
              or exists (select 1 from rapport.client
                where client_id = :client and ended_at > :issued)""")
        .param("jti", token.getId())
        .param("client", client == null ? token.getSubject() : client)
        .param("issued", Sql.at(token.getIssuedAt() == null ? Instant.EPOCH : token.getIssuedAt()))
        .query(Boolean.class)
        .single();
  }

  /**
   * Whether a token that a person gave an app stands: it was not revoked, the authorization is
   * there, and the account is active with the rights that it had.
   */
  boolean stands(String jti, String authorization, Number epoch) {
    return epoch != null
        && jdbc.sql(
                """
                select exists (select 1 from public.oauth2_authorization a
                  join rapport.account u on u.id = a.principal_name
                  where a.id = ? and u.active and u.epoch = ?
                    and not exists (select 1 from rapport.revoked_token where jti = ?))""")
            .params(authorization, epoch.intValue(), jti)
            .query(Boolean.class)
            .single();
  }
}
