package org.rapport.server.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.rapport.server.config.RapportSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;

/** The embedded authorization server: its endpoints, its key, its clients. */
@Configuration(proxyBeanMethods = false)
public class AuthorizationServerConfiguration {

  @Bean
  @Order(1)
  SecurityFilterChain authorizationServer(HttpSecurity http) throws Exception {
    OAuth2AuthorizationServerConfigurer server =
        OAuth2AuthorizationServerConfigurer.authorizationServer();
    return http.securityMatcher(server.getEndpointsMatcher())
        .with(
            server,
            configurer ->
                configurer.tokenEndpoint(
                    token ->
                        token.authenticationProviders(
                            providers ->
                                providers.stream()
                                    .filter(
                                        OAuth2ClientCredentialsAuthenticationProvider.class
                                            ::isInstance)
                                    .map(OAuth2ClientCredentialsAuthenticationProvider.class::cast)
                                    .forEach(ClientCredentialsScopes::negotiate))))
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .csrf(csrf -> csrf.ignoringRequestMatchers(server.getEndpointsMatcher()))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  @Bean
  AuthorizationServerSettings authorizationServerSettings(RapportSettings settings) {
    return AuthorizationServerSettings.builder().issuer(settings.publicBase().toString()).build();
  }

  /** The signing key lives in the data folder, so that tokens outlive a restart. */
  @Bean
  JWKSource<SecurityContext> signingKeys(RapportSettings settings) {
    return new ImmutableJWKSet<>(
        new JWKSet(
            SigningKey.loadOrCreate(settings.data().resolve("keys").resolve("signing.jwk"))));
  }

  /** What every FHIR call is checked with. */
  @Bean
  JwtDecoder jwtDecoder(
      JWKSource<SecurityContext> signingKeys, RapportSettings settings, RevokedTokens revoked) {
    return AccessTokenDecoders.inForce(
        signingKeys, settings.publicBase().toString(), audience(settings), revoked);
  }

  @Bean
  OAuth2AuthorizationService accessTokens(
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

  static String audience(RapportSettings settings) {
    return settings.publicBase() + "/fhir";
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return new ClientSecrets();
  }
}
