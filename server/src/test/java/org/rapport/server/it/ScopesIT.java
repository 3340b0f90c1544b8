package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.it.FhirClient.Answer;

/** c, r, u, d and s mean what SMART says, for what is asked and for what comes out (T20 to T28). */
@ExtendWith(SharedClinic.class)
class ScopesIT {
  private static final String CANARY = "CANARYB";
  private static final String PATIENT = "{\"resourceType\": \"Patient\", \"active\": true}";
  private static final String JSON_PATCH = "application/json-patch+json";

  private final Clinic clinic;

  ScopesIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @BeforeEach
  void somebodyElsesRecord() {
    Patient patient = new Patient();
    patient.setId("scopes-b");
    patient.addName().setFamily(CANARY);
    patient.addIdentifier().setSystem("urn:mrn").setValue("MRN-B");
    patient.getBirthDateElement().setValueAsString("1980-01-02");
    clinic.fhir().put(patient).accepted();
    Observation observation = new Observation();
    observation.setId("scopes-o");
    observation.setStatus(Observation.ObservationStatus.FINAL);
    observation.getCode().setText("x");
    observation.setSubject(new Reference("Patient/scopes-b"));
    observation.setValue(new StringType("CANARYOBS"));
    clinic.fhir().put(observation).accepted();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "system/Patient.r | /Patient?_id=scopes-b",
        "system/Patient.s | /Patient/scopes-b",
        "system/Patient.r | /Patient/_history",
        "system/Patient.rs | /Patient?_has:Observation:patient:value-string=CANARYOBS",
        "system/Patient.rs | /Patient?_id=scopes-b&_revinclude=Observation:patient",
        "system/Patient.rs | /Patient?_sort=organization.name",
        "system/Appointment.rs | /Appointment?patient.family=CANARYB",
        "system/Appointment.rs | /Appointment?patient.birthdate=ge1975-01-01&_summary=count",
        "system/Appointment.rs | /Appointment?patient:Patient.identifier=urn:mrn%7CMRN-B",
        "system/Appointment.rs | /Appointment?_sort=patient.birthdate",
        "system/Appointment.rs |"
            + " /Appointment?_has:AppointmentResponse:appointment:patient.family=x",
        "system/Slot.rs | /Slot?schedule.actor:Location.name=Main",
        "system/Provenance.rs | /Provenance?target.family=x",
        "system/Patient.rs | /_history",
        "system/Patient.rs | /Patient/scopes-b/$timeline",
        "system/Patient.rs | /Patient/scopes-b/$access",
      })
  void whatTheScopeDoesNotReachIsRefused(String scope, String path) {
    assertForbidden(clinic.scoped(scope).get(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "system/Patient.r | /Patient/scopes-b",
        "system/Patient.r | /Patient/scopes-b/_history",
        "system/Patient.s | /Patient?_id=scopes-b",
        "system/Patient.rs system/Observation.rs |"
            + " /Patient?_has:Observation:patient:value-string=CANARYOBS",
        "system/Appointment.rs system/Patient.s | /Appointment?patient.family=CANARYB",
        "system/Patient.r system/Communication.s system/CommunicationRequest.s system/Task.s"
            + " system/Appointment.s | /Patient/scopes-b/$timeline",
      })
  void whatItReachesIsAnswered(String scope, String path) {
    Answer answer = clinic.scoped(scope).get(path);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void whoMayCreateSeesNothingOfWhatIsThere() {
    FhirClient creator = clinic.scoped("system/Patient.c");
    Map<String, String> wholly = Map.of("Prefer", "return=representation");

    assertForbidden(
        creator.send(
            "POST",
            "/Patient",
            FhirClient.JSON,
            PATIENT,
            Map.of("If-None-Exist", "_id=scopes-b", "Prefer", "return=representation")));
    Answer created = creator.send("POST", "/Patient", FhirClient.JSON, PATIENT, wholly);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body()).isEmpty();
    assertForbidden(creator.send("PUT", "/Patient/scopes-c", FhirClient.JSON, PATIENT, wholly));
    assertForbidden(
        creator.send(
            "POST",
            "/Patient",
            FhirClient.JSON,
            "{\"resourceType\": \"Patient\", \"link\": [{\"type\": \"seealso\","
                + " \"other\": {\"reference\": \"Patient?identifier=urn:mrn|MRN-B\"}}]}"));
  }

  @Test
  void whoMayUpdateNeitherCreatesNorAsks() {
    FhirClient updater = clinic.scoped("system/Patient.u");

    assertForbidden(updater.send("POST", "/Patient", FhirClient.JSON, PATIENT));
    assertForbidden(updater.delete("/Patient/scopes-b"));
    assertForbidden(
        updater.send(
            "PATCH",
            "/Patient/scopes-b",
            JSON_PATCH,
            "[{\"op\": \"test\", \"path\": \"/birthDate\", \"value\": \"1980-01-02\"}]"));
    assertForbidden(
        updater.send("PUT", "/Patient?identifier=urn:mrn%7CMRN-B", FhirClient.JSON, PATIENT));
    Answer patched = updater.send("PATCH", "/Patient/scopes-b", JSON_PATCH, "[]");
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.body()).doesNotContain(CANARY);
  }

  @Test
  void whoMayUpdateCreatesByAnUpdateToo() {
    String id = "scopes-" + System.nanoTime();
    Answer put =
        clinic
            .scoped("system/Patient.u")
            .send(
                "PUT",
                "/Patient/" + id,
                FhirClient.JSON,
                "{\"resourceType\": \"Patient\", \"id\": \"" + id + "\"}");

    assertThat(put.status()).as(put.body()).isEqualTo(201);
  }

  @Test
  void theEntriesOfABatchAreHeldToItAlone() {
    Bundle answers =
        clinic
            .scoped("system/Patient.rs")
            .send(
                "POST",
                "",
                FhirClient.JSON,
                """
                {"resourceType": "Bundle", "type": "batch", "entry": [
                  {"request": {"method": "GET", "url": "Patient?family=nosuch"}},
                  {"request": {"method": "GET", "url": "Observation/scopes-o"}},
                  {"request": {"method": "GET", "url": "Patient/x/$everything"}},
                  {"resource": {"resourceType": "Patient"}},
                  {"request": {"method": "POST", "url": "Patient"},
                   "resource": {"resourceType": "Patient"}}]}\
                """)
            .accepted()
            .as(Bundle.class);

    assertThat(answers.getEntry())
        .extracting(entry -> entry.getResponse().getStatus().substring(0, 3))
        .containsExactly("200", "403", "404", "400", "403");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient/scopes-b/$expunge",
        "/Patient/scopes-b/$meta-delete",
        "/Patient/scopes-b/$diff",
        "/Patient/$hapi.fhir.merge",
        "/$hapi.fhir.replace-references",
        "/$mark-all-resources-for-reindexing",
        "/$perform-reindexing-pass",
        "/$get-resource-counts",
        "/$reindex",
      })
  void whatGoesRoundOurRulesIsNotThereEvenForWhoMayDoAll(String operation) {
    Answer answer =
        clinic
            .fhir()
            .send("POST", operation, FhirClient.JSON, "{\"resourceType\": \"Parameters\"}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.outcome().getIssue()).isNotEmpty();
  }

  @Test
  void aRevokedTokenIsOfNoUseAtTheNextCall() {
    FhirClient client = clinic.scoped("system/Patient.rs");
    assertThat(client.aboutToken("introspect").body())
        .contains("\"active\":true", "system/Patient.rs", "/fhir");

    assertThat(client.aboutToken("revoke").status()).isEqualTo(200);

    assertThat(client.get("/Patient/scopes-b").status()).isEqualTo(401);
    assertThat(client.aboutToken("introspect").body()).isEqualTo("{\"active\":false}");
  }

  @Test
  void aSubscriptionToAQueryIsRefused() {
    Answer answer =
        clinic
            .fhir()
            .send(
                "POST",
                "/Subscription",
                FhirClient.JSON,
                """
                {"resourceType": "Subscription", "status": "requested", "reason": "x",
                 "criteria": "Patient?", "channel": {"type": "rest-hook",
                 "endpoint": "http://127.0.0.1:1/hook", "header": ["Authorization: Bearer x"]}}\
                """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.outcome().getIssueFirstRep().getExpression())
        .extracting(Object::toString)
        .containsExactly("Subscription.criteria");
  }

  @Test
  void theMetadataDocumentNamesOnlyWhatIsThere() {
    Answer document =
        clinic
            .fhir()
            .anonymous("GET", "/.well-known/oauth-authorization-server", "application/json", null);

    assertThat(document.status()).isEqualTo(200);
    assertThat(document.body())
        .contains("client_credentials", "authorization_code")
        .doesNotContain("device", "implicit", "\"plain\"", "tls_client", "dpop");
  }

  private static void assertForbidden(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).isNotBlank();
    assertThat(answer.body()).doesNotContain(CANARY);
  }
}
