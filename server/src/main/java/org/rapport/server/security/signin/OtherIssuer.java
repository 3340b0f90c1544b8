package org.rapport.server.security.signin;

import java.net.URI;
import java.util.Optional;
import org.rapport.server.account.Account;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/**
 * Another OpenID Connect issuer at which staff sign in ({@code RAPPORT_OIDC_*}): by authorization
 * code with PKCE. Its second factor is its own matter. It is looked up when the first person comes,
 * so that it may be down while this server starts.
 */
@Component
public class OtherIssuer {
  static final String START = "/login/oauth2/authorization";
  private static final String CALLBACK = "/login/oauth2/code/";
  private static final String ID = "oidc";

  private final String issuer;
  private final String clientId;
  private final String clientSecret;
  private final String redirect;
  private final IssuedAccounts accounts;
  private final Sessions sessions;

  private volatile ClientRegistration found;

  OtherIssuer(
      RapportSettings settings,
      IssuedAccounts accounts,
      Sessions sessions,
      @Value("${rapport.oidc.issuer:}") String issuer,
      @Value("${rapport.oidc.client-id:}") String clientId,
      @Value("${rapport.oidc.client-secret:}") String clientSecret) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.issuer = issuer.strip();
    this.clientId = clientId.strip();
    this.clientSecret = clientSecret;
    this.redirect = settings.publicBase() + CALLBACK + ID;
    if (isSet() && this.clientId.isEmpty()) {
      throw new InvalidSettingException(
          "RAPPORT_OIDC_CLIENT_ID", "should be given with RAPPORT_OIDC_ISSUER");
    }
  }

  /** The issuer's host, for people to read; empty where there is none. */
  Optional<String> name() {
    return isSet() ? Optional.of(URI.create(issuer).getHost()) : Optional.empty();
  }

  private boolean isSet() {
    return !issuer.isEmpty();
  }

  /** Lets people come from there. Does nothing where no issuer is set. */
  void addTo(HttpSecurity http, LoginPage login) throws Exception {
    if (!isSet()) {
      return;
    }
    http.oauth2Login(
        there ->
            there
                .loginPage("/login")
                .clientRegistrationRepository(id -> ID.equals(id) ? registration() : null)
                .authorizationEndpoint(asked -> asked.baseUri(START))
                .redirectionEndpoint(back -> back.baseUri(CALLBACK + "*"))
                .successHandler(signedIn(login))
                .failureHandler(
                    (request, response, failure) ->
                        login.show(request, response, 401, "issuerRefused")));
  }

  /** Who came back is from then on the account here, as after a password. */
  private AuthenticationSuccessHandler signedIn(LoginPage login) {
    return (request, response, there) -> {
      Optional<Account> account = accounts.of((OidcUser) there.getPrincipal());
      if (account.isEmpty()) {
        sessions.signOut(request, response);
        login.show(request, response, 403, "noRole");
        return;
      }
      sessions.signInAndGoOn(request, response, account.get());
    };
  }

  private ClientRegistration registration() {
    ClientRegistration known = found;
    if (known == null) {
      known =
          ClientRegistrations.fromIssuerLocation(issuer)
              .registrationId(ID)
              .clientId(clientId)
              .clientSecret(clientSecret)
              .redirectUri(redirect)
              .scope(OidcScopes.OPENID, OidcScopes.PROFILE, OidcScopes.EMAIL)
              .clientSettings(
                  ClientRegistration.ClientSettings.builder().requireProofKey(true).build())
              .build();
      found = known;
    }
    return known;
  }

  /**
   * {@code RAPPORT_OIDC_ISSUER}.
   *
   * @throws InvalidSettingException for what is no https address, save on loopback
   */
  public static void check(String value) {
    try {
      URI uri = URI.create(value);
      boolean loopback = "localhost".equals(uri.getHost()) || "127.0.0.1".equals(uri.getHost());
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && loopback))) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new InvalidSettingException("RAPPORT_OIDC_ISSUER", "should be an https address");
  }
}
