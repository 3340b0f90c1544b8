package org.rapport.server.security;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.security.scope.SystemScopes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * SMART scope negotiation for backend services: a client may ask for less than it is registered for
 * ({@code system/Patient.rs} out of {@code system/*.cruds}); never for more.
 */
@Configuration(proxyBeanMethods = false)
class ClientCredentialsScopes {

  /** Replaces the library's exact-string comparison with coverage. */
  static void negotiate(OAuth2ClientCredentialsAuthenticationProvider provider) {
    Consumer<OAuth2ClientCredentialsAuthenticationContext> validator =
        context -> {
          OAuth2ClientCredentialsAuthenticationToken request = context.getAuthentication();
          RegisteredClient client = context.getRegisteredClient();
          SystemScopes granted = SystemScopes.of(client.getScopes());
          for (String scope : request.getScopes()) {
            if (!client.getScopes().contains(scope) && !granted.covers(scope)) {
              throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
            }
          }
        };
    provider.setAuthenticationValidator(validator);
  }

  /**
   * An access token as RFC 9068 has it, for our FHIR API alone. A request without a scope gets what
   * the client is registered for.
   */
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> accessTokenClaims(RapportSettings settings) {
    return context -> {
      if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
        Set<String> scopes = context.getAuthorizedScopes();
        context.getJwsHeader().type(AccessTokenDecoders.TYPE);
        context
            .getClaims()
            .audience(List.of(AuthorizationServerConfiguration.audience(settings)))
            .claim("client_id", context.getRegisteredClient().getClientId())
            .claim(
                "scope",
                String.join(
                    " ", scopes.isEmpty() ? context.getRegisteredClient().getScopes() : scopes));
      }
    };
  }
}
