package org.rapport.server.security.token;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * A client that says who it is in its assertion alone, as SMART's backend services do (RFC 7521,
 * 4.2: {@code client_id} is optional), where the library wants it said twice. What the assertion
 * says is believed only once its signature was checked with that client's keys.
 */
public final class AssertedClients implements AuthenticationConverter {
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  @Override
  public Authentication convert(HttpServletRequest request) {
    Map<String, String[]> form = request.getParameterMap();
    String[] assertion = form.get("client_assertion");
    if (assertion == null || form.containsKey("client_id")) {
      return null;
    }
    if (assertion.length != 1 || !TYPE.equals(request.getParameter("client_assertion_type"))) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
    }
    String client = claimed(assertion[0]);
    if (client == null || client.isBlank()) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    Map<String, Object> more = new HashMap<>();
    form.forEach((name, values) -> more.put(name, values.length == 1 ? values[0] : values));
    more.remove("client_assertion");
    more.remove("client_assertion_type");
    return new OAuth2ClientAuthenticationToken(
        client, new ClientAuthenticationMethod(TYPE), assertion[0], more);
  }

  /** Who an assertion says it is from, unchecked; null: it does not say. */
  public static String claimed(String assertion) {
    try {
      return SignedJWT.parse(assertion).getJWTClaimsSet().getSubject();
    } catch (ParseException e) {
      return null;
    }
  }
}
