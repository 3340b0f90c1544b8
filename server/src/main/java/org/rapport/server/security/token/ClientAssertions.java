package org.rapport.server.security.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/**
 * How a client proves with its key who it is (SMART App Launch 2.2, "Client Authentication:
 * Asymmetric"; RFC 7523): RS384 or ES384 by a key of its own, for our token endpoint, at most five
 * minutes, and each assertion once, on any node.
 */
public final class ClientAssertions implements JwtDecoderFactory<RegisteredClient> {
  /** Setting of a client: its public keys as a JWK Set. */
  public static final String KEYS = "rapport.client.jwks";

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384);

  private final String tokenEndpoint;
  private final JdbcClient jdbc;
  private final KeyRetriever retriever;
  private final Map<String, Known> decoders = new ConcurrentHashMap<>();

  private record Known(Object own, String address, JwtDecoder decoder) {
    boolean isOf(ClientSettings settings) {
      return Objects.equals(own, settings.getSetting(KEYS))
          && Objects.equals(address, settings.getJwkSetUrl());
    }
  }

  /**
   * For a token endpoint.
   *
   * @param tokenEndpoint its address, the only audience there is
   */
  public ClientAssertions(String tokenEndpoint, JdbcClient jdbc, KeyRetriever retriever) {
    this.tokenEndpoint = tokenEndpoint;
    this.jdbc = jdbc;
    this.retriever = retriever;
  }

  @Override
  public JwtDecoder createDecoder(RegisteredClient client) {
    // A client that is registered with other keys is no longer who had those before.
    ClientSettings settings = client.getClientSettings();
    return decoders
        .compute(
            client.getClientId(),
            (id, known) ->
                known != null && known.isOf(settings)
                    ? known
                    : new Known(
                        settings.getSetting(KEYS), settings.getJwkSetUrl(), decoder(client)))
        .decoder();
  }

  private JwtDecoder decoder(RegisteredClient client) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(selector(client));
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
    OAuth2TokenValidator<Jwt> sound =
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(SKEW),
            new JwtIssuerValidator(client.getClientId()),
            new JwtClaimValidator<String>("sub", client.getClientId()::equals),
            new JwtClaimValidator<List<String>>(
                "aud", audiences -> audiences != null && audiences.contains(tokenEndpoint)),
            lifetime());
    OAuth2TokenValidator<Jwt> once = once(client.getClientId());
    // What is wrong otherwise uses up nobody's identifier.
    decoder.setJwtValidator(
        token -> {
          OAuth2TokenValidatorResult result = sound.validate(token);
          return result.hasErrors() ? result : once.validate(token);
        });
    return decoder;
  }

  /** The one key that the assertion names, of those registered, wherever it says that it is. */
  private JWSKeySelector<SecurityContext> selector(RegisteredClient client) {
    String address = client.getClientSettings().getJwkSetUrl();
    JWSKeySelector<SecurityContext> registered =
        new JWSVerificationKeySelector<>(ALGORITHMS, keys(client));
    return (header, context) -> {
      URI elsewhere = header.getJWKURL();
      if (header.getKeyID() == null || elsewhere != null && !elsewhere.toString().equals(address)) {
        return List.of();
      }
      List<? extends Key> found = registered.selectJWSKeys(header, context);
      return found.size() == 1 ? found : List.of();
    };
  }

  private JWKSource<SecurityContext> keys(RegisteredClient client) {
    try {
      Object own = client.getClientSettings().getSetting(KEYS);
      if (own != null) {
        return new ImmutableJWKSet<>(JWKSet.parse(own.toString()));
      }
      String address = client.getClientSettings().getJwkSetUrl();
      if (address != null) {
        return new PublishedKeys(URI.create(address).toURL(), retriever);
      }
    } catch (ParseException | MalformedURLException | IllegalArgumentException e) {
      throw invalid();
    }
    throw invalid();
  }

  private static OAuth2AuthenticationException invalid() {
    return new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
  }

  private OAuth2TokenValidator<Jwt> lifetime() {
    // The database's clock: assertions end in real time, also where ours is simulated.
    return token ->
        token.getExpiresAt() != null
                && jdbc.sql("select cast(? as timestamptz) <= now() + make_interval(secs => ?)")
                    .params(Sql.at(token.getExpiresAt()), LONGEST.plus(SKEW).toSeconds())
                    .query(Boolean.class)
                    .single()
            ? OAuth2TokenValidatorResult.success()
            : failure("exp should be at most five minutes from now");
  }

  private OAuth2TokenValidator<Jwt> once(String client) {
    return token -> {
      String jti = token.getId();
      Instant end = token.getExpiresAt();
      if (jti == null || jti.isBlank() || jti.length() > 200 || end == null) {
        return failure("jti is needed");
      }
      jdbc.sql("delete from rapport.client_assertion where expires_at < now()").update();
      int first =
          jdbc.sql(
                  """
                  insert into rapport.client_assertion (client_id, jti, expires_at)
                  values (?, ?, ?) on conflict do nothing""")
              .params(client, jti, Sql.at(end.plus(SKEW).plus(SKEW)))
              .update();
      return first == 1
          ? OAuth2TokenValidatorResult.success()
          : failure("The assertion was used before");
    };
  }

  private static OAuth2TokenValidatorResult failure(String words) {
    return OAuth2TokenValidatorResult.failure(
        new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, words, null));
  }
}
