package org.rapport.server.security.smart;

import java.sql.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rapport.server.account.Accounts;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.security.client.ClientEnded;
import org.rapport.server.security.client.ClientRegister;
import org.rapport.server.security.signin.SignInPage;
import org.rapport.server.security.signin.SignedIn;
import org.rapport.server.security.token.AccessTokens;
import org.rapport.server.security.token.RevokedTokens;
import org.rapport.server.security.token.SigningKeys;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AccessTokenResponseAuthenticationSuccessHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.stereotype.Component;

/** SMART App Launch on the library: what of it is ours, put where the library asks for it. */
@Component
public class SmartLaunch {
  /** Where people decide. */
  public static final String CONSENT = ConsentScreen.PATH;

  private final Authorizations authorizations;
  private final AuthorizeRequests requests;
  private final AuthorizeErrors errors;
  private final PublicClients publicClients;
  private final IntrospectionRequests introspections;
  private final DelegatingOAuth2TokenGenerator tokens;
  private final Launches launches;
  private final SignedIn signedIn;
  private final PatientPicker picker;
  private final ConsentScreen screen;
  private final AppOrigins origins;
  private final SignedInTokens signedInTokens;

  SmartLaunch(
      RapportSettings settings,
      JdbcOperations operations,
      RegisteredClientRepository clients,
      @Qualifier("knownClients") List<RegisteredClient> registered,
      AccessTokens accessTokens,
      RevokedTokens revoked,
      Launches launches,
      Accounts accounts,
      SignedIn signedIn,
      SignInPage page,
      PatientPicker picker,
      ClientRegister register,
      SigningKeys keys) {
    String audience = settings.publicBase() + "/fhir";
    JdbcClient jdbc = JdbcClient.create(operations);
    this.launches = launches;
    this.signedIn = signedIn;
    this.picker = picker;
    this.authorizations = new Authorizations(operations, clients, accessTokens, revoked, launches);
    this.requests = new AuthorizeRequests(clients, launches, signedIn, audience);
    this.errors = new AuthorizeErrors(page);
    this.publicClients = new PublicClients(clients, authorizations);
    this.introspections = new IntrospectionRequests(clients);
    this.screen = new ConsentScreen(page, signedIn, authorizations, clients, launches, picker);
    NimbusJwtEncoder encoder = new NimbusJwtEncoder(keys);
    encoder.setJwkSelector(keys::signing);
    JwtGenerator jwts = new JwtGenerator(encoder);
    jwts.setJwtCustomizer(new TokenClaims(audience, accounts, launches));
    this.tokens =
        new DelegatingOAuth2TokenGenerator(
            jwts,
            new RefreshTokens(
                () -> jdbc.sql("select now()").query(Timestamp.class).single().toInstant()));
    this.signedInTokens =
        new SignedInTokens(authorizations, tokens, settings.publicBase().toString());
    Set<String> redirects = new HashSet<>();
    registered.forEach(
        client ->
            client.getRedirectUris().forEach(uri -> redirects.add(ConsentScreen.origin(uri))));
    this.origins =
        new AppOrigins(
            redirects, () -> register.redirects().stream().map(ConsentScreen::origin).toList());
  }

  /** Configures the library's endpoints. */
  public void configure(OAuth2AuthorizationServerConfigurer server) {
    OAuth2AccessTokenResponseAuthenticationSuccessHandler answers =
        new OAuth2AccessTokenResponseAuthenticationSuccessHandler();
    answers.setAccessTokenResponseCustomizer(new TokenAnswers());
    server
        .authorizationService(authorizations)
        .authorizationConsentService(new AskedEachTime())
        .tokenGenerator(tokens)
        .clientAuthentication(
            authentication ->
                authentication
                    .authenticationConverter(publicClients)
                    .authenticationProvider(publicClients))
        .authorizationEndpoint(
            endpoint ->
                endpoint
                    .consentPage(CONSENT)
                    .authorizationRequestConverters(converters -> converters.add(0, requests))
                    .authenticationProviders(
                        providers ->
                            providers.replaceAll(
                                provider -> {
                                  if (provider
                                      instanceof
                                      OAuth2AuthorizationCodeRequestAuthenticationProvider asked) {
                                    asked.setAuthenticationValidator(requests);
                                    asked.setAuthorizationConsentRequired(any -> true);
                                  }
                                  return provider
                                          instanceof
                                          OAuth2AuthorizationConsentAuthenticationProvider
                                      ? new ConsentDecision(
                                          provider, authorizations, launches, signedIn, picker)
                                      : provider;
                                }))
                    .errorResponseHandler(errors))
        .tokenIntrospectionEndpoint(
            endpoint -> endpoint.introspectionRequestConverter(introspections))
        .tokenEndpoint(token -> token.accessTokenResponseHandler(answers));
  }

  /** Adds the screen and the sites that may call to the chain of the authorization server. */
  public void addScreens(HttpSecurity http) throws Exception {
    http.cors(cors -> cors.configurationSource(origins));
    http.addFilterBefore(new PostedRequests(), LogoutFilter.class);
    http.addFilterBefore(screen, AuthorizationFilter.class);
  }

  /** Which sites' pages may call. */
  public AppOrigins origins() {
    return origins;
  }

  /** Tokens for our own pages. */
  public SignedInTokens signedInTokens() {
    return signedInTokens;
  }

  /** Ends what was to last only as long as a person is signed in. */
  @EventListener
  public void signedOut(LogoutSuccessEvent event) {
    authorizations.endOnline(event.getAuthentication().getName());
  }

  /** Ends what people let a client do that was disabled, or is another one now. */
  @EventListener
  public void clientEnded(ClientEnded ended) {
    authorizations.endClient(ended.id());
  }
}
