package org.rapport.server.security;

import java.util.function.Consumer;
import org.rapport.server.security.scope.SystemScopes;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * SMART scope negotiation for backend services: a client may ask for less than it is registered for
 * ({@code system/Patient.rs} out of {@code system/*.cruds}); never for more.
 */
final class ClientCredentialsScopes {
  private ClientCredentialsScopes() {}

  /** Replaces the library's exact-string comparison with coverage. */
  static void negotiate(OAuth2ClientCredentialsAuthenticationProvider provider) {
    Consumer<OAuth2ClientCredentialsAuthenticationContext> validator =
        context -> {
          OAuth2ClientCredentialsAuthenticationToken request = context.getAuthentication();
          RegisteredClient client = context.getRegisteredClient();
          SystemScopes granted = SystemScopes.of(client.getScopes());
          for (String scope : request.getScopes()) {
            if (!client.getScopes().contains(scope) && !granted.covers(scope)) {
              throw new OAuth2AuthenticationException(
                  new OAuth2Error(
                      OAuth2ErrorCodes.INVALID_SCOPE,
                      "That is more than the client is registered for",
                      null));
            }
          }
        };
    provider.setAuthenticationValidator(validator);
  }
}
