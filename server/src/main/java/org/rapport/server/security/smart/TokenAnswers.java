package org.rapport.server.security.smart;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;

/**
 * What stands beside an access token in its answer: the launch context (SMART App Launch 2.2,
 * "Launch context arrives with your access_token"), as the token itself says it.
 */
final class TokenAnswers implements Consumer<OAuth2AccessTokenAuthenticationContext> {
  private static final List<String> CONTEXT = List.of("patient", "encounter", "fhirContext");

  @Override
  public void accept(OAuth2AccessTokenAuthenticationContext context) {
    OAuth2AccessTokenAuthenticationToken granted = context.getAuthentication();
    Map<String, Object> beside = new LinkedHashMap<>(granted.getAdditionalParameters());
    try {
      JWTClaimsSet claims =
          SignedJWT.parse(granted.getAccessToken().getTokenValue()).getJWTClaimsSet();
      for (String name : CONTEXT) {
        if (claims.getClaim(name) != null) {
          beside.put(name, claims.getClaim(name));
        }
      }
      if (claims.getClaim("patient") != null) {
        beside.put("need_patient_banner", true);
      }
      // RFC 6749, 5.1: said where it is not what was asked; SMART wants it always.
      context
          .getAccessTokenResponse()
          .scopes(Set.of(String.valueOf(claims.getClaim("scope")).split(" ")));
    } catch (ParseException e) {
      throw new IllegalStateException("An access token of ours is a JWT", e);
    }
    context.getAccessTokenResponse().additionalParameters(beside);
  }
}
