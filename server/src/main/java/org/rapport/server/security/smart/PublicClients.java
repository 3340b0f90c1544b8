package org.rapport.server.security.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Apps without a secret, where the library knows them only with a code and its verifier: they
 * refresh and revoke by what they hold (RFC 6749, 6; RFC 7009, 2.1). Whose a refresh token is is
 * known from it, also where the app does not say its name, as {@code fhirclient} does not.
 */
final class PublicClients implements AuthenticationConverter, AuthenticationProvider {
  private static final Set<String> CREDENTIALS =
      Set.of("client_secret", "client_assertion", "client_assertion_type");

  private final RegisteredClientRepository clients;

  private final OAuth2AuthorizationService authorizations;

  PublicClients(RegisteredClientRepository clients, OAuth2AuthorizationService authorizations) {
    this.clients = clients;
    this.authorizations = authorizations;
  }

  @Override
  public Authentication convert(HttpServletRequest request) {
    boolean refresh = "refresh_token".equals(request.getParameter("grant_type"));
    boolean revoke = request.getServletPath().equals("/oauth2/revoke");
    Map<String, String[]> parameters = request.getParameterMap();
    String[] ids = parameters.get("client_id");
    if (refresh && ids == null) {
      ids = holder(request.getParameter("refresh_token"));
    }
    if (!refresh && !revoke
        || ids == null
        || ids.length != 1
        || ids[0].isBlank()
        || request.getHeader("Authorization") != null
        || CREDENTIALS.stream().anyMatch(parameters::containsKey)) {
      return null;
    }
    return new OAuth2ClientAuthenticationToken(
        ids[0], ClientAuthenticationMethod.NONE, null, Map.of("held", true));
  }

  private String[] holder(String token) {
    OAuth2Authorization held = authorizations.findByToken(token, OAuth2TokenType.REFRESH_TOKEN);
    RegisteredClient client = held == null ? null : clients.findById(held.getRegisteredClientId());
    return client == null ? null : new String[] {client.getClientId()};
  }

  @Override
  public Authentication authenticate(Authentication asked) {
    OAuth2ClientAuthenticationToken token = (OAuth2ClientAuthenticationToken) asked;
    if (!ClientAuthenticationMethod.NONE.equals(token.getClientAuthenticationMethod())
        || !token.getAdditionalParameters().containsKey("held")) {
      return null;
    }
    RegisteredClient client = clients.findByClientId(token.getPrincipal().toString());
    if (client == null
        || !client
            .getClientAuthenticationMethods()
            .equals(Set.of(ClientAuthenticationMethod.NONE))) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
  }

  @Override
  public boolean supports(Class<?> type) {
    return OAuth2ClientAuthenticationToken.class.isAssignableFrom(type);
  }
}
