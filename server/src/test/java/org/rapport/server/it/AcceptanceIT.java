package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows of docs/security-acceptance.md that are nobody else's. */
@ExtendWith(SharedClinic.class)
class AcceptanceIT {
  private static final String EVIL = "https://evil.example";

  private final Clinic clinic;

  AcceptanceIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return new Visitor(clinic.process().base());
  }

  private static String allowed(HttpResponse<String> answer) {
    return answer.headers().firstValue("Access-Control-Allow-Origin").orElse("");
  }

  @Test
  void t15_pagesOfRegisteredAppsMayCallAndNoOthers() {
    String app = "http://127.0.0.1:8999";
    for (String path : List.of("/fhir/metadata", "/fhir/.well-known/smart-configuration")) {
      assertThat(allowed(visitor().preflight(path, EVIL, "GET"))).as(path).isIn("*", EVIL);
    }
    for (String path : List.of("/fhir/Patient/app-a", "/oauth2/token", "/fhir/Patient")) {
      HttpResponse<String> apps = visitor().preflight(path, app, "POST");
      assertThat(allowed(apps)).as(path).isEqualTo(app);
      assertThat(apps.headers().firstValue("Access-Control-Max-Age")).as(path).isPresent();
      assertThat(apps.headers().firstValue("Access-Control-Allow-Credentials")).as(path).isEmpty();
      for (String other : List.of(EVIL, "null", app + ".evil.example", "https://127.0.0.1:8999")) {
        assertThat(allowed(visitor().preflight(path, other, "POST"))).as(path + other).isEmpty();
      }
    }
    assertThat(allowed(visitor().preflight("/login", app, "POST"))).isEmpty();
  }

  @Test
  void t16_introspectionWantsAClientAndTellsNothingOfWhatIsNone() {
    assertThat(visitor().post("/oauth2/introspect", List.of(Map.entry("token", "x"))).statusCode())
        .isEqualTo(401);
    List<String> answers = new ArrayList<>();
    for (String token :
        List.of("x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "\u0000", "x".repeat(9000))) {
      HttpResponse<String> answer =
          visitor()
              .post(
                  "/oauth2/introspect",
                  List.of(
                      Map.entry("token", token),
                      Map.entry("client_id", RapportProcess.CLIENT),
                      Map.entry("client_secret", RapportProcess.SECRET)));
      assertThat(answer.statusCode()).as(token).isIn(200, 400);
      if (answer.statusCode() == 200) {
        answers.add(answer.body());
      }
    }
    assertThat(answers).isNotEmpty().containsOnly("{\"active\":false}");
  }

  @Test
  void t41_nothingThatAResourceNamesIsFetched() {
    String there = clinic.issuer().address() + IssuerPeer.NOBODYS;
    int before = clinic.issuer().asked(IssuerPeer.NOBODYS);
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put(
        "Patient",
        "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"%1$s\"]},\"implicitRules\":\"%1$s\",\"photo\":[{\"url\":\"%1$s\",\"contentType\":\"image/png\"}]}");
    bodies.put(
        "Patient/$validate?profile=" + there, "{\"resourceType\":\"Patient\",\"active\":true}");
    bodies.put(
        "Task",
        "{\"resourceType\":\"Task\",\"status\":\"requested\",\"intent\":\"order\",\"focus\":{\"reference\":\"%1$s/Patient/1\"},\"instantiatesUri\":\"%1$s\"}");
    bodies.put(
        "Questionnaire",
        "{\"resourceType\":\"Questionnaire\",\"status\":\"draft\",\"derivedFrom\":[\"%1$s\"],\"item\":[{\"linkId\":\"a\",\"type\":\"choice\",\"answerValueSet\":\"%1$s\"}]}");
    bodies.put(
        "ValueSet/$expand",
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueUri\":\"%1$s\"}]}");
    bodies.put(
        "Communication",
        "{\"resourceType\":\"Communication\",\"status\":\"completed\",\"payload\":[{\"contentAttachment\":{\"url\":\"%1$s\"}}],\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><img src=\\\"%1$s\\\"/></div>\"}}");
    bodies.put(
        "Subscription",
        "{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":\"x\",\"criteria\":\"Patient?\",\"channel\":{\"type\":\"rest-hook\",\"endpoint\":\"%1$s\"}}");
    bodies.forEach(
        (path, body) ->
            assertThat(
                    clinic
                        .fhir()
                        .send("POST", "/" + path, FhirClient.JSON, body.formatted(there))
                        .status())
                .as(path)
                .isLessThan(500));
    assertThat(
            clinic
                .fhir()
                .send(
                    "POST",
                    "/Patient",
                    "application/fhir+xml",
                    "<Patient xmlns=\"http://hl7.org/fhir\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://hl7.org/fhir %s\"><active value=\"true\"/></Patient>"
                        .formatted(there))
                .status())
        .isLessThan(500);

    assertThat(clinic.issuer().asked(IssuerPeer.NOBODYS)).isEqualTo(before);
  }

  @Test
  void t46_whatIsSearchedForIsAValueAndNothingElse() {
    List<String> values =
        List.of(
            "'",
            "\"",
            "\\",
            "%",
            "_",
            "$",
            "|",
            ",",
            "';drop table rapport.account;--",
            "1 or 1=1",
            "\u2028",
            "\ud83d\ude00",
            "(a+)+$",
            "AND OR NOT",
            "*:*",
            "{{7*7}}",
            "${7*7}",
            "..%2f..",
            "$,|\\,",
            "lt",
            "ge2027-99-99",
            "1e999999",
            "Patient/../Task/1",
            "\t\r\n");
    List<String> parameters =
        List.of(
            "name",
            "family:exact",
            "family:contains",
            "identifier",
            "birthdate",
            "phone",
            "_id",
            "_lastUpdated",
            "_tag",
            "_profile",
            "_content",
            "_text",
            "_sort",
            "_count",
            "_include",
            "general-practitioner",
            "gender",
            "_has:Task:patient:status",
            "_filter",
            "_elements",
            "_summary",
            "_total");
    Map<String, Integer> failed = new LinkedHashMap<>();
    Visitor visitor = visitor();
    for (String parameter : parameters) {
      for (String value : values) {
        HttpResponse<String> answer =
            visitor.fhir(
                clinic.fhir().token(),
                "Patient?" + Visitor.encode(parameter) + "=" + Visitor.encode(value));
        if (answer.statusCode() >= 500 || answer.body().contains("org.postgresql")) {
          failed.put(parameter + "=" + value, answer.statusCode());
        }
      }
    }
    assertThat(failed).isEmpty();
  }

  @Test
  void t60_ofFiftyAtOnceOneWins() throws Exception {
    String identifier = "once-" + System.nanoTime();
    String body =
        "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:t60\",\"value\":\"%s\"}]}"
            .formatted(identifier);
    String query = "Patient?identifier=urn:t60%7C" + identifier;
    List<Integer> created =
        atOnce(
            () ->
                visitor()
                    .conditional(
                        clinic.fhir().token(),
                        "POST",
                        "Patient",
                        "If-None-Exist",
                        "identifier=urn:t60|" + identifier,
                        body)
                    .statusCode());
    assertThat(created)
        .allMatch(status -> status == 201 || status == 200 || status == 409 || status == 412);
    assertThat(clinic.fhir().get("/" + query + "&_summary=count").body()).contains("\"total\":1");

    String id = "t60-" + System.nanoTime();
    clinic
        .fhir()
        .send(
            "PUT",
            "/Patient/" + id,
            FhirClient.JSON,
            "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}")
        .accepted();
    List<Integer> changed =
        atOnce(
            () ->
                visitor()
                    .conditional(
                        clinic.fhir().token(),
                        "PUT",
                        "Patient/" + id,
                        "If-Match",
                        "W/\"1\"",
                        "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"gender\":\"other\",\"multipleBirthInteger\":%d}"
                            .formatted(id, (int) (Math.random() * 1_000_000)))
                    .statusCode());
    assertThat(Collections.frequency(changed, 200)).isEqualTo(1);
    assertThat(changed).allMatch(status -> status == 200 || status == 409 || status == 412);
  }

  private static List<Integer> atOnce(Callable<Integer> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(50);
    try {
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> one : pool.invokeAll(Collections.nCopies(50, call))) {
        statuses.add(one.get());
      }
      return statuses;
    } finally {
      pool.shutdownNow();
    }
  }
}
