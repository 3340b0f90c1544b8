package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients and people who come while the server runs, and go again. */
@ExtendWith(SharedClinic.class)
class RegistrationIT {
  private static final String SERVICE =
      """
      {"client_name": "Nightly", "grant_types": ["client_credentials"], "scope": "system/Patient.rs"}""";
  private static final String PATH = "/oauth2/register";

  private final Clinic clinic;

  RegistrationIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return new Visitor(clinic.process().base());
  }

  private HttpResponse<String> call(String token, String method, String path, String body) {
    return visitor().bearer(token, method, path, body);
  }

  private int tokenStatus(String id, String secret) {
    return token(id, secret).statusCode();
  }

  private HttpResponse<String> token(String id, String secret) {
    return visitor()
        .token(
            Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret));
  }

  @Test
  void aServiceComesRenewsItsSecretAndGoes() {
    String admin = clinic.fhir().token();
    HttpResponse<String> answer = call(admin, "POST", PATH, SERVICE);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode registered = Visitor.json(answer);
    String id = registered.path("client_id").asText();
    String first = registered.path("client_secret").asText();
    assertThat(first).hasSizeGreaterThan(40);

    String token = Visitor.json(token(id, first)).path("access_token").asText();
    assertThat(visitor().fhir(token, "Patient?_count=1").statusCode()).isEqualTo(200);
    assertThat(visitor().fhir(token, "Task?_count=1").statusCode()).isEqualTo(403);
    assertThat(call(admin, "GET", PATH + "/" + id, null).body())
        .contains("Nightly")
        .doesNotContain(first);

    String second =
        Visitor.json(call(admin, "POST", PATH + "/" + id + "/secret", ""))
            .path("client_secret")
            .asText();
    assertThat(List.of(tokenStatus(id, first), tokenStatus(id, second)))
        .as("both are right while one takes the other's place")
        .containsOnly(200);
    call(admin, "POST", PATH + "/" + id + "/secret", "{\"overlap\": 0}");
    assertThat(tokenStatus(id, second)).isEqualTo(401);

    assertThat(call(admin, "DELETE", PATH + "/" + id, null).statusCode()).isEqualTo(204);
    assertThat(visitor().fhir(token, "Patient?_count=1").statusCode())
        .as("at the next call")
        .isEqualTo(401);
    assertThat(call(admin, "DELETE", PATH + "/" + id, null).statusCode()).isEqualTo(404);
  }

  @Test
  void whoIsRegisteredAnewWithASecretIsToldIt_andWhoHasNoneAnyMoreLosesIt() {
    String admin = clinic.fhir().token();
    String open =
        """
        {"client_name": "Was open", "token_endpoint_auth_method": "none", "redirect_uris": ["%s"], "scope": "openid"}"""
            .formatted(Visitor.REDIRECT);
    String id = Visitor.json(call(admin, "POST", PATH, open)).path("client_id").asText();

    JsonNode changed = Visitor.json(call(admin, "PUT", PATH + "/" + id, SERVICE));
    String secret = changed.path("client_secret").asText();
    assertThat(tokenStatus(id, secret)).isEqualTo(200);
    assertThat(call(admin, "PUT", PATH + "/" + id, SERVICE).body())
        .as("told once")
        .doesNotContain("client_secret\"");
    assertThat(tokenStatus(id, secret)).isEqualTo(200);

    call(admin, "PUT", PATH + "/" + id, open);
    assertThat(tokenStatus(id, secret)).isIn(400, 401);
    assertThat(call(admin, "POST", PATH + "/" + id + "/secret", "").statusCode()).isEqualTo(404);
  }

  @Test
  void anAppComesIsLaunchedAndGoes() {
    String admin = clinic.fhir().token();
    JsonNode app =
        Visitor.json(
            call(
                admin,
                "POST",
                PATH,
                """
                {"client_name": "Late", "token_endpoint_auth_method": "none", "redirect_uris": ["%s"],
                 "scope": "openid fhirUser offline_access user/*.rs"}"""
                    .formatted(Visitor.REDIRECT)));
    String id = app.path("client_id").asText();
    assertThat(app.has("client_secret")).isFalse();
    Visitor nora = visitor().signedIn("nora", "nora-password");
    HttpResponse<String> back =
        nora.allow(
            nora.authorize("openid offline_access user/Patient.rs", Map.of("client_id", id)), null);
    JsonNode tokens =
        Visitor.json(
            nora.token(
                Map.of(
                    "grant_type",
                    "authorization_code",
                    "code",
                    Visitor.code(back),
                    "redirect_uri",
                    Visitor.REDIRECT,
                    "code_verifier",
                    Visitor.VERIFIER,
                    "client_id",
                    id)));
    String token = tokens.path("access_token").asText();
    assertThat(nora.fhir(token, "Patient?_count=1").statusCode()).isEqualTo(200);

    call(admin, "DELETE", PATH + "/" + id, null);

    assertThat(nora.fhir(token, "Patient?_count=1").statusCode()).isEqualTo(401);
    assertThat(
            nora.token(
                    Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        tokens.path("refresh_token").asText(),
                        "client_id",
                        id))
                .statusCode())
        .isIn(400, 401);
  }

  @Test
  void nobodyElseRegistersAndWhatIsWrongIsTold() {
    String admin = clinic.fhir().token();
    assertThat(call(null, "POST", PATH, SERVICE).statusCode()).isEqualTo(401);
    assertThat(call(clinic.patientReader().token(), "POST", PATH, SERVICE).statusCode())
        .isEqualTo(403);
    String noras =
        visitor()
            .signedIn("nora", "nora-password")
            .launch("openid user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();
    assertThat(call(noras, "POST", PATH, SERVICE).statusCode()).isEqualTo(403);

    for (String body :
        List.of(
            "",
            "[]",
            "null",
            "{",
            "{}",
            "{\"redirect_uris\": [\"javascript:alert(1)\"]}",
            "{\"redirect_uris\": [\"https://app.example/cb#x\"]}",
            "{\"grant_types\": [\"password\"]}",
            "{\"grant_types\": \"client_credentials\"}",
            "{\"token_endpoint_auth_method\": \"private_key_jwt\", \"grant_types\": [\"client_credentials\"], \"jwks\": 1}",
            "{\"token_endpoint_auth_method\": 7, \"redirect_uris\": [\"https://a.example/\"]}")) {
      HttpResponse<String> refused = call(admin, "POST", PATH, body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      assertThat(refused.body())
          .as(body)
          .containsAnyOf("invalid_client_metadata", "invalid_redirect_uri");
    }
    assertThat(call(admin, "PATCH", PATH, "{}").statusCode()).isEqualTo(405);
    assertThat(call(admin, "GET", PATH + "/nobody", null).statusCode()).isEqualTo(404);
  }

  @Test
  void aPersonComesChangesAndGoes() {
    String who = "late-" + System.nanoTime();
    assertThat(user("username", who, "role", "front-desk").status())
        .as("no password")
        .isEqualTo(422);
    assertThat(user("username", who, "password", "short", "role", "front-desk").status())
        .isEqualTo(422);
    assertThat(user("username", who, "password", "long enough to be one", "role", "cook").status())
        .isEqualTo(422);
    user("username", who, "password", "long enough to be one", "role", "front-desk").accepted();

    Visitor late = visitor().signedIn(who, "long enough to be one");
    String token = late.launch("user/Patient.rs", Map.of(), null).path("access_token").asText();
    assertThat(late.fhir(token, "Patient?_count=1").statusCode()).isEqualTo(200);
    assertThat(clinic.fhir().get("/$users").body()).contains(who).doesNotContain("bcrypt");

    user("username", who, "role", "marketing").accepted();
    assertThat(late.fhir(token, "Patient?_count=1").statusCode())
        .as("the role was withdrawn")
        .isEqualTo(401);
    visitor().signedIn(who, "long enough to be one");
    user("username", who, "active", "false").accepted();
    assertThat(visitor().signIn(who, "long enough to be one").statusCode()).isEqualTo(401);
    assertThat(user("username", "nora", "role", "admin").status())
        .as("the operator's file wins")
        .isEqualTo(422);
    otherAdministrators().forEach(other -> user("username", other, "active", "false").accepted());
    assertThat(user("username", "admin", "active", "false").status())
        .as("the last administrator")
        .isEqualTo(422);
    assertThat(clinic.patientReader().get("/$users").status()).isEqualTo(403);
  }

  /** Those of other tests. */
  private List<String> otherAdministrators() {
    return clinic.fhir().get("/$users").accepted().as(Parameters.class).getParameter().stream()
        .filter(user -> told(user, "role").contains("admin"))
        .filter(user -> told(user, "active").contains("true"))
        .flatMap(user -> told(user, "username").stream())
        .filter(username -> !username.equals("admin") && !username.equals("gone"))
        .toList();
  }

  private static List<String> told(Parameters.ParametersParameterComponent user, String name) {
    return user.getPart().stream()
        .filter(part -> part.getName().equals(name))
        .map(part -> part.getValue().primitiveValue())
        .toList();
  }

  private FhirClient.Answer user(String... pairs) {
    StringBuilder parameters = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      String value =
          switch (pairs[i]) {
            case "active" -> "\"valueBoolean\": " + pairs[i + 1];
            case "role" -> "\"valueCode\": \"" + pairs[i + 1] + "\"";
            default -> "\"valueString\": \"" + pairs[i + 1] + "\"";
          };
      parameters
          .append(i == 0 ? "" : ",")
          .append("{\"name\": \"%s\", %s}".formatted(pairs[i], value));
    }
    return clinic
        .fhir()
        .send(
            "POST",
            "/$user",
            FhirClient.JSON,
            "{\"resourceType\": \"Parameters\", \"parameter\": [" + parameters + "]}");
  }
}
