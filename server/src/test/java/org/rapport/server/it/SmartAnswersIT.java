package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What SMART App Launch 2.2 wants of answers, field by field, and of who asks for them. */
@ExtendWith(SharedClinic.class)
class SmartAnswersIT {
  private static final String STANDALONE =
      "openid fhirUser launch/patient patient/*.rs offline_access";
  private static final String REGISTER = "/oauth2/register";
  private static final String CATEGORY =
      "http://terminology.hl7.org/CodeSystem/communication-category";

  private final Clinic clinic;
  private final String base;

  SmartAnswersIT(Clinic clinic) {
    this.clinic = clinic;
    this.base = clinic.process().base();
  }

  private Visitor visitor() {
    return new Visitor(base);
  }

  private Visitor pat() {
    return visitor().signedIn("pat", "pat-password");
  }

  private Visitor nora() {
    return visitor().signedIn("nora", "nora-password");
  }

  @BeforeEach
  void people() {
    for (String id : List.of("app-a", "app-b")) {
      put("Patient/" + id, "{'resourceType': 'Patient', 'id': '%s'}".formatted(id));
    }
  }

  private void put(String path, String json) {
    clinic.fhir().send("PUT", "/" + path, FhirClient.JSON, json.replace('\'', '"')).accepted();
  }

  private JsonNode discovery() {
    FhirClient.Answer answer =
        clinic
            .fhir()
            .anonymous("GET", "/fhir/.well-known/smart-configuration", FhirClient.XML, null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .as("whatever is accepted")
        .startsWith("application/json");
    return Visitor.json(answer.body());
  }

  @Test
  void discoveryHasEveryFieldThatItShould() {
    JsonNode document = discovery();

    assertThat(document.path("issuer").asText()).isEqualTo(base);
    for (String endpoint :
        List.of(
            "jwks_uri",
            "authorization_endpoint",
            "token_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "registration_endpoint")) {
      assertThat(document.path(endpoint).asText()).as(endpoint).startsWith(base + "/oauth2/");
    }
    assertThat(texts(document.path("grant_types_supported")))
        .contains("authorization_code", "client_credentials");
    assertThat(texts(document.path("response_types_supported"))).containsExactly("code");
    assertThat(texts(document.path("code_challenge_methods_supported"))).containsExactly("S256");
    assertThat(texts(document.path("token_endpoint_auth_methods_supported")))
        .contains("client_secret_basic", "client_secret_post", "private_key_jwt");
    assertThat(texts(document.path("token_endpoint_auth_signing_alg_values_supported")))
        .contains("RS384", "ES384");
    assertThat(texts(document.path("scopes_supported")))
        .contains("openid", "fhirUser", "launch", "launch/patient", "offline_access");
    assertThat(texts(document.path("capabilities")))
        .contains("launch-ehr", "launch-standalone", "authorize-post")
        .contains("client-public", "client-confidential-symmetric")
        .contains("client-confidential-asymmetric", "sso-openid-connect", "context-banner")
        .contains("context-ehr-patient", "context-ehr-encounter", "context-standalone-patient")
        .contains("permission-offline", "permission-online", "permission-patient")
        .contains("permission-user", "permission-v1", "permission-v2")
        .doesNotContain("context-style", "context-standalone-encounter", "smart-app-state");
  }

  @Test
  void aTokenComesWithAllThatIsToBeSaidOfIt() {
    Visitor pat = pat();
    HttpResponse<String> answer =
        pat.exchange(Visitor.code(pat.allow(pat.authorize(STANDALONE, Map.of()), null)));
    JsonNode token = Visitor.json(answer);

    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(answer.headers().firstValue("Pragma").orElse("")).contains("no-cache");
    assertThat(token.path("access_token").asText())
        .as("RFC 6750, 2.1, and short enough for any header")
        .matches("[A-Za-z0-9._~+/-]+=*")
        .hasSizeLessThan(2_000);
    assertThat(token.path("token_type").asText()).isEqualToIgnoringCase("bearer");
    assertThat(token.path("expires_in").asInt()).isBetween(1, 3_600);
    assertThat(scopes(token)).isEqualTo(Set.of(STANDALONE.split(" ")));
    assertThat(token.path("refresh_token").asText()).isNotBlank();
    assertThat(token.path("id_token").asText()).isNotBlank();
    assertThat(token.path("patient").asText()).isEqualTo("app-a");
    assertThat(token.path("need_patient_banner").isBoolean()).isTrue();
    assertThat(token.has("encounter")).isFalse();
    assertThat(token.has("fhirContext")).isFalse();
  }

  @Test
  void theIdTokenNamesWhoIsSignedIn() throws Exception {
    Visitor pat = pat();
    JsonNode token = pat.launch(STANDALONE, Map.of(), null);
    SignedJWT id = SignedJWT.parse(token.path("id_token").asText());
    JsonNode document = discovery();
    JWKSet keys = JWKSet.parse(visitor().get(document.path("jwks_uri").asText()).body());
    JWK key = keys.getKeyByKeyId(id.getHeader().getKeyID());

    assertThat(id.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    assertThat(id.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
    assertThat(keys.getKeys()).noneMatch(JWK::isPrivate);
    assertThat(id.getJWTClaimsSet().getIssuer()).isEqualTo(document.path("issuer").asText());
    assertThat(id.getJWTClaimsSet().getAudience()).containsExactly(Visitor.APP);
    assertThat(id.getJWTClaimsSet().getSubject()).isNotBlank();
    String fhirUser = id.getJWTClaimsSet().getStringClaim("fhirUser");
    assertThat(fhirUser).isEqualTo(base + "/fhir/Patient/app-a");
    HttpResponse<String> person =
        pat.fhir(access(token), fhirUser.substring((base + "/fhir/").length()));
    assertThat(Visitor.json(person).path("resourceType").asText()).isEqualTo("Patient");
  }

  @Test
  void whomNoResourceStandsForIsNotNamedByOne() throws Exception {
    JsonNode token =
        visitor()
            .signedIn("otto", "otto-password")
            .launch("openid fhirUser user/Patient.rs", Map.of(), null);

    assertThat(scopes(token)).containsExactlyInAnyOrder("openid", "user/Patient.rs");
    assertThat(
            SignedJWT.parse(token.path("id_token").asText()).getJWTClaimsSet().getClaim("fhirUser"))
        .isNull();
  }

  @Test
  void aLaunchBringsItsPatientItsEncounterAndItsVisit() {
    Parameters asked = new Parameters();
    asked.addParameter("patient", new StringType("app-b"));
    asked.addParameter("user", new StringType("nora"));
    asked.addParameter("encounter", new StringType("Encounter/on-the-way"));
    asked.addParameter("appointment", new StringType("Appointment/booked"));
    Parameters answered = clinic.fhir().post("/$launch", asked).accepted().as(Parameters.class);
    String launch = ((StringType) answered.getParameter("launch").getValue()).getValue();

    JsonNode token =
        nora()
            .launch(
                "launch launch/patient launch/encounter patient/*.rs",
                Map.of("launch", launch),
                null);

    assertThat(token.path("patient").asText()).isEqualTo("app-b");
    assertThat(token.path("encounter").asText()).isEqualTo("on-the-way");
    assertThat(token.path("fhirContext").toString())
        .as("neither Patient nor Encounter, and no role")
        .isEqualTo("[{\"reference\":\"Appointment/booked\"}]");
  }

  @Test
  void aCodeIsForItsVerifierItsAddressAndItsApp() {
    Visitor pat = pat();
    Map<String, String> right =
        Map.of(
            "grant_type", "authorization_code",
            "redirect_uri", Visitor.REDIRECT,
            "code_verifier", Visitor.VERIFIER,
            "client_id", Visitor.APP);
    for (Map.Entry<String, String> wrong :
        List.of(
            Map.entry("code_verifier", Visitor.VERIFIER + "0"),
            Map.entry("code_verifier", ""),
            Map.entry("redirect_uri", Visitor.REDIRECT + "2"),
            Map.entry("client_id", app("none").path("client_id").asText()))) {
      Map<String, String> form = new HashMap<>(right);
      form.put(
          "code",
          Visitor.code(pat.allow(pat.authorize("launch/patient patient/*.rs", Map.of()), null)));
      form.put(wrong.getKey(), wrong.getValue());
      form.values().removeIf(String::isEmpty);

      HttpResponse<String> refused = visitor().token(form);

      assertThat(refused.statusCode()).as(wrong.toString()).isBetween(400, 401);
      assertThat(Visitor.json(refused).path("error").asText()).startsWith("invalid_");
    }
  }

  @Test
  void whatIsRefreshedSaysTheSameOrLessToTheSameApp() {
    JsonNode first = pat().launch(STANDALONE, Map.of(), null);
    HttpResponse<String> answer = visitor().refresh(first.path("refresh_token").asText());
    JsonNode second = Visitor.json(answer);

    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(second.path("access_token").asText())
        .isNotBlank()
        .isNotEqualTo(first.path("access_token").asText());
    assertThat(second.path("token_type").asText()).isEqualToIgnoringCase("bearer");
    assertThat(second.path("expires_in").asInt()).isBetween(1, 3_600);
    assertThat(scopes(second)).as("nothing was said").isEqualTo(scopes(first));
    assertThat(second.path("patient").asText()).isEqualTo("app-a");

    String current = second.path("refresh_token").asText();
    HttpResponse<String> more = refreshed(current, "user/*.cruds " + STANDALONE, Visitor.APP);
    HttpResponse<String> others = refreshed(current, "", app("none").path("client_id").asText());
    JsonNode less = Visitor.json(refreshed(current, "launch/patient patient/*.rs", Visitor.APP));

    assertThat(Visitor.json(more).path("error").asText()).isEqualTo("invalid_scope");
    assertThat(Visitor.json(others).path("error").asText()).isEqualTo("invalid_grant");
    assertThat(scopes(less)).containsExactlyInAnyOrder("launch/patient", "patient/*.rs");
    assertThat(less.path("refresh_token").asText()).isNotBlank().isNotEqualTo(current);
  }

  private HttpResponse<String> refreshed(String token, String scope, String client) {
    return visitor()
        .token(
            Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                token,
                "scope",
                scope,
                "client_id",
                client));
  }

  @Test
  void onlineAccessEndsWithTheSession() {
    Visitor nora = nora();
    JsonNode first = nora.launch("online_access user/Patient.rs", Map.of(), null);
    JsonNode second = Visitor.json(visitor().refresh(first.path("refresh_token").asText()));
    assertThat(nora.fhir(access(second), "Patient?_count=1").statusCode()).isEqualTo(200);

    Matcher csrf =
        Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(nora.get("/login").body());
    assertThat(csrf.find()).isTrue();
    nora.post("/logout", List.of(Map.entry("_csrf", csrf.group(1))));

    assertThat(visitor().refresh(second.path("refresh_token").asText()).statusCode())
        .isEqualTo(400);
    assertThat(nora.fhir(access(second), "Patient?_count=1").statusCode()).isEqualTo(401);
    assertThat(introspected(access(second)).toString()).isEqualTo("{\"active\":false}");
  }

  @Test
  void introspectionSaysWhatTheAnswerSaid() throws Exception {
    JsonNode token = pat().launch(STANDALONE, Map.of(), null);
    SignedJWT id = SignedJWT.parse(token.path("id_token").asText());

    JsonNode told = introspected(access(token));

    assertThat(told.path("active").isBoolean()).isTrue();
    assertThat(told.path("active").asBoolean()).isTrue();
    assertThat(scopes(told)).isEqualTo(scopes(token));
    assertThat(told.path("client_id").asText()).isEqualTo(Visitor.APP);
    assertThat(told.path("exp").isIntegralNumber()).isTrue();
    assertThat(told.path("exp").asLong() - Instant.now().getEpochSecond())
        .isBetween(token.path("expires_in").asLong() - 60, token.path("expires_in").asLong() + 1);
    assertThat(told.path("patient").asText()).isEqualTo("app-a");
    assertThat(told.path("iss").asText()).isEqualTo(id.getJWTClaimsSet().getIssuer());
    assertThat(told.path("sub").asText()).isEqualTo(id.getJWTClaimsSet().getSubject());
    assertThat(told.path("fhirUser").asText())
        .isEqualTo(id.getJWTClaimsSet().getStringClaim("fhirUser"));
  }

  @Test
  void whoMayIntrospectMayDoSoByTheirToken() {
    String token = access(pat().launch("launch/patient patient/*.rs", Map.of(), null));

    HttpResponse<String> services = asked(clinic.patientReader().token(), token);
    assertThat(services.statusCode()).as(services.body()).isEqualTo(200);
    assertThat(Visitor.json(services)).isEqualTo(introspected(token));
    HttpResponse<String> apps = asked(token, token);
    assertThat(apps.statusCode())
        .as("what a person gave an app is no proof of who the app is")
        .isBetween(400, 401);
    assertThat(apps.body()).contains("invalid_client").doesNotContain("active");
    assertThat(asked("nothing", token).statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> asked(String bearer, String token) {
    return visitor().form(bearer, "/oauth2/introspect", List.of(Map.entry("token", token)));
  }

  private JsonNode introspected(String token) {
    HttpResponse<String> answer =
        visitor()
            .post(
                "/oauth2/introspect",
                List.of(
                    Map.entry("token", token),
                    Map.entry("client_id", RapportProcess.CLIENT),
                    Map.entry("client_secret", RapportProcess.SECRET)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Visitor.json(answer);
  }

  @Test
  void anAppMayPostItsRequest() {
    HttpResponse<String> stranger = visitor().authorizePosted(STANDALONE, Map.of());
    Visitor pat = pat();
    HttpResponse<String> back = pat.allow(pat.authorizePosted(STANDALONE, Map.of()), null);

    assertThat(stranger.body()).contains("name=\"password\"");
    assertThat(Visitor.parameter(back, "state")).isEqualTo("st-é%&");
    assertThat(Visitor.json(pat.exchange(Visitor.code(back))).path("patient").asText())
        .isEqualTo("app-a");
  }

  @Test
  void theOldNotationOfScopesIsUnderstoodAndGivenBack() {
    Visitor pat = pat();
    JsonNode token = pat.launch("patient/Patient.read", Map.of(), null);

    assertThat(scopes(token)).containsExactly("patient/Patient.read");
    assertThat(token.path("patient").asText()).as("also unasked").isEqualTo("app-a");
    for (String path : List.of("Patient/app-a", "Patient?_count=1")) {
      assertThat(pat.fhir(access(token), path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(pat.fhir(access(token), "Communication").statusCode()).isEqualTo(403);
    assertThat(pat.fhir(access(token), "PUT", "Patient/app-a", "{}").statusCode()).isEqualTo(403);
  }

  @Test
  void aScopeWithAQueryHoldsForReadingAsForSearching() {
    for (String code : List.of("reminder", "notification")) {
      put(
          "Communication/granular-" + code,
          "{'resourceType':'Communication','id':'granular-%1$s','status':'completed','category':[{'coding':[{'system':'%2$s','code':'%1$s'}]}],'subject':{'reference':'Patient/app-a'}}"
              .formatted(code, CATEGORY));
    }
    String scope = "patient/Communication.rs?category=" + CATEGORY + "|reminder";
    Visitor pat = pat();
    JsonNode token = pat.launch("launch/patient " + scope, Map.of(), null);

    assertThat(scopes(token)).contains(scope);
    assertThat(pat.fhir(access(token), "Communication").body())
        .contains("granular-reminder")
        .doesNotContain("granular-notification");
    assertThat(pat.fhir(access(token), "Communication/granular-reminder").statusCode())
        .isEqualTo(200);
    assertThat(pat.fhir(access(token), "Communication/granular-notification").statusCode())
        .isEqualTo(404);
  }

  @Test
  void anAppWithASecretIsLaunchedAndWithoutItIsNot() {
    JsonNode app = app("client_secret_basic");
    Visitor pat = pat();
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (String secret : List.of("wrong", app.path("client_secret").asText())) {
      HttpResponse<String> consent =
          pat.authorize(
              "launch/patient patient/*.rs", Map.of("client_id", app.path("client_id").asText()));
      answers.add(
          visitor()
              .token(
                  Map.of(
                      "grant_type",
                      "authorization_code",
                      "code",
                      Visitor.code(pat.allow(consent, null)),
                      "redirect_uri",
                      Visitor.REDIRECT,
                      "code_verifier",
                      Visitor.VERIFIER,
                      "client_id",
                      app.path("client_id").asText(),
                      "client_secret",
                      secret)));
    }

    assertThat(Visitor.json(answers.get(0)).path("error").asText()).isEqualTo("invalid_client");
    assertThat(Visitor.json(answers.get(1)).path("patient").asText()).isEqualTo("app-a");
  }

  private JsonNode app(String method) {
    HttpResponse<String> answer =
        visitor()
            .bearer(
                clinic.fhir().token(),
                "POST",
                REGISTER,
                """
                {"client_name": "Another", "token_endpoint_auth_method": "%s", "redirect_uris": ["%s"],
                 "scope": "openid fhirUser launch/patient offline_access patient/*.rs"}"""
                    .formatted(method, Visitor.REDIRECT));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Visitor.json(answer);
  }

  private static String access(JsonNode token) {
    return token.path("access_token").asText();
  }

  private static Set<String> scopes(JsonNode token) {
    return Set.of(token.path("scope").asText().split(" "));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
