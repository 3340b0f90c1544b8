package org.rapport.server.security.smart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.security.token.AccessTokenDecoders;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * What our tokens say: an access token as RFC 9068 has it, for our FHIR API alone, with whom it is
 * about; an ID token with the resource that stands for the person (SMART App Launch 2.2, "Scopes
 * for requesting identity data").
 */
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {
  private final String audience;
  private final Accounts accounts;
  private final Launches launches;

  /**
   * Over the accounts.
   *
   * @param audience our FHIR base
   */
  TokenClaims(String audience, Accounts accounts, Launches launches) {
    this.audience = audience;
    this.accounts = accounts;
    this.launches = launches;
  }

  @Override
  public void customize(JwtEncodingContext context) {
    boolean person =
        !AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType());
    if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
      access(context);
      if (person) {
        access(context, account(context));
      }
    } else if (OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
      Account account = account(context);
      Set<String> scopes = context.getAuthorizedScopes();
      if (account.fhirUser() != null
          && (scopes.contains("fhirUser") || scopes.contains("profile"))) {
        context.getClaims().claim("fhirUser", audience + "/" + account.fhirUser());
      }
    }
  }

  private Account account(JwtEncodingContext context) {
    return accounts
        .find(context.getPrincipal().getName())
        .filter(Account::active)
        .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT));
  }

  // A request without a scope gets what the client is registered for.
  private void access(JwtEncodingContext context) {
    Set<String> scopes = context.getAuthorizedScopes();
    context.getJwsHeader().type(AccessTokenDecoders.TYPE);
    context
        .getClaims()
        .audience(new ArrayList<>(List.of(audience)))
        .claim("client_id", context.getRegisteredClient().getClientId())
        .claim(
            "scope",
            String.join(
                " ", scopes.isEmpty() ? context.getRegisteredClient().getScopes() : scopes));
  }

  private void access(JwtEncodingContext context, Account account) {
    String authorization = context.getAuthorization().getId();
    Launches.Context about = launches.of(authorization);
    context
        .getClaims()
        .claim(AccessTokenDecoders.GRANT, authorization)
        .claim(AccessTokenDecoders.EPOCH, account.epoch());
    claim(context, "patient", about.patient());
    claim(context, "encounter", about.encounter());
    if (about.appointment() != null) {
      context
          .getClaims()
          .claim(
              "fhirContext",
              new ArrayList<>(
                  List.of(
                      new LinkedHashMap<>(
                          Map.of("reference", "Appointment/" + about.appointment())))));
    }
    if (account.fhirUser() != null && context.getAuthorizedScopes().contains("fhirUser")) {
      claim(context, "fhirUser", audience + "/" + account.fhirUser());
    }
  }

  private static void claim(JwtEncodingContext context, String name, String value) {
    if (value != null) {
      context.getClaims().claim(name, value);
    }
  }
}
