package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.it.FhirClient.Answer;

/**
 * Writes that say under which condition: conditional update with an id in the body, and
 * If-None-Match, which users of other servers report as taken and not obeyed.
 */
@ExtendWith(SharedClinic.class)
class ConditionalWritesIT {
  private final FhirClient fhir;
  private final String key = UUID.randomUUID().toString();
  private final String url = "/Patient?identifier=urn:conditional%7C" + key;

  ConditionalWritesIT(Clinic clinic) {
    this.fhir = clinic.fhir();
  }

  @ParameterizedTest
  @ValueSource(strings = {FhirClient.JSON, "application/json", "APPLICATION/FHIR+JSON"})
  void whenNothingMatches_thenItIsCreatedByItsId(String type) {
    Answer answer = fhir.send("PUT", url, type, patient("c-" + key));

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.as(Patient.class).getIdPart()).isEqualTo("c-" + key);
  }

  @Test
  void whenTheMatchHasAnotherId_thenItIsRefused() {
    fhir.send("PUT", url, FhirClient.JSON, patient("c-" + key)).accepted();

    Answer other = fhir.send("PUT", url, FhirClient.JSON, patient("other-" + key));
    Answer right = fhir.send("PUT", url, FhirClient.JSON, patient("c-" + key));
    Answer none =
        fhir.send(
            "PUT",
            url,
            FhirClient.JSON,
            patient("x").replace("\"id\": \"x\",", "\"gender\": \"male\","));

    assertThat(other.status()).as(other.body()).isEqualTo(400);
    assertThat(right.status()).as(right.body()).isEqualTo(200);
    assertThat(none.as(Patient.class).getIdPart()).isEqualTo("c-" + key);
    assertThat(fhir.get("/Patient/other-" + key).status()).isEqualTo(404);
  }

  @Test
  void ifNoneMatchWritesOnlyWhatIsNotThere() {
    String address = "/Patient/n-" + key;
    Map<String, String> none = Map.of("If-None-Match", "*");

    Answer first = fhir.send("PUT", address, FhirClient.JSON, patient("n-" + key), none);
    Answer second =
        fhir.send(
            "PUT", address, FhirClient.JSON, patient("n-" + key).replace("Fox", "Wolf"), none);

    assertThat(first.status()).as(first.body()).isEqualTo(201);
    assertThat(second.status()).as(second.body()).isEqualTo(412);
    assertThat(fhir.get(address).as(Patient.class).getNameFirstRep().getFamily()).isEqualTo("Fox");
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "transaction"})
  void ifNoneMatchIsHeldInBundles(String type) {
    fhir.send("PUT", "/Patient/n-" + key, FhirClient.JSON, patient("n-" + key)).accepted();

    Answer answer =
        fhir.send(
            "POST",
            "",
            FhirClient.JSON,
            """
            {"resourceType": "Bundle", "type": "%s", "entry": [{"resource": %s,
              "request": {"method": "PUT", "url": "Patient/n-%s", "ifNoneMatch": "*"}}]}"""
                .formatted(type, patient("n-" + key).replace("Fox", "Wolf"), key));

    String status =
        answer.status() == 200
            ? answer.as(Bundle.class).getEntryFirstRep().getResponse().getStatus()
            : Integer.toString(answer.status());
    assertThat(status).as(answer.body()).startsWith("412");
  }

  private String patient(String id) {
    return """
        {"resourceType": "Patient", "id": "%s", "name": [{"family": "Fox"}],
          "identifier": [{"system": "urn:conditional", "value": "%s"}]}"""
        .formatted(id, key);
  }
}
