package org.rapport.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.rapport.routes.start.WrongSettingException;
import org.springframework.mock.env.MockEnvironment;

/** An EHR that knows us by a key, as SMART Backend Services ask for. */
class ClientAssertionTest {
  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void key() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    file =
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n");
  }

  @Test
  void theTokenIsAskedForWithAnAssertion_thatOurPublishedKeyProves() throws Exception {
    PEER.stubFor(
        post(urlEqualTo("/token"))
            .willReturn(okJson("{\"access_token\": \"theirs\", \"expires_in\": 300}")));
    ClientAssertion assertion = ClientAssertion.read(file, Clock.fixed(NOW, ZoneOffset.UTC));
    String endpoint = PEER.baseUrl() + "/token";
    BearerToken token =
        new BearerToken(
            new ServerAccess(() -> "unused", () -> endpoint, "rapport", "", "ehr"),
            Optional.of(assertion),
            "system/Appointment.rs system/Patient.r");

    assertThat(token.header()).isEqualTo("Bearer theirs");

    PEER.verify(1, postRequestedFor(urlEqualTo("/token")).withHeader("Authorization", absent()));
    Map<String, String> form = form(PEER.getAllServeEvents().get(0).getRequest().getBodyAsString());
    assertThat(form)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("scope", "system/Appointment.rs system/Patient.r")
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    SignedJWT jwt = SignedJWT.parse(form.get("client_assertion"));
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS384);
    JWKSet published = published(assertion);
    RSAKey key = (RSAKey) published.getKeyByKeyId(jwt.getHeader().getKeyID());
    assertThat(key.isPrivate()).isFalse();
    assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
    assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("rapport");
    assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("rapport");
    assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly(endpoint);
    assertThat(jwt.getJWTClaimsSet().getExpirationTime().toInstant())
        .isBetween(NOW, NOW.plus(Duration.ofMinutes(5)));

    token.forget();
    token.header();
    SignedJWT next =
        SignedJWT.parse(
            form(PEER.getAllServeEvents().get(0).getRequest().getBodyAsString())
                .get("client_assertion"));
    assertThat(next.getJWTClaimsSet().getJWTID()).isNotEqualTo(jwt.getJWTClaimsSet().getJWTID());
  }

  @Test
  void aKeyThatIsNone_orStandsBesideASecret_stopsTheStart() throws Exception {
    MockEnvironment env =
        new MockEnvironment()
            .withProperty("rapport.ehr.token-url", "https://ehr.example/token")
            .withProperty("rapport.ehr.client-id", "rapport")
            .withProperty("rapport.ehr.client-key", file.toString());
    RouteSettings.check(env);

    env.setProperty("rapport.ehr.client-secret", "s");
    assertThatThrownBy(() -> RouteSettings.check(env)).isInstanceOf(WrongSettingException.class);
    env.setProperty("rapport.ehr.client-secret", "");
    Files.writeString(file, "secret text");
    assertThatThrownBy(() -> RouteSettings.check(env))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageNotContaining("secret text");
  }

  private static JWKSet published(ClientAssertion assertion) throws Exception {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    new EhrKeys(Optional.of(assertion)).publish(exchange);
    return JWKSet.parse(exchange.getMessage().getBody(String.class));
  }

  private static Map<String, String> form(String body) {
    return Stream.of(body.split("&"))
        .map(field -> field.split("=", 2))
        .collect(
            Collectors.toMap(
                field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
  }
}
