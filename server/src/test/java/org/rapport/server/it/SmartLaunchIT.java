package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SMART App Launch 2.2 from outside: authorize, consent, token, refresh, revoke, introspect. */
@ExtendWith(SharedClinic.class)
class SmartLaunchIT {
  private static final String STANDALONE =
      "openid fhirUser launch/patient patient/*.rs offline_access";

  private final Clinic clinic;

  SmartLaunchIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return new Visitor(clinic.process().base());
  }

  @BeforeEach
  void people() {
    for (String id : List.of("app-a", "app-b")) {
      clinic
          .fhir()
          .put(
              (Patient)
                  new Patient()
                      .addName(new org.hl7.fhir.r4.model.HumanName().setFamily("Of" + id))
                      .setId(id))
          .accepted();
    }
  }

  @Test
  void aPatientOpensAnAppOfTheirOwn() {
    HttpResponse<String> first = visitor().authorize(STANDALONE, Map.of());
    assertThat(first.body()).contains("name=\"password\"");
    Visitor visitor = visitor().signedIn("pat", "pat-password");
    HttpResponse<String> consent = visitor.authorize(STANDALONE, Map.of());
    assertThat(consent.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("form-action 'self' http://127.0.0.1:8999");

    HttpResponse<String> back = visitor.allow(consent, null);
    HttpResponse<String> answer = visitor.exchange(Visitor.code(back));

    assertThat(Visitor.parameter(back, "state")).isEqualTo("st-é%&");
    JsonNode token = Visitor.json(answer);
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(token.path("patient").asText()).isEqualTo("app-a");
    assertThat(token.path("need_patient_banner").asBoolean()).isTrue();
    assertThat(token.path("scope").asText().split(" ")).contains("patient/*.rs", "launch/patient");
    assertThat(token.has("id_token")).isTrue();
    assertThat(visitor.fhir(access(token), "Patient/app-a").statusCode()).isEqualTo(200);
  }

  @Test
  void aScopeThatIsRefusedIsNotGranted() {
    Visitor visitor = visitor().signedIn("pat", "pat-password");
    HttpResponse<String> consent =
        visitor.authorize("patient/Patient.rs patient/Communication.rs", Map.of());
    String less = consent.body().replaceAll("<label[^>]*>\\s*<input[^>]*Communication[^>]*>", "");

    HttpResponse<String> refused =
        visitor.post(
            "/oauth2/authorize",
            List.of(
                Map.entry("client_id", Visitor.APP),
                Map.entry("state", state(consent)),
                Map.entry("scope", "patient/Patient.rs"),
                Map.entry("patient", "app-a")));

    assertThat(less).isNotEqualTo(consent.body());
    JsonNode token = Visitor.json(visitor.exchange(Visitor.code(refused)));
    assertThat(token.path("scope").asText()).isEqualTo("patient/Patient.rs");
    assertThat(visitor.fhir(access(token), "Communication").statusCode()).isEqualTo(403);
  }

  @Test
  void whoRefusesAllSendsTheAppAwayEmpty() {
    Visitor visitor = visitor().signedIn("pat", "pat-password");
    HttpResponse<String> consent = visitor.authorize(STANDALONE, Map.of());

    HttpResponse<String> back =
        visitor.post(
            "/oauth2/authorize",
            List.of(Map.entry("client_id", Visitor.APP), Map.entry("state", state(consent))));

    assertThat(Visitor.parameter(back, "error")).isEqualTo("access_denied");
  }

  @ParameterizedTest
  @CsvSource({
    "aud, ''",
    "aud, https://elsewhere.example/fhir",
    "code_challenge, ''",
    "code_challenge_method, plain",
    "code_challenge_method, ''",
    "scope, system/*.rs",
    "scope, unheard-of",
    "launch, not-one-of-ours"
  })
  void whatIsWrongGoesBackToTheApp(String parameter, String value) {
    Visitor visitor = visitor().signedIn("nora", "nora-password");

    HttpResponse<String> answer = visitor.authorize(STANDALONE, Map.of(parameter, value));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    assertThat(Visitor.parameter(answer, "error")).isNotBlank();
    assertThat(Visitor.parameter(answer, "code")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "redirect_uri, https://evil.example/cb",
    "redirect_uri, http://127.0.0.1:8999/callback2",
    "redirect_uri, http://127.0.0.1:8999/callback?x=1",
    "redirect_uri, http://127.0.0.1:8999@evil.example/callback",
    "client_id, nobody",
    "response_type, token"
  })
  void whoIsNotTheAppIsNeverRedirectedTo(String parameter, String value) {
    Visitor visitor = visitor().signedIn("nora", "nora-password");

    HttpResponse<String> answer = visitor.authorize(STANDALONE, Map.of(parameter, value));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("<html").doesNotContain("evil");
  }

  @Test
  void aCodeIsGoodOnceWhoeverElseTries() throws Exception {
    Visitor visitor = visitor().signedIn("pat", "pat-password");
    String code = Visitor.code(visitor.allow(visitor.authorize(STANDALONE, Map.of()), null));
    ExecutorService threads = Executors.newFixedThreadPool(10);
    List<Future<HttpResponse<String>>> tries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tries.add(threads.submit(() -> visitor().exchange(code)));
    }
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (Future<HttpResponse<String>> one : tries) {
      answers.add(one.get());
    }
    threads.shutdown();

    assertThat(answers).filteredOn(one -> one.statusCode() == 200).hasSizeLessThanOrEqualTo(1);
    assertThat(answers).allMatch(one -> one.statusCode() == 200 || one.statusCode() == 400);
    assertThat(visitor().exchange(code).statusCode()).isEqualTo(400);
    answers.stream()
        .filter(one -> one.statusCode() == 200)
        .forEach(
            one ->
                assertThat(visitor.fhir(access(Visitor.json(one)), "Patient/app-a").statusCode())
                    .as("a second use ends what the first one gave")
                    .isEqualTo(401));
  }

  @Test
  void refreshTokensRotateAndEndTogether() {
    Visitor visitor = visitor().signedIn("pat", "pat-password");
    JsonNode first = visitor.launch(STANDALONE, Map.of(), null);

    JsonNode second = Visitor.json(visitor.refresh(first.path("refresh_token").asText()));
    HttpResponse<String> lost = visitor.refresh(first.path("refresh_token").asText());

    assertThat(second.path("refresh_token").asText())
        .isNotBlank()
        .isNotEqualTo(first.path("refresh_token").asText());
    assertThat(second.path("patient").asText()).isEqualTo("app-a");
    assertThat(lost.statusCode()).as("the answer may have been lost").isEqualTo(200);
    JsonNode third = Visitor.json(lost);
    visitor()
        .post(
            "/oauth2/revoke",
            List.of(
                Map.entry("token", third.path("refresh_token").asText()),
                Map.entry("client_id", Visitor.APP)));
    for (JsonNode token : List.of(first, second, third)) {
      assertThat(visitor.fhir(access(token), "Patient/app-a").statusCode()).isEqualTo(401);
      assertThat(visitor.refresh(token.path("refresh_token").asText()).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void anEhrLaunchesAnAppForItsUserOnce() {
    String launch = launch("app-b", "nora");
    Visitor nora = visitor().signedIn("nora", "nora-password");
    Visitor other = visitor().signedIn("sam", "sam-password");

    HttpResponse<String> somebodyElse =
        other.authorize("launch patient/*.rs", Map.of("launch", launch));
    JsonNode token = nora.launch("launch patient/*.rs", Map.of("launch", launch), null);
    HttpResponse<String> again = nora.authorize("launch patient/*.rs", Map.of("launch", launch));

    assertThat(Visitor.parameter(somebodyElse, "error")).isEqualTo("invalid_request");
    assertThat(token.path("patient").asText()).isEqualTo("app-b");
    assertThat(token.has("refresh_token")).as("nobody asked for offline access").isFalse();
    assertThat(Visitor.parameter(again, "error")).isEqualTo("invalid_request");
  }

  @Test
  void staffPickAmongWhomTheyMaySee() {
    Visitor nora = visitor().signedIn("nora", "nora-password");
    HttpResponse<String> page = nora.authorize(STANDALONE, Map.of());
    HttpResponse<String> found =
        nora.get("/oauth2/consent?q=Ofapp-b&client_id=" + Visitor.APP + "&state=" + state(page));
    Visitor placed = visitor().signedIn("placed", "placed-password");

    HttpResponse<String> refused = placed.allow(placed.authorize(STANDALONE, Map.of()), "app-b");

    assertThat(page.body()).contains("type=\"search\"");
    assertThat(found.body()).contains("Ofapp-b").contains("value=\"app-b\"");
    assertThat(
            Visitor.json(nora.exchange(Visitor.code(nora.allow(found, "app-b"))))
                .path("patient")
                .asText())
        .isEqualTo("app-b");
    assertThat(refused.statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsEmptyIsNobodys() {
    Visitor visitor = visitor().signedIn("nora", "nora-password");

    for (String path : List.of("/oauth2/consent", "/oauth2/consent?state=")) {
      assertThat(visitor.get(path).statusCode()).as(path).isEqualTo(400);
    }
    for (String path : List.of("/oauth2/token", "/oauth2/revoke")) {
      for (String id : List.of("", " ", Visitor.APP)) {
        assertThat(
                visitor
                    .post(
                        path,
                        List.of(
                            Map.entry("grant_type", "refresh_token"),
                            Map.entry("refresh_token", ""),
                            Map.entry("token", ""),
                            Map.entry("client_id", id)))
                    .statusCode())
            .as(path + " " + id)
            .isBetween(400, 401);
      }
    }
  }

  @Test
  void discoveryNamesWhatWorks() {
    HttpResponse<String> answer = visitor().get("/fhir/.well-known/smart-configuration");
    JsonNode document = Visitor.json(answer);

    assertThat(document.path("code_challenge_methods_supported").toString())
        .isEqualTo("[\"S256\"]");
    assertThat(document.path("grant_types_supported").toString())
        .contains("authorization_code", "client_credentials");
    assertThat(document.path("capabilities").toString())
        .contains("launch-ehr", "launch-standalone", "permission-v2");
    assertThat(document.path("authorization_endpoint").asText()).endsWith("/oauth2/authorize");
  }

  private String launch(String patient, String user) {
    Parameters asked = new Parameters();
    asked.addParameter("patient", new StringType(patient));
    asked.addParameter("user", new StringType(user));
    return ((StringType)
            clinic
                .fhir()
                .post("/$launch", asked)
                .accepted()
                .as(Parameters.class)
                .getParameter("launch")
                .getValue())
        .getValue();
  }

  private static String access(JsonNode token) {
    return token.path("access_token").asText();
  }

  private static String state(HttpResponse<String> page) {
    return page.body().split("name=\"state\" value=\"")[1].split("\"")[0].replace("&#61;", "=");
  }
}
