package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.it.FhirClient.Answer;

/** One bounded way in: what is refused before it is parsed, and who waits for nobody. */
@ExtendWith(SharedClinic.class)
class FrontDoorIT {
  private static final String PATIENT = "{\"resourceType\": \"Patient\", \"active\": true}";

  private final Clinic clinic;
  private final FhirClient fhir;

  FrontDoorIT(Clinic clinic) {
    this.clinic = clinic;
    this.fhir = clinic.fhir();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/forms/appointment-request | application/fhir+json | {\"resourceType\":\"QuestionnaireResponse\",\"item\":[{\"linkId\":\"a\",\"answer\":[{\"valueDecimal\":1e999999999}]}]}",
        "/events | application/json | {\"type\":\"click\",\"lead\":1e600000}",
        "/events | application/json | {\"lead\":\"a\\u0000b\"}",
        "/forms/appointment-request | application/x-www-form-urlencoded | a%00b=1&given=x",
        "/forms/appointment-request | application/x-www-form-urlencoded | given=%ff%fe",
        "/forms/appointment-request | application/json; charset=klingon | {}",
      })
  void publicBodiesAreRefusedInTheirDialect(String path, String type, String body) {
    Answer answer = fhir.anonymous("POST", path, type, body);

    assertThat(answer.status()).as(answer.body()).isBetween(400, 422);
    assertThat(answer.body()).contains("\"errors\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation?value-quantity=1e999999999",
        "/Observation?value-quantity=1e600000%7C%7C",
        "/Encounter?length=1e600000",
        "/Patient?_has:Observation:patient:value-quantity=1e99999",
        "/Patient?family=%00",
        "/Patient?family=%ff%fe",
        "/Patient?_offset=-5",
        "/Patient?_count=abc",
        "/Patient?_filter=((((",
        "/Patient?_include=a:b:c:d&_offset=-5",
        "/Patient/x/_history/99999999999999999999",
        "/Patient/x/$timeline?_count=abc",
        "/Location?near=1%7C2%7C3%7C4%7Cx",
        "/Location?near=999%7C999%7C1e99%7Ckm",
        "/Appointment?date=ge2020-13-45",
        "/Patient?_getpages=../../x",
      })
  void searchValuesAreBounded(String path) {
    Answer answer = fhir.get(path);

    assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
    assertThat(answer.outcome().getIssueFirstRep().getDiagnostics())
        .isNotBlank()
        .doesNotContain("SQL", "Exception", "org.", "HAPI-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /fhir/Pat\u0001ient HTTP/1.1",
        "GET /fhir//Patient HTTP/1.1",
        "GET /fhir/Patient;x=1 HTTP/1.1",
        "GET /fhir/Patient?x=%a HTTP/1.1",
      })
  void whatTheContainerRefusesIsAnOutcomeToo(String line) throws IOException {
    try (RawHttp http = new RawHttp(clinic.process().port())) {
      String answer = http.send(line + "\r\nHost: x\r\nConnection: close\r\n\r\n").answer();

      assertThat(answer).startsWith("HTTP/1.1 4").contains("OperationOutcome");
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("<html");
    }
  }

  @Test
  void aUrlHasABound() throws IOException {
    try (RawHttp http = new RawHttp(clinic.process().port())) {
      assertThat(
              http.send("GET /fhir/Patient?x=" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n").answer())
          .startsWith("HTTP/1.1 4")
          .contains("OperationOutcome");
    }
  }

  @Test
  void whatPeopleLeaveRawInAQueryIsSearched() throws IOException {
    try (RawHttp http = new RawHttp(clinic.process().port())) {
      String answer =
          http.send(
                  "GET /fhir/Patient?identifier=urn:x|{1}^[2]\"3\" HTTP/1.1\r\nHost: x\r\n"
                      + "Authorization: Bearer "
                      + fhir.token()
                      + "\r\nConnection: close\r\n\r\n")
              .answer();

      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aChunkedBodyIsABody() throws IOException {
    assertThat(
            chunked(
                "/forms/appointment-request",
                "application/x-www-form-urlencoded",
                "given=Chu&email=chunked@example.org",
                ""))
        .startsWith("HTTP/1.1 201");
    assertThat(
            chunked(
                "/oauth2/token",
                "application/x-www-form-urlencoded",
                "grant_type=client_credentials&client_id="
                    + RapportProcess.CLIENT
                    + "&client_secret="
                    + RapportProcess.SECRET,
                ""))
        .startsWith("HTTP/1.1 200");
    assertThat(
            chunked(
                "/fhir/Patient",
                FhirClient.JSON,
                PATIENT,
                "Authorization: Bearer " + fhir.token() + "\r\n"))
        .startsWith("HTTP/1.1 201");
  }

  private String chunked(String path, String type, String body, String headers) throws IOException {
    try (RawHttp http = new RawHttp(clinic.process().port())) {
      return http.send(
              "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n%sTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                  .formatted(path, type, headers))
          .chunks(body.getBytes(StandardCharsets.UTF_8))
          .answer();
    }
  }

  /** In one segment with its head or after it, whole or in pieces, larger than a head may be. */
  @ParameterizedTest
  @CsvSource({"0,1,0", "0,2,0", "60,1,0", "60,2,0", "60,5,0", "60,1,20000", "0,3,200000"})
  void aBodyIsTheSameHoweverItArrives(int headPart, int parts, int padding) throws Exception {
    byte[] body =
        "{\"resourceType\": \"Patient\", \"name\": [{\"family\": \"%s\", \"given\": [\"End\"]}]}"
            .formatted("x".repeat(padding))
            .replace("xx", "ab")
            .getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+json\r\n"
                + "Authorization: Bearer "
                + fhir.token()
                + "\r\nConnection: close\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    int first = Math.min(headPart, body.length);
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    together.write(head);
    together.write(body, 0, first);
    try (RawHttp http = new RawHttp(clinic.process().port())) {
      http.send(together.toByteArray());
      int each = (body.length - first) / parts + 1;
      for (int from = first; from < body.length; from += each) {
        http.send(Arrays.copyOfRange(body, from, Math.min(body.length, from + each)));
        Thread.yield();
      }
      String answer = http.answer();

      assertThat(answer).startsWith("HTTP/1.1 201").contains("End");
      assertThat(answer.length()).isGreaterThan(padding);
    }
  }

  @Test
  void aFormInPartsIsAForm() {
    Answer answer =
        fhir.anonymous(
            "POST",
            "/forms/appointment-request",
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"given\"\r\n\r\nMona\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nmona@example.org\r\n--b--\r\n");

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }

  @Test
  void packedBodiesAreCountedWhileTheyAreUnpacked() throws IOException {
    assertThat(fhirBytes(gzip(PATIENT.getBytes(StandardCharsets.UTF_8)), "gzip"))
        .startsWith("HTTP/1.1 201");
    assertThat(fhirBytes(gzip(new byte[60_000_000]), "gzip")).startsWith("HTTP/1.1 413");
    assertThat(fhirBytes(new byte[] {1, 2, 3}, "gzip")).startsWith("HTTP/1.1 400");
    assertThat(fhirBytes(new byte[] {1, 2, 3}, "br")).startsWith("HTTP/1.1 415");
  }

  private String fhirBytes(byte[] body, String encoding) throws IOException {
    try (RawHttp http = new RawHttp(clinic.process().port())) {
      return http.send(
              "POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+json\r\n"
                  + "Authorization: Bearer "
                  + fhir.token()
                  + "\r\nContent-Encoding: "
                  + encoding
                  + "\r\nContent-Length: "
                  + body.length
                  + "\r\nConnection: close\r\n\r\n")
          .send(body)
          .answer();
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16", "windows-1252"})
  void aDeclaredCharsetIsRead(String charset) throws IOException {
    byte[] body =
        "{\"resourceType\": \"Patient\", \"name\": [{\"family\": \"Élan\"}]}"
            .getBytes(Charset.forName(charset));
    try (RawHttp http = new RawHttp(clinic.process().port())) {
      String answer =
          http.send(
                  "POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+json; charset="
                      + charset
                      + "\r\nAuthorization: Bearer "
                      + fhir.token()
                      + "\r\nContent-Length: "
                      + body.length
                      + "\r\nConnection: close\r\n\r\n")
              .send(body)
              .answer();

      assertThat(answer).startsWith("HTTP/1.1 201").contains("Élan");
    }
  }

  @Test
  void whoMayNotWriteIsNotRead() {
    Answer answer =
        clinic.scoped("system/Slot.r").send("POST", "/Basic", FhirClient.JSON, "{".repeat(1000));

    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void anEncodedLetterChangesNothingAboutWhoMaySend() throws IOException {
    try (RawHttp http = new RawHttp(clinic.process().port())) {
      assertThat(
              http.send(
                      "POST /%66orms/appointment-request HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\n"
                          + "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                  .answer())
          .startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void slowAndIdleConnectionsKeepNobodyWaiting() throws IOException {
    List<RawHttp> held = new ArrayList<>();
    try {
      for (int i = 0; i < 110; i++) {
        held.add(
            new RawHttp(clinic.process().port())
                .send(
                    "POST /event%73 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{"));
      }
      for (int i = 0; i < 140; i++) {
        held.add(new RawHttp(clinic.process().port()));
      }
      for (int i = 0; i < 60; i++) {
        // Asks for more than a megabyte and reads none of it.
        held.add(
            new RawHttp(clinic.process().port())
                .send("GET /fhir/metadata HTTP/1.1\r\nHost: x\r\n\r\n"));
      }

      assertThat(fhir.anonymous("GET", "/actuator/health/readiness", "*/*", null).status())
          .isEqualTo(200);
      assertThat(fhir.send("POST", "/Patient", FhirClient.JSON, PATIENT).status()).isEqualTo(201);
      assertThat(
              fhir.anonymous(
                      "POST",
                      "/forms/appointment-request",
                      "application/json",
                      "{\"given\": \"Prompt\", \"email\": \"prompt@example.org\"}")
                  .status())
          .isEqualTo(201);
      assertThat(held.get(0).answer()).startsWith("HTTP/1.1 408");
    } finally {
      for (RawHttp each : held) {
        each.close();
      }
    }
  }

  @Test
  void wrongSecretsAreSlowedDown() {
    int last = 0;
    for (int i = 0; i < 15 && last != 429; i++) {
      Answer answer =
          fhir.webhook(
              "/oauth2/token",
              "grant_type=client_credentials&client_id=nobody&client_secret=x" + i,
              Map.of());
      last = answer.status();
    }

    assertThat(last).isEqualTo(429);
  }
}
