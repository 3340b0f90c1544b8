package org.rapport.server.security.smart;

import java.time.Duration;
import java.util.Optional;
import org.rapport.server.security.token.AccessTokens;
import org.rapport.server.security.token.RevokedTokens;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization.Token;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * What people let apps do, in the library's table, for all nodes. Values of tokens are kept as
 * hashes. A code gives tokens once, whoever else tries at the same time. A refresh token that was
 * replaced is good for half a minute more, for whoever lost the answer; after that its use is a
 * theft, and ends the whole family (RFC 9700, 4.14.2). What clients got for themselves is read off
 * the token and not kept.
 */
class Authorizations implements OAuth2AuthorizationService {
  private static final OAuth2TokenType CODE = new OAuth2TokenType(OAuth2ParameterNames.CODE);
  private static final OAuth2TokenType STATE = new OAuth2TokenType(OAuth2ParameterNames.STATE);
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Marks, while a code is exchanged, what was found by it. */
  private static final String EXCHANGE = "rapport.exchange";

  private final JdbcOAuth2AuthorizationService stored;
  private final AccessTokens readOff;
  private final RevokedTokens revoked;
  private final Launches launches;
  private final JdbcClient jdbc;

  Authorizations(
      JdbcOperations operations,
      RegisteredClientRepository clients,
      AccessTokens readOff,
      RevokedTokens revoked,
      Launches launches) {
    this.stored = new JdbcOAuth2AuthorizationService(operations, clients);
    this.readOff = readOff;
    this.revoked = revoked;
    this.launches = launches;
    this.jdbc = JdbcClient.create(operations);
  }

  @Override
  public void save(OAuth2Authorization authorization) {
    Token<OAuth2AccessToken> access = authorization.getAccessToken();
    if (access != null && access.isInvalidated()) {
      readOff.save(authorization);
    }
    if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(
        authorization.getAuthorizationGrantType())) {
      return;
    }
    OAuth2Authorization before = stored.findById(authorization.getId());
    if (before == null
        && authorization.getToken(OAuth2AuthorizationCode.class) == null
        && authorization.getAttribute(OAuth2ParameterNames.STATE) == null) {
      return;
    }
    Token<OAuth2RefreshToken> refresh = authorization.getRefreshToken();
    if (refresh != null && refresh.isInvalidated()) {
      end(authorization.getId());
      return;
    }
    if (before != null && access != null && access.isInvalidated() && refresh == null) {
      // The second use of a code ends what the first one gave.
      if (before.getToken(OAuth2AuthorizationCode.class) != null && isSpent(before)) {
        end(authorization.getId());
        return;
      }
    }
    if (before == null && access != null) {
      // Ended meanwhile: it does not rise again.
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
    }
    if (authorization.getAttribute(EXCHANGE) != null) {
      claim(authorization.getId());
    }
    OAuth2Authorization hashed = hashed(authorization);
    if (before != null && before.getRefreshToken() != null && hashed.getRefreshToken() != null) {
      spend(before, hashed);
    }
    stored.save(hashed);
  }

  private static boolean isSpent(OAuth2Authorization authorization) {
    return authorization.getToken(OAuth2AuthorizationCode.class).isInvalidated();
  }

  // What was claimed stays so when the authorization has ended, for who comes late.
  private void claim(String id) {
    jdbc.sql("delete from rapport.spent_code where spent_at < now() - interval '1 day'").update();
    int won =
        jdbc.sql(
                "insert into rapport.spent_code (authorization_id) values (?) on conflict do nothing")
            .param(id)
            .update();
    if (won == 0) {
      end(id);
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
    }
  }

  private void spend(OAuth2Authorization before, OAuth2Authorization after) {
    String old = before.getRefreshToken().getToken().getTokenValue();
    if (!old.equals(after.getRefreshToken().getToken().getTokenValue())) {
      jdbc.sql(
              """
              insert into rapport.spent_refresh_token (token_hash, authorization_id)
              values (?, ?) on conflict do nothing""")
          .params(old, before.getId())
          .update();
    }
  }

  /** Ends an authorization with all its tokens; again changes nothing. */
  void end(String id) {
    jdbc.sql("delete from rapport.spent_refresh_token where authorization_id = ?")
        .param(id)
        .update();
    jdbc.sql("delete from public.oauth2_authorization where id = ?").param(id).update();
    launches.forget(id);
  }

  /** Ends those of an account that were to last as long as it is signed in. */
  void endOnline(String account) {
    jdbc.sql(
            """
            select id from public.oauth2_authorization
            where principal_name = ? and authorized_scopes like '%online_access%'""")
        .param(account)
        .query(String.class)
        .list()
        .forEach(this::end);
  }

  /** Ends all that was granted to a client. */
  void endClient(String client) {
    jdbc.sql("select id from public.oauth2_authorization where registered_client_id = ?")
        .param(client)
        .query(String.class)
        .list()
        .forEach(this::end);
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    end(authorization.getId());
  }

  @Override
  public OAuth2Authorization findById(String id) {
    return stored.findById(id);
  }

  @Override
  public OAuth2Authorization findByToken(String text, OAuth2TokenType type) {
    if (text == null || text.isBlank()) {
      // The library's own answers that with an exception.
      return null;
    }
    if (STATE.equals(type)) {
      return stored.findByToken(text, STATE);
    }
    if (CODE.equals(type)) {
      OAuth2Authorization found = stored.findByToken(Secrets.hash(text), CODE);
      return found == null
          ? null
          : OAuth2Authorization.from(found).attribute(EXCHANGE, true).build();
    }
    if (type == null || OAuth2TokenType.ACCESS_TOKEN.equals(type)) {
      OAuth2Authorization granted = readOff.findByToken(text, type);
      if (granted != null || type != null) {
        return granted;
      }
    }
    return OAuth2TokenType.REFRESH_TOKEN.equals(type) || type == null ? refresh(text) : null;
  }

  private OAuth2Authorization refresh(String text) {
    String hash = Secrets.hash(text);
    OAuth2Authorization current = stored.findByToken(hash, OAuth2TokenType.REFRESH_TOKEN);
    if (current != null) {
      return presented(current, text);
    }
    record Spent(String authorization, boolean lately) {}
    Optional<Spent> spent =
        jdbc.sql(
                """
                select authorization_id, spent_at > now() - make_interval(secs => ?) as lately
                from rapport.spent_refresh_token where token_hash = ?""")
            .params(GRACE.toSeconds(), hash)
            .query((row, n) -> new Spent(row.getString(1), row.getBoolean(2)))
            .optional();
    if (spent.isEmpty()) {
      return null;
    }
    if (!spent.get().lately()) {
      end(spent.get().authorization());
      return null;
    }
    return stored.findById(spent.get().authorization());
  }

  /** With the value that was shown in the place of its hash, as the library compares values. */
  private static OAuth2Authorization presented(OAuth2Authorization authorization, String text) {
    if (authorization == null) {
      return null;
    }
    OAuth2Authorization.Builder shown = OAuth2Authorization.from(authorization);
    Token<OAuth2RefreshToken> refresh = authorization.getRefreshToken();
    if (refresh != null && refresh.getToken().getTokenValue().equals(Secrets.hash(text))) {
      OAuth2RefreshToken token = refresh.getToken();
      shown.token(
          new OAuth2RefreshToken(text, token.getIssuedAt(), token.getExpiresAt()),
          metadata -> metadata.putAll(refresh.getMetadata()));
    }
    return shown.build();
  }

  private static OAuth2Authorization hashed(OAuth2Authorization authorization) {
    OAuth2Authorization.Builder hashed =
        OAuth2Authorization.from(authorization)
            .attributes(attributes -> attributes.remove(EXCHANGE));
    Token<OAuth2AuthorizationCode> code = authorization.getToken(OAuth2AuthorizationCode.class);
    if (code != null) {
      OAuth2AuthorizationCode token = code.getToken();
      hashed.token(
          new OAuth2AuthorizationCode(
              hash(token.getTokenValue()), token.getIssuedAt(), token.getExpiresAt()),
          metadata -> metadata.putAll(code.getMetadata()));
    }
    Token<OAuth2AccessToken> access = authorization.getAccessToken();
    if (access != null) {
      OAuth2AccessToken token = access.getToken();
      hashed.token(
          new OAuth2AccessToken(
              token.getTokenType(),
              hash(token.getTokenValue()),
              token.getIssuedAt(),
              token.getExpiresAt(),
              token.getScopes()),
          metadata -> metadata.putAll(access.getMetadata()));
    }
    Token<OAuth2RefreshToken> refresh = authorization.getRefreshToken();
    if (refresh != null) {
      OAuth2RefreshToken token = refresh.getToken();
      hashed.token(
          new OAuth2RefreshToken(
              hash(token.getTokenValue()), token.getIssuedAt(), token.getExpiresAt()),
          metadata -> metadata.putAll(refresh.getMetadata()));
    }
    Token<OidcIdToken> id = authorization.getToken(OidcIdToken.class);
    if (id != null) {
      OidcIdToken token = id.getToken();
      hashed.token(
          new OidcIdToken(
              hash(token.getTokenValue()),
              token.getIssuedAt(),
              token.getExpiresAt(),
              token.getClaims()),
          metadata -> metadata.putAll(id.getMetadata()));
    }
    return hashed.build();
  }

  private static String hash(String value) {
    return Secrets.isHash(value) ? value : Secrets.hash(value);
  }
}
