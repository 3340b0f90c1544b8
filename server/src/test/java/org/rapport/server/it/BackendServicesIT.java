package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SMART Backend Services: who a client is by its key, and what is no proof of it. */
@ExtendWith(SharedClinic.class)
class BackendServicesIT {
  private static final String PATH = "/oauth2/register";

  private final String address = Visitor.address();
  private final Clinic clinic;

  BackendServicesIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void aKeyOfItsOwnGivesAShortToken() {
    for (String assertion :
        List.of(
            BackendKey.signed(JWSAlgorithm.ES384, BackendKey.EC, claims(all -> all)),
            BackendKey.signed(JWSAlgorithm.RS384, BackendKey.RSA, claims(all -> all)))) {
      HttpResponse<String> answer = token(assertion);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Visitor.json(answer).path("expires_in").asInt()).isBetween(1, 300);
      assertThat(Visitor.json(answer).has("refresh_token")).isFalse();
      assertThat(Visitor.json(answer).path("token_type").asText()).isEqualToIgnoringCase("bearer");
      assertThat(Visitor.json(answer).path("scope").asText()).isEqualTo("system/Patient.rs");
      String access = Visitor.json(answer).path("access_token").asText();
      Visitor app = visitor();
      assertThat(app.fhir(access, "Patient?_count=1").statusCode()).isEqualTo(200);
      assertThat(app.fhir(access, "Task?_count=1").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void anAssertionIsGoodOnceAlsoAtTheSameTime() throws Exception {
    String assertion = es(all -> all.issuer("backend-in-a-hurry").subject("backend-in-a-hurry"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Integer>> tries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tries.add(threads.submit(() -> token(assertion).statusCode()));
    }
    List<Integer> answers = new ArrayList<>();
    for (Future<Integer> one : tries) {
      answers.add(one.get());
    }
    threads.shutdown();

    assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
    assertThat(answers).filteredOn(status -> status != 200).containsOnly(401);
  }

  @Test
  void moreThanWhatItIsRegisteredForIsNotGranted() {
    for (String more : List.of("system/*.cruds", "system/Patient.cruds", "system/Task.rs")) {
      HttpResponse<String> answer = token(es(all -> all), more);

      assertThat(answer.statusCode()).as(more).isEqualTo(400);
      assertThat(Visitor.json(answer).path("error").asText()).isEqualTo("invalid_scope");
      assertThat(Visitor.json(answer).path("error_description").asText()).isNotBlank();
    }
  }

  @Test
  void theKeyIsOneThatWasRegisteredWhateverTheAssertionSays() {
    String elsewhere = clinic.issuer().address() + IssuerPeer.NOBODYS;
    Map<String, JWSHeader> wrong =
        Map.of(
            "no key named",
            new JWSHeader.Builder(JWSAlgorithm.ES384).build(),
            "another key named",
            new JWSHeader.Builder(JWSAlgorithm.ES384).keyID("rsa").build(),
            "keys elsewhere",
            new JWSHeader.Builder(JWSAlgorithm.ES384)
                .keyID("ec")
                .jwkURL(URI.create(elsewhere))
                .build());

    wrong.forEach(
        (what, header) -> {
          String assertion = BackendKey.signed(header, BackendKey.EC, claims(all -> all));
          assertRefused(what, token(assertion));
        });
    assertThat(clinic.issuer().asked(IssuerPeer.NOBODYS)).isZero();
  }

  @Test
  void keysAtAnAddressAreKeptNoLongerThanItsAnswerSays() {
    String address = clinic.issuer().address() + IssuerPeer.KEYS;
    String id = registered("\"jwks_uri\": \"" + address + "\"").path("client_id").asText();
    clinic.issuer().publishes(BackendKey.publicKeys(BackendKey.EC), "no-store");

    HttpResponse<String> first = token(of(id, BackendKey.EC));
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    clinic.issuer().publishes(BackendKey.publicKeys(BackendKey.STRANGERS), "max-age=300");
    assertRefused("a key that is no longer published", token(of(id, BackendKey.EC)));

    int asked = clinic.issuer().asked(IssuerPeer.KEYS);
    assertThat(asked).isEqualTo(2);
    for (int i = 0; i < 3; i++) {
      assertThat(token(of(id, BackendKey.STRANGERS)).statusCode()).isEqualTo(200);
    }
    assertThat(clinic.issuer().asked(IssuerPeer.KEYS)).as("it was said for how long").isEqualTo(2);
    JWSHeader there =
        new JWSHeader.Builder(JWSAlgorithm.ES384).keyID("ec").jwkURL(URI.create(address)).build();
    String assertion =
        BackendKey.signed(there, BackendKey.STRANGERS, claims(all -> all.issuer(id).subject(id)));
    assertThat(token(assertion).statusCode()).as("the address of the registration").isEqualTo(200);
  }

  @Test
  void otherKeysTakeThePlaceOfThoseBefore() {
    String id = registered(jwks(BackendKey.EC)).path("client_id").asText();
    assertThat(token(of(id, BackendKey.EC)).statusCode()).isEqualTo(200);

    HttpResponse<String> strangers =
        visitor().bearer(null, "PUT", PATH + "/" + id, service(jwks(BackendKey.STRANGERS)));
    HttpResponse<String> changed =
        visitor()
            .bearer(
                clinic.fhir().token(), "PUT", PATH + "/" + id, service(jwks(BackendKey.STRANGERS)));

    assertThat(strangers.statusCode()).isEqualTo(401);
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertRefused("a key of before", token(of(id, BackendKey.EC)));
    assertThat(token(of(id, BackendKey.STRANGERS)).statusCode()).isEqualTo(200);
  }

  private Visitor visitor() {
    return Visitor.from(address, clinic.process().base());
  }

  private static String jwks(ECKey key) {
    return "\"jwks\": " + BackendKey.publicKeys(key);
  }

  private static String service(String keys) {
    return """
        {"client_name": "By key", "grant_types": ["client_credentials"],
         "scope": "system/Patient.rs", "token_endpoint_auth_method": "private_key_jwt", %s}"""
        .formatted(keys);
  }

  private JsonNode registered(String keys) {
    HttpResponse<String> answer =
        visitor().bearer(clinic.fhir().token(), "POST", PATH, service(keys));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Visitor.json(answer);
  }

  private String of(String client, ECKey key) {
    return BackendKey.signed(
        JWSAlgorithm.ES384, key, claims(all -> all.issuer(client).subject(client)));
  }

  private static void assertRefused(String what, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(what).isBetween(400, 401);
    assertThat(Visitor.json(answer).path("error").asText()).as(what).isEqualTo("invalid_client");
  }

  @Test
  void whatProvesNothingIsRefused() {
    String base = clinic.process().base();
    Map<String, String> wrong =
        Map.of(
            "a stranger's key",
            BackendKey.signed(JWSAlgorithm.ES384, BackendKey.STRANGERS, claims(all -> all)),
            "another algorithm",
            BackendKey.signed(JWSAlgorithm.RS256, BackendKey.RSA, claims(all -> all)),
            "too long",
            es(all -> all.expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))),
            "over",
            es(all -> all.expirationTime(Date.from(Instant.now().minus(Duration.ofHours(1))))),
            "no end",
            es(all -> all.expirationTime(null)),
            "no jti",
            es(all -> all.jwtID(null)),
            "another server",
            es(all -> all.audience("https://elsewhere.example/token")),
            "our other address",
            es(all -> all.audience(base + "/fhir")),
            "another's name",
            es(all -> all.subject("patient-reader")),
            "another issuer",
            es(all -> all.issuer("patient-reader")));

    wrong.forEach((what, assertion) -> assertRefused(what, token(assertion)));
  }

  private String es(UnaryOperator<JWTClaimsSet.Builder> change) {
    return BackendKey.signed(JWSAlgorithm.ES384, BackendKey.EC, claims(change));
  }

  private JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
    return change
        .apply(
            new JWTClaimsSet.Builder()
                .issuer("backend")
                .subject("backend")
                .audience(clinic.process().base() + "/oauth2/token")
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(4)))))
        .build();
  }

  private HttpResponse<String> token(String assertion) {
    return token(assertion, "system/Patient.rs");
  }

  private HttpResponse<String> token(String assertion, String scope) {
    return visitor()
        .token(
            Map.of(
                "grant_type",
                "client_credentials",
                "scope",
                scope,
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                assertion));
  }
}
