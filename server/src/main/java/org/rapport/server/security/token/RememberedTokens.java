package org.rapport.server.security.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.Collection;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Remembers of a token what cannot change: that its signature is good, and what it says. What can
 * change is asked each time: the time, whether it was revoked, and whether its key is still one of
 * ours. Thread-safe.
 */
final class RememberedTokens implements JwtDecoder {
  private static final int MOST = 10_000;

  private final Cache<String, Jwt> known = Caffeine.newBuilder().maximumSize(MOST).build();
  private final JwtDecoder decoder;
  private final OAuth2TokenValidator<Jwt> changing;
  private final JWKSource<SecurityContext> keys;

  /**
   * Over a decoder that checks everything.
   *
   * @param changing what is checked of a token that the decoder took before
   * @param keys those that the decoder verifies with
   */
  RememberedTokens(
      JwtDecoder decoder, OAuth2TokenValidator<Jwt> changing, JWKSource<SecurityContext> keys) {
    this.decoder = decoder;
    this.changing = changing;
    this.keys = keys;
  }

  @Override
  public Jwt decode(String token) {
    Jwt before = known.getIfPresent(token);
    if (before == null) {
      Jwt decoded = decoder.decode(token);
      known.put(token, decoded);
      return decoded;
    }
    if (!isSignedStill(before)) {
      known.invalidate(token);
      return decoder.decode(token);
    }
    Collection<OAuth2Error> errors = changing.validate(before).getErrors();
    if (!errors.isEmpty()) {
      known.invalidate(token);
      throw new JwtValidationException(errors.iterator().next().getDescription(), errors);
    }
    return before;
  }

  private boolean isSignedStill(Jwt token) {
    if (!(token.getHeaders().get("kid") instanceof String kid)) {
      return false;
    }
    try {
      return !keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(kid).build()), null)
          .isEmpty();
    } catch (KeySourceException e) {
      throw new BadJwtException("The keys cannot be read", e);
    }
  }
}
