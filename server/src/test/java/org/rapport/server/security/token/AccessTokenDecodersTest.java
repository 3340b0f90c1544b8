package org.rapport.server.security.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/** What our own key signed is an access token only while it is one, and only for our FHIR API. */
class AccessTokenDecodersTest {
  private static final String ISSUER = "https://clinic.example";
  private static final String AUDIENCE = ISSUER + "/fhir";

  private final RSAKey key;
  private final JwtDecoder decoder;

  AccessTokenDecodersTest() throws JOSEException {
    key = new RSAKeyGenerator(2048).keyID("ours").generate();
    decoder = AccessTokenDecoders.signed(new ImmutableJWKSet<>(new JWKSet(key)), ISSUER, AUDIENCE);
  }

  @Test
  void whatIsOursAndInTimeIsTaken() throws JOSEException {
    assertThat(decoder.decode(signed(AccessTokenDecoders.TYPE, all -> all)).getSubject())
        .isEqualTo("somebody");
  }

  @Test
  void whatIsOverOrForSomebodyElseIsNot() throws JOSEException {
    Map<String, String> wrong =
        Map.of(
            "over",
            signed(AccessTokenDecoders.TYPE, all -> all.expirationTime(in(-3_600))),
            "not yet",
            signed(AccessTokenDecoders.TYPE, all -> all.notBeforeTime(in(3_600))),
            "another API",
            signed(AccessTokenDecoders.TYPE, all -> all.audience("https://other.example/fhir")),
            "nobody's",
            signed(AccessTokenDecoders.TYPE, all -> all.audience((String) null)),
            "another issuer",
            signed(AccessTokenDecoders.TYPE, all -> all.issuer("https://other.example")),
            "no identifier",
            signed(AccessTokenDecoders.TYPE, all -> all.jwtID(null)),
            "an ID token",
            signed("JWT", all -> all));

    wrong.forEach(
        (what, token) ->
            assertThatThrownBy(() -> decoder.decode(token))
                .as(what)
                .isInstanceOf(JwtException.class));
  }

  @Test
  void whatWasTakenBeforeIsTakenOnlyWhileItStands() throws JOSEException {
    AtomicReference<JWKSet> keys = new AtomicReference<>(new JWKSet(key));
    AtomicInteger verified = new AtomicInteger();
    Set<String> ended = new HashSet<>();
    JWKSource<SecurityContext> source = (selector, context) -> selector.select(keys.get());
    JwtDecoder whole = AccessTokenDecoders.signed(source, ISSUER, AUDIENCE);
    JwtDecoder remembered =
        new RememberedTokens(
            token -> {
              verified.incrementAndGet();
              return whole.decode(token);
            },
            jwt ->
                ended.contains(jwt.getId())
                    ? OAuth2TokenValidatorResult.failure(
                        new OAuth2Error("invalid_token", "The token was revoked", null))
                    : OAuth2TokenValidatorResult.success(),
            source);
    String token = signed(AccessTokenDecoders.TYPE, all -> all);

    assertThat(remembered.decode(token).getSubject()).isEqualTo("somebody");
    assertThat(remembered.decode(token).getClaims()).isEqualTo(whole.decode(token).getClaims());
    assertThat(verified).hasValue(1);

    // Its beginning and claims with the signature of another: nothing that is remembered fits.
    String other = signed(AccessTokenDecoders.TYPE, all -> all.subject("another"));
    String forged =
        token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
    assertThatThrownBy(() -> remembered.decode(forged)).isInstanceOf(BadJwtException.class);

    ended.add("one");
    assertThatThrownBy(() -> remembered.decode(token))
        .isInstanceOf(JwtValidationException.class)
        .hasMessage("The token was revoked");

    ended.clear();
    remembered.decode(token);
    keys.set(new JWKSet(new RSAKeyGenerator(2048).keyID("next").generate()));
    assertThatThrownBy(() -> remembered.decode(token)).isInstanceOf(BadJwtException.class);
  }

  private String signed(String type, UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    JWTClaimsSet claims =
        change
            .apply(
                new JWTClaimsSet.Builder()
                    .issuer(ISSUER)
                    .audience(AUDIENCE)
                    .subject("somebody")
                    .jwtID("one")
                    .expirationTime(in(3_600)))
            .build();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType(type))
                .keyID(key.getKeyID())
                .build(),
            claims);
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }
}
