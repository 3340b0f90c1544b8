package org.rapport.server.security.client;

import java.time.Duration;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** How long tokens live. */
public final class Tokens {
  /** SMART App Launch 2.2: a backend service's token lives at most five minutes. */
  private static final Duration SERVICE = Duration.ofMinutes(5);

  private Tokens() {}

  /** Of apps that people use: an hour, and a code for a minute. */
  public static TokenSettings ofApps() {
    return TokenSettings.builder()
        .authorizationCodeTimeToLive(Duration.ofMinutes(1))
        .accessTokenTimeToLive(Duration.ofHours(1))
        .accessTokenFormat(OAuth2TokenFormat.SELF_CONTAINED)
        .reuseRefreshTokens(false)
        .build();
  }

  /** Of services that act for themselves. */
  public static TokenSettings ofServices() {
    return TokenSettings.builder()
        .accessTokenTimeToLive(SERVICE)
        .accessTokenFormat(OAuth2TokenFormat.SELF_CONTAINED)
        .build();
  }
}
