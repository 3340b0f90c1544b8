package org.rapport.server.audit.capture;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Map;

/** What an access token of ours says. */
final class Claims {
  private Claims() {}

  static Map<String, Object> of(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet().getClaims();
    } catch (ParseException e) {
      throw new IllegalStateException("An access token of ours is a JWT", e);
    }
  }
}
