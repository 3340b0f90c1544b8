package org.rapport.server.security.smart;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.account.Account;
import org.rapport.server.security.signin.SignedIn;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationToken;

/**
 * Before the library acts on what somebody decided: whom the app is let into. The patient is the
 * launch's, else the person's own, else one who was picked and whom the person may see.
 */
final class ConsentDecision implements AuthenticationProvider {
  private static final OAuth2TokenType STATE = new OAuth2TokenType(OAuth2ParameterNames.STATE);

  private final AuthenticationProvider library;
  private final Authorizations authorizations;
  private final Launches launches;
  private final SignedIn signedIn;
  private final PatientPicker picker;

  ConsentDecision(
      AuthenticationProvider library,
      Authorizations authorizations,
      Launches launches,
      SignedIn signedIn,
      PatientPicker picker) {
    this.library = library;
    this.authorizations = authorizations;
    this.launches = launches;
    this.signedIn = signedIn;
    this.picker = picker;
  }

  @Override
  public Authentication authenticate(Authentication decision) {
    OAuth2AuthorizationConsentAuthenticationToken decided =
        (OAuth2AuthorizationConsentAuthenticationToken) decision;
    OAuth2Authorization authorization = authorizations.findByToken(decided.getState(), STATE);
    Account account =
        signedIn.of((Authentication) decided.getPrincipal()).orElseThrow(ConsentDecision::refused);
    if (authorization != null && !decided.getScopes().isEmpty()) {
      OAuth2AuthorizationRequest request =
          authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
      if (request == null || !account.id().equals(authorization.getPrincipalName())) {
        throw refused();
      }
      Object launch = request.getAdditionalParameters().get("launch");
      Launches.Context about =
          launch instanceof String value
              ? launches.use(value, account.id()).orElseThrow(ConsentDecision::refused)
              : new Launches.Context(null, null, null);
      about = about(about, decided, account);
      launches.remember(authorization.getId(), about);
    }
    return library.authenticate(decision);
  }

  private Launches.Context about(
      Launches.Context launch,
      OAuth2AuthorizationConsentAuthenticationToken decided,
      Account account) {
    Set<String> scopes = decided.getScopes();
    if (!AppScopes.needsPatient(scopes) && !scopes.contains("launch")) {
      return new Launches.Context(null, null, null);
    }
    if (launch.patient() != null || !AppScopes.needsPatient(scopes)) {
      return launch;
    }
    if (account.patient() != null && !account.isStaff()) {
      return new Launches.Context(account.patient(), null, null);
    }
    Map<String, Object> more = decided.getAdditionalParameters();
    Optional<String> picked =
        more.get("patient") instanceof String one && picker.may(account, one)
            ? Optional.of(one)
            : Optional.empty();
    return new Launches.Context(picked.orElseThrow(ConsentDecision::refused), null, null);
  }

  private static OAuth2AuthorizationCodeRequestAuthenticationException refused() {
    return new OAuth2AuthorizationCodeRequestAuthenticationException(
        new OAuth2Error(
            OAuth2ErrorCodes.INVALID_REQUEST, "This cannot be decided by who asks", null),
        null);
  }

  @Override
  public boolean supports(Class<?> type) {
    return library.supports(type);
  }
}
