package org.rapport.server.security.smart;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.rapport.server.account.Account;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Tokens with which our own pages call the FHIR API as the person who is signed in. They are tokens
 * like an app's: held to the person's rights, checked at every call, over when the person signs out
 * or their rights change. They never leave the server, and no client can ask for them: the grant
 * has a name that the token endpoint does not know. Thread-safe.
 */
public final class SignedInTokens {
  /** The client that they are made out to, as the audit trail names it. */
  public static final String CLIENT = "rapport-console";

  /** How long they live. */
  public static final Duration LIFE = Duration.ofMinutes(15);

  private static final AuthorizationGrantType SIGNED_IN =
      new AuthorizationGrantType("urn:rapport:signed-in");
  private static final Set<String> SCOPES =
      Set.of("user/*.cruds", "fhirUser", RefreshTokens.ONLINE);

  private final OAuth2AuthorizationService authorizations;
  private final OAuth2TokenGenerator<? extends OAuth2Token> tokens;
  private final RegisteredClient client = client();
  private final AuthorizationServerContext server;

  SignedInTokens(
      OAuth2AuthorizationService authorizations,
      OAuth2TokenGenerator<? extends OAuth2Token> tokens,
      String issuer) {
    this.authorizations = authorizations;
    this.tokens = tokens;
    AuthorizationServerSettings settings =
        AuthorizationServerSettings.builder().issuer(issuer).build();
    this.server =
        new AuthorizationServerContext() {
          @Override
          public String getIssuer() {
            return issuer;
          }

          @Override
          public AuthorizationServerSettings getAuthorizationServerSettings() {
            return settings;
          }
        };
  }

  /**
   * A token. Its text is in no {@code toString}.
   *
   * @param grant what it stands on
   */
  public record Issued(String value, String grant) {
    @Override
    public String toString() {
      return "Issued[" + grant + "]";
    }
  }

  /** The client, for the register. */
  public static RegisteredClient client() {
    return RegisteredClient.withId(CLIENT)
        .clientId(CLIENT)
        .clientName(CLIENT)
        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
        .authorizationGrantType(SIGNED_IN)
        .scopes(all -> all.addAll(SCOPES))
        .tokenSettings(
            TokenSettings.builder()
                .accessTokenTimeToLive(LIFE)
                .accessTokenFormat(OAuth2TokenFormat.SELF_CONTAINED)
                .build())
        .build();
  }

  /**
   * Issues one. The same grant is gone on with while it stands, so that a session has one.
   *
   * @param grant of the token before; null: none
   */
  public Issued issue(Account account, String grant) {
    OAuth2Authorization standing = grant == null ? null : authorizations.findById(grant);
    if (standing == null || !standing.getPrincipalName().equals(account.id())) {
      standing =
          OAuth2Authorization.withRegisteredClient(client)
              .id(UUID.randomUUID().toString())
              .principalName(account.id())
              .authorizationGrantType(SIGNED_IN)
              .authorizedScopes(SCOPES)
              .attribute(OAuth2ParameterNames.STATE, UUID.randomUUID().toString())
              .build();
      authorizations.save(standing);
    }
    Jwt jwt =
        (Jwt)
            tokens.generate(
                DefaultOAuth2TokenContext.builder()
                    .registeredClient(client)
                    .principal(
                        UsernamePasswordAuthenticationToken.authenticated(
                            account.id(), null, Set.of()))
                    .authorizationServerContext(server)
                    .authorization(standing)
                    .authorizedScopes(SCOPES)
                    .tokenType(OAuth2TokenType.ACCESS_TOKEN)
                    .authorizationGrantType(SIGNED_IN)
                    .build());
    authorizations.save(
        OAuth2Authorization.from(standing)
            .attributes(attributes -> attributes.remove(OAuth2ParameterNames.STATE))
            .accessToken(
                new OAuth2AccessToken(
                    OAuth2AccessToken.TokenType.BEARER,
                    jwt.getTokenValue(),
                    jwt.getIssuedAt(),
                    jwt.getExpiresAt(),
                    SCOPES))
            .build());
    return new Issued(jwt.getTokenValue(), standing.getId());
  }
}
