package org.rapport.server.security.smart;

import jakarta.servlet.http.HttpServletRequest;
import org.rapport.server.security.token.AccessTokenDecoders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2TokenIntrospectionAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Who may introspect by proving who they are may do so by the token that they got for it, too
 * (SMART App Launch 2.2, "Authorization to perform Token Introspection"). A token that a person
 * gave an app is no such token.
 */
final class IntrospectionRequests implements AuthenticationConverter {
  private static final ClientAuthenticationMethod BEARER = new ClientAuthenticationMethod("bearer");

  private final AuthenticationConverter library =
      new OAuth2TokenIntrospectionAuthenticationConverter();
  private final RegisteredClientRepository clients;

  IntrospectionRequests(RegisteredClientRepository clients) {
    this.clients = clients;
  }

  @Override
  public Authentication convert(HttpServletRequest request) {
    Authentication read = library.convert(request);
    if (!(read instanceof OAuth2TokenIntrospectionAuthenticationToken asked)
        || !(asked.getPrincipal() instanceof JwtAuthenticationToken bearer)
        || bearer.getToken().hasClaim(AccessTokenDecoders.GRANT)) {
      return read;
    }
    RegisteredClient client =
        clients.findByClientId(bearer.getToken().getClaimAsString("client_id"));
    return client == null
        ? read
        : new OAuth2TokenIntrospectionAuthenticationToken(
            asked.getToken(),
            new OAuth2ClientAuthenticationToken(client, BEARER, null),
            asked.getTokenTypeHint(),
            asked.getAdditionalParameters());
  }
}
