package org.rapport.server.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.door.Dialect;
import org.rapport.server.security.client.ClientSecrets;
import org.rapport.server.security.smart.SmartLaunch;
import org.rapport.server.security.token.AccessTokenDecoders;
import org.rapport.server.security.token.AccessTokens;
import org.rapport.server.security.token.AssertedClients;
import org.rapport.server.security.token.ClientAssertions;
import org.rapport.server.security.token.KeyRetriever;
import org.rapport.server.security.token.RevokedTokens;
import org.rapport.server.security.token.SigningKeys;
import org.rapport.server.store.SealedValues;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.transaction.PlatformTransactionManager;

/** The embedded authorization server: its endpoints, its key, its clients. */
@Configuration(proxyBeanMethods = false)
public class AuthorizationServerConfiguration {

  @Bean
  @Order(1)
  SecurityFilterChain authorizationServer(
      HttpSecurity http, SmartLaunch launch, ClientAssertions assertions) throws Exception {
    OAuth2AuthorizationServerConfigurer server =
        OAuth2AuthorizationServerConfigurer.authorizationServer();
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    http.securityMatcher(
            new OrRequestMatcher(
                server.getEndpointsMatcher(),
                path.matcher(SmartLaunch.CONSENT),
                path.matcher(HttpMethod.OPTIONS, "/oauth2/**")))
        .with(
            server,
            configurer -> {
              configurer.oidc(Customizer.withDefaults());
              configurer.clientAuthentication(
                  authentication ->
                      authentication
                          .authenticationConverter(new AssertedClients())
                          .authenticationProviders(
                              providers ->
                                  providers.stream()
                                      .filter(
                                          JwtClientAssertionAuthenticationProvider.class
                                              ::isInstance)
                                      .map(JwtClientAssertionAuthenticationProvider.class::cast)
                                      .forEach(one -> one.setJwtDecoderFactory(assertions))));
              configurer.tokenEndpoint(
                  token ->
                      token.authenticationProviders(
                          providers ->
                              providers.stream()
                                  .filter(
                                      OAuth2ClientCredentialsAuthenticationProvider.class
                                          ::isInstance)
                                  .map(OAuth2ClientCredentialsAuthenticationProvider.class::cast)
                                  .forEach(ClientCredentialsScopes::negotiate)));
              launch.configure(configurer);
            })
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(path.matcher(SmartLaunch.CONSENT))
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .requestCache(cache -> cache.requestCache(new CookieRequestCache()))
        .exceptionHandling(
            handling ->
                handling
                    .defaultAuthenticationEntryPointFor(signIn(), path.matcher("/oauth2/authorize"))
                    .defaultAuthenticationEntryPointFor(
                        AuthorizationServerConfiguration::unknownClient,
                        new OrRequestMatcher(
                            path.matcher("/oauth2/token"),
                            path.matcher("/oauth2/introspect"),
                            path.matcher("/oauth2/revoke"))))
        // A token, a secret or the state of what is decided says who asks.
        .csrf(AbstractHttpConfigurer::disable);
    launch.addScreens(http);
    return http.build();
  }

  private static LoginUrlAuthenticationEntryPoint signIn() {
    LoginUrlAuthenticationEntryPoint page = new LoginUrlAuthenticationEntryPoint("/login");
    // Whatever the proxy before us calls this server, the browser stays with what it called it.
    page.setFavorRelativeUris(true);
    return page;
  }

  // The library's own answer is empty, where RFC 6749, 5.2, wants to be told in JSON.
  private static void unknownClient(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
      throws IOException {
    Dialect.OAUTH.refuse(
        response,
        HttpServletResponse.SC_UNAUTHORIZED,
        "login",
        "",
        "The client should prove who it is, or send the code's verifier");
  }

  @Bean
  AuthorizationServerSettings authorizationServerSettings(RapportSettings settings) {
    return AuthorizationServerSettings.builder().issuer(settings.publicBase().toString()).build();
  }

  /** The keys live in the database, so that tokens outlive a restart and are good on all nodes. */
  @Bean
  SigningKeys signingKeys(
      RapportSettings settings, JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new SigningKeys(jdbc, transactions, new SealedValues(settings.data()));
  }

  /** What every FHIR call is checked with. */
  @Bean
  JwtDecoder jwtDecoder(
      JWKSource<SecurityContext> signingKeys, RapportSettings settings, RevokedTokens revoked) {
    return AccessTokenDecoders.inForce(
        signingKeys, settings.publicBase().toString(), audience(settings), revoked);
  }

  /** What clients got for themselves. */
  @Bean
  AccessTokens accessTokens(
      JWKSource<SecurityContext> signingKeys,
      RapportSettings settings,
      RegisteredClientRepository clients,
      RevokedTokens revoked) {
    return new AccessTokens(
        AccessTokenDecoders.signed(
            signingKeys, settings.publicBase().toString(), audience(settings)),
        clients,
        revoked);
  }

  /** How clients prove with a key who they are. */
  @Bean
  ClientAssertions clientAssertions(
      RapportSettings settings, JdbcClient jdbc, @Value("${rapport.egress-allow:}") String allow) {
    return new ClientAssertions(
        settings.publicBase() + "/oauth2/token", jdbc, new KeyRetriever(allow));
  }

  static String audience(RapportSettings settings) {
    return settings.publicBase() + "/fhir";
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return new ClientSecrets();
  }
}
