package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
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
      String access = Visitor.json(answer).path("access_token").asText();
      Visitor app = new Visitor(clinic.process().base());
      assertThat(app.fhir(access, "Patient?_count=1").statusCode()).isEqualTo(200);
      assertThat(app.fhir(access, "Task?_count=1").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void anAssertionIsGoodOnceAlsoAtTheSameTime() throws Exception {
    String assertion = BackendKey.signed(JWSAlgorithm.ES384, BackendKey.EC, claims(all -> all));
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

    wrong.forEach(
        (what, assertion) ->
            assertThat(token(assertion).statusCode()).as(what).isBetween(400, 401));
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
    return new Visitor(clinic.process().base())
        .token(
            Map.of(
                "grant_type",
                "client_credentials",
                "scope",
                "system/Patient.rs",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                assertion));
  }
}
