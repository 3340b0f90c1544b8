package org.rapport.server.security.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long SMART App Launch 2.2 lets codes and tokens live. */
class TokensTest {
  @Test
  void codesLiveAMinuteTokensAnHourAndThoseOfServicesFiveMinutes() {
    assertThat(Tokens.ofApps().getAuthorizationCodeTimeToLive())
        .isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(Tokens.ofApps().getAccessTokenTimeToLive()).isLessThanOrEqualTo(Duration.ofHours(1));
    assertThat(Tokens.ofServices().getAccessTokenTimeToLive())
        .isLessThanOrEqualTo(Duration.ofMinutes(5));
  }
}
