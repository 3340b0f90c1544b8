package org.rapport.server.security.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.rapport.server.security.signin.SignedIn;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * What an app may ask at {@code /oauth2/authorize} (SMART App Launch 2.2, "Obtain authorization
 * code"): PKCE by S256, our FHIR base as {@code aud}, scopes that leave something, a launch that is
 * good and the person's own.
 */
final class AuthorizeRequests
    implements AuthenticationConverter,
        Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> {
  private final AuthenticationConverter library =
      new OAuth2AuthorizationCodeRequestAuthenticationConverter();
  private final RegisteredClientRepository clients;
  private final Launches launches;
  private final SignedIn signedIn;
  private final String audience;

  AuthorizeRequests(
      RegisteredClientRepository clients, Launches launches, SignedIn signedIn, String audience) {
    this.clients = clients;
    this.launches = launches;
    this.signedIn = signedIn;
    this.audience = audience;
  }

  /** The request with the scopes that are left of those asked for. */
  @Override
  public Authentication convert(HttpServletRequest request) {
    Authentication read = library.convert(request);
    if (!(read instanceof OAuth2AuthorizationCodeRequestAuthenticationToken asked)) {
      return read;
    }
    RegisteredClient client = clients.findByClientId(asked.getClientId());
    Set<String> scopes =
        client == null ? asked.getScopes() : AppScopes.negotiated(asked.getScopes(), client);
    Authentication principal = principal(asked);
    if (client != null && isWithoutResource(principal)) {
      // Who no resource stands for cannot be named by one.
      scopes.remove("fhirUser");
    }
    OAuth2AuthorizationCodeRequestAuthenticationToken negotiated =
        new OAuth2AuthorizationCodeRequestAuthenticationToken(
            asked.getAuthorizationUri(),
            asked.getClientId(),
            principal,
            asked.getRedirectUri(),
            asked.getState(),
            scopes,
            asked.getAdditionalParameters());
    negotiated.setDetails(asked.getDetails());
    return negotiated;
  }

  private boolean isWithoutResource(Authentication principal) {
    return signedIn.of(principal).filter(account -> account.fhirUser() == null).isPresent();
  }

  // Whose rights changed since signing in signs in again.
  private Authentication principal(OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
    Authentication principal = (Authentication) asked.getPrincipal();
    if (principal.isAuthenticated() && signedIn.of(principal).isEmpty()) {
      return new AnonymousAuthenticationToken(
          "anonymous", "anonymousUser", List.of(new SimpleGrantedAuthority("ROLE_ANONYMOUS")));
    }
    return principal;
  }

  @Override
  public void accept(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
    OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR.accept(
        context);
    OAuth2AuthorizationCodeRequestAuthenticationToken asked = context.getAuthentication();
    Map<String, Object> more = asked.getAdditionalParameters();
    if (more.get("code_challenge") == null || !"S256".equals(more.get("code_challenge_method"))) {
      throw refused(asked, OAuth2ErrorCodes.INVALID_REQUEST, "PKCE with S256 is needed");
    }
    if (!(more.get("aud") instanceof String aud) || !isOurs(aud)) {
      throw refused(
          asked, OAuth2ErrorCodes.INVALID_REQUEST, "aud should be the address of our FHIR API");
    }
    if (asked.getScopes().isEmpty()) {
      throw refused(
          asked, OAuth2ErrorCodes.INVALID_SCOPE, "None of the scopes asked for can be granted");
    }
    if (more.containsKey("launch") && ((Authentication) asked.getPrincipal()).isAuthenticated()) {
      String account = ((Authentication) asked.getPrincipal()).getName();
      boolean good =
          more.get("launch") instanceof String launch
              && (account.equals("anonymousUser") || launches.see(launch, account).isPresent());
      if (!good) {
        throw refused(
            asked, OAuth2ErrorCodes.INVALID_REQUEST, "The launch is over, or somebody else's");
      }
    }
  }

  private boolean isOurs(String aud) {
    return aud.equals(audience) || aud.equals(audience + "/");
  }

  private static OAuth2AuthorizationCodeRequestAuthenticationException refused(
      OAuth2AuthorizationCodeRequestAuthenticationToken asked, String code, String words) {
    return new OAuth2AuthorizationCodeRequestAuthenticationException(
        new OAuth2Error(code, words, null), asked);
  }
}
