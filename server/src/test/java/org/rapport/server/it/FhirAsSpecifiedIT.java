package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.it.FhirClient.Answer;

/** FHIR as the specification says it, where HAPI's defaults or ours said otherwise. */
@ExtendWith(SharedClinic.class)
class FhirAsSpecifiedIT {
  private static final String MASKED =
      "{\"extension\": [{\"url\": \"http://hl7.org/fhir/StructureDefinition/data-absent-reason\","
          + " \"valueCode\": \"masked\"}]}";

  private final Clinic clinic;
  private final FhirClient fhir;

  FhirAsSpecifiedIT(Clinic clinic) {
    this.clinic = clinic;
    this.fhir = clinic.fhir();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W/\"1\" | 412",
        "\"1\" | 412",
        "W/\"abc\" | 412",
        "W/\"2\" | 200",
        "W/\"1\", W/\"2\" | 200",
        "* | 200",
        "2 | 200",
        "junk | 400",
      })
  void ifMatchIsHeld(String condition, int status) {
    String id = "if-match-" + UUID.randomUUID();
    String patient = "{\"resourceType\": \"Patient\", \"id\": \"" + id + "\", \"gender\": \"%s\"}";
    for (String gender : List.of("male", "female")) {
      fhir.send("PUT", "/Patient/" + id, FhirClient.JSON, patient.formatted(gender)).accepted();
    }

    Answer answer =
        fhir.send(
            "PUT",
            "/Patient/" + id,
            FhirClient.JSON,
            patient.formatted("other"),
            Map.of("If-Match", condition));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: application/fhir+json\r\n",
        "Content-Type: application/fhir+xml\r\n"
      })
  void anOperationWithoutInputIsTakenWithoutABody(String type) throws IOException {
    for (String operation : List.of("/$clock", "/CommunicationRequest/nobody/$approve")) {
      String request =
          "POST /fhir%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%sContent-Length: 0\r\n"
                  .formatted(operation, fhir.token(), type)
              + "Connection: close\r\n\r\n";
      try (RawHttp raw = new RawHttp(clinic.process().port())) {
        String answer = raw.send(request).answer();

        assertThat(answer)
            .startsWith(operation.equals("/$clock") ? "HTTP/1.1 200" : "HTTP/1.1 404");
        assertThat(answer).doesNotContain("HAPI-0450", "Content-Type header");
      }
    }
  }

  @Test
  void ifMatchNeverCreates() {
    String patient = "{\"resourceType\": \"Patient\", \"id\": \"if-match-none\"}";

    for (String condition : List.of("*", "W/\"1\"")) {
      assertThat(
              fhir.send(
                      "PUT",
                      "/Patient/if-match-none",
                      FhirClient.JSON,
                      patient,
                      Map.of("If-Match", condition))
                  .status())
          .isEqualTo(412);
    }
    assertThat(fhir.get("/Patient/if-match-none").status()).isEqualTo(404);
    Answer batch =
        fhir.send(
            "POST",
            "",
            FhirClient.JSON,
            """
            {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": %s,
              "request": {"method": "PUT", "url": "Patient/if-match-none", "ifMatch": "W/\\"1\\""}}]}"""
                .formatted(patient));
    assertThat(batch.body()).contains("412");
    assertThat(fhir.get("/Patient/if-match-none").status()).isEqualTo(404);
  }

  @Test
  void fhirPathPatchChoosesByWhere() {
    fhir.send(
            "PUT",
            "/Patient/patch-p",
            FhirClient.JSON,
            """
            {"resourceType": "Patient", "id": "patch-p", "telecom": [
              {"system": "phone", "value": "+12125559021"}, {"system": "email", "value": "a@example.org"}]}""")
        .accepted();
    fhir.send(
            "PUT",
            "/Appointment/patch-a",
            FhirClient.JSON,
            """
            {"resourceType": "Appointment", "id": "patch-a", "status": "proposed", "participant": [
              {"actor": {"display": "x"}, "status": "needs-action"},
              {"actor": {"reference": "Patient/patch-p"}, "status": "needs-action"}]}""")
        .accepted();

    Patient patient =
        patch(
                "/Patient/patch-p",
                "Patient.telecom.where(system = 'email').value",
                "valueString",
                "b@example.org")
            .accepted()
            .as(Patient.class);
    Appointment visit =
        patch(
                "/Appointment/patch-a",
                "Appointment.participant.where(actor.reference = 'Patient/patch-p').status",
                "valueCode",
                "accepted")
            .accepted()
            .as(Appointment.class);

    assertThat(patient.getTelecom().get(1).getValue()).isEqualTo("b@example.org");
    assertThat(visit.getParticipant().get(0).getStatus().toCode()).isEqualTo("needs-action");
    assertThat(visit.getParticipant().get(1).getStatus().toCode()).isEqualTo("accepted");
    assertThat(
            patch(
                    "/Patient/patch-p",
                    "Patient.telecom.where(system = 'fax').value",
                    "valueString",
                    "x")
                .status())
        .isEqualTo(400);
  }

  private Answer patch(String resource, String path, String type, String value) {
    return fhir.send(
        "PATCH",
        resource,
        FhirClient.JSON,
        """
        {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
          {"name": "type", "valueCode": "replace"}, {"name": "path", "valueString": "%s"},
          {"name": "value", "%s": "%s"}]}]}"""
            .formatted(path, type, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\": \"Patient\", \"telecom\": [{\"system\": \"phone\", \"_value\": %s}]}",
        "{\"resourceType\": \"Patient\", \"telecom\": [{\"_system\": %s, \"value\": \"+14165550101\"}]}",
        "{\"resourceType\": \"Patient\", \"_active\": %s}",
        "{\"resourceType\": \"Patient\", \"_deceasedBoolean\": %s}",
        "{\"resourceType\": \"Patient\", \"_deceasedDateTime\": %s}",
        "{\"resourceType\": \"Patient\", \"_birthDate\": %s, \"name\": [{\"_family\": %1$s, \"_text\": %1$s}]}",
        "{\"resourceType\": \"Patient\", \"identifier\": [{\"system\": \"urn:x\", \"_value\": %s}]}",
        "{\"resourceType\": \"Patient\", \"communication\": [{\"language\": {\"coding\": [{\"_code\": %s}]}}]}",
        "{\"resourceType\": \"Patient\", \"meta\": {\"security\": [{\"system\": \"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\", \"_code\": %s}]}}",
        "{\"resourceType\": \"Patient\", \"telecom\": [{\"system\": \"phone\", \"value\": \"+12125559014\", \"extension\": [{\"url\": \"https://rapport.example.org/fhir/StructureDefinition/confidential-contact\", \"_valueBoolean\": %s}]}]}",
        "{\"resourceType\": \"Appointment\", \"status\": \"booked\", \"_start\": %s, \"participant\": [{\"actor\": {\"display\": \"x\"}, \"status\": \"accepted\"}]}",
        "{\"resourceType\": \"Appointment\", \"status\": \"booked\", \"start\": \"2031-03-09T15:00:00Z\", \"_end\": %s, \"_comment\": %1$s, \"_minutesDuration\": %1$s, \"participant\": [{\"actor\": {\"display\": \"x\"}, \"status\": \"accepted\"}]}",
        "{\"resourceType\": \"Location\", \"_name\": %s, \"position\": {\"_longitude\": %1$s, \"_latitude\": %1$s}}",
        "{\"resourceType\": \"Slot\", \"schedule\": {\"display\": \"x\"}, \"status\": \"free\", \"_start\": %s, \"_end\": %1$s}",
        "{\"resourceType\": \"HealthcareService\", \"_active\": %s, \"_name\": %1$s}",
        "{\"resourceType\": \"PractitionerRole\", \"_active\": %s}",
        "{\"resourceType\": \"RelatedPerson\", \"patient\": {\"display\": \"x\"}, \"_active\": %s, \"_birthDate\": %1$s}",
        "{\"resourceType\": \"Task\", \"status\": \"requested\", \"intent\": \"order\", \"_authoredOn\": %s, \"_priority\": %1$s}",
        "{\"resourceType\": \"Communication\", \"status\": \"completed\", \"_sent\": %s, \"_received\": %1$s}",
      })
  void whatIsMaskedIsStored(String resource) {
    String json = resource.formatted(MASKED);
    String type = json.replaceAll(".*?\"resourceType\": \"(\\w+)\".*", "$1");

    Answer answer = fhir.send("POST", "/" + type, FhirClient.JSON, json);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    // Nobody else suffers from it: a service without a name once ended every form.
    Answer form =
        fhir.anonymous(
            "POST",
            "/forms/appointment-request",
            "application/json",
            "{\"given\": \"Mara\", \"email\": \"mara@example.org\"}");
    assertThat(form.status()).as(form.body()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fr-CA", "es-419", "zh-Hant", "vi", "tl", "ht", "so", "hmn", "en-CA", "i-klingon"})
  void everyLanguageIsALanguage(String tag) {
    assertThat(
            fhir.send(
                    "POST",
                    "/Patient",
                    FhirClient.JSON,
                    "{\"resourceType\": \"Patient\", \"communication\": [{\"language\": {\"coding\":"
                        + " [{\"system\": \"urn:ietf:bcp:47\", \"code\": \""
                        + tag
                        + "\"}]}}]}")
                .status())
        .isEqualTo(201);
  }

  @Test
  void onlyRequiredBindingsRefuse() {
    String patient =
        "{\"resourceType\": \"Patient\", \"identifier\": [{\"type\": {\"coding\": [{\"system\":"
            + " \"http://terminology.hl7.org/CodeSystem/v2-0203\", \"code\": \"EPI\"}]}, \"value\": \"1\"}]}";
    String noShow =
        "{\"resourceType\": \"Appointment\", \"status\": \"%s\", \"cancelationReason\": {\"text\": \"x\"},"
            + " \"participant\": [{\"actor\": {\"display\": \"x\"}, \"status\": \"accepted\"}]}";

    assertThat(fhir.send("POST", "/Patient", FhirClient.JSON, patient).status()).isEqualTo(201);
    assertThat(
            fhir.send("POST", "/Appointment", FhirClient.JSON, noShow.formatted("noshow")).status())
        .isEqualTo(201);
    assertThat(
            fhir.send("POST", "/Appointment", FhirClient.JSON, noShow.formatted("booked")).status())
        .isEqualTo(422);
    assertThat(
            fhir.send(
                    "POST",
                    "/Patient",
                    FhirClient.JSON,
                    "{\"resourceType\": \"Patient\", \"gender\": \"blue\"}")
                .status())
        .isBetween(400, 422);
  }

  @Test
  void whatWasWrittenComesBackAsItWas() {
    String observation =
        """
        {"resourceType": "Observation", "id": "424242", "status": "final", "code": {"text": "x"},
         "contained": [{"resourceType": "Provenance", "id": "p", "recorded": "2020-01-01T00:00:00Z",
           "target": [{"reference": "Observation/424242/_history/1"}], "agent": [{"who": {"display": "x"}}]}],
         "hasMember": [{"display": "x"}]}""";

    fhir.send("PUT", "/Observation/424242", FhirClient.JSON, observation).accepted();

    assertThat(fhir.get("/Observation/424242").body())
        .contains("\"id\":\"424242\"", "Observation/424242/_history/1");
    assertThat(
            fhir.send(
                    "PATCH",
                    "/Observation/424242",
                    "application/json-patch+json",
                    "[{\"op\": \"replace\", \"path\": \"/id\", \"value\": \"6\"}]")
                .status())
        .isEqualTo(400);
  }

  @Test
  void aWrongMethodIsToldInWords() {
    Answer webhook = fhir.anonymous("PUT", "/webhooks/sms", "application/json", "{}");
    Answer nothing = fhir.anonymous("GET", "/nothing", "application/json", null);

    assertThat(webhook.status()).isEqualTo(405);
    assertThat(webhook.body()).contains("\"errors\"");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.body()).contains("\"errors\"");
  }

  @Test
  void aSummaryOfTextIsAResource() {
    fhir.send(
            "PUT",
            "/Patient/summary-text",
            FhirClient.JSON,
            "{\"resourceType\": \"Patient\", \"id\": \"summary-text\", \"active\": true}")
        .accepted();

    Answer answer = fhir.get("/Patient/summary-text?_summary=text");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.as(Patient.class).getIdElement().getIdPart()).isEqualTo("summary-text");
  }

  @Test
  void headIsAnsweredWhereverGetIs() {
    for (String path : List.of("/Patient?_count=1", "/metadata", "/Patient/none")) {
      assertThat(fhir.send("HEAD", path, FhirClient.JSON, null).status())
          .isEqualTo(fhir.get(path).status());
    }
    for (String path : List.of("/forms/appointment-request", "/u/" + "a".repeat(43))) {
      assertThat(fhir.anonymous("HEAD", path, "text/html", null).status())
          .isEqualTo(fhir.anonymous("GET", path, "text/html", null).status());
    }
  }
}
