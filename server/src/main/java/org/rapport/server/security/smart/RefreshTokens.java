package org.rapport.server.security.smart;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.rapport.server.store.RandomValue;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization.Token;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Refresh tokens, for who was granted {@code offline_access} (ninety days) or {@code online_access}
 * (twelve hours, and no longer than the person is signed in), public apps too. A new one ends when
 * the first one would have.
 */
final class RefreshTokens implements OAuth2TokenGenerator<OAuth2RefreshToken> {
  static final String ONLINE = "online_access";
  private static final String OFFLINE = "offline_access";
  private static final Duration OFFLINE_LIFE = Duration.ofDays(90);
  private static final Duration ONLINE_LIFE = Duration.ofHours(12);

  private final Supplier<Instant> clock;

  /**
   * By a clock.
   *
   * @param clock of real time, also where ours is simulated
   */
  RefreshTokens(Supplier<Instant> clock) {
    this.clock = clock;
  }

  @Override
  public OAuth2RefreshToken generate(OAuth2TokenContext context) {
    if (!OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())) {
      return null;
    }
    OAuth2Authorization authorization = context.getAuthorization();
    Set<String> scopes = context.getAuthorizedScopes();
    boolean offline = scopes.contains(OFFLINE);
    Token<OAuth2RefreshToken> before =
        authorization == null ? null : authorization.getRefreshToken();
    // Who asks for less at a refresh need not ask for the next one.
    if (before == null && !offline && !scopes.contains(ONLINE)) {
      return null;
    }
    Instant now = clock.get();
    Instant end =
        before == null || before.getToken().getExpiresAt() == null
            ? now.plus(offline ? OFFLINE_LIFE : ONLINE_LIFE)
            : before.getToken().getExpiresAt();
    return new OAuth2RefreshToken(RandomValue.make(), now, end);
  }
}
