package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.SiuMessages.booking;

import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.it.FhirClient.Answer;

/** What is wrong is refused in its own dialect, and nothing else suffers from it. */
@ExtendWith(SharedClinic.class)
class BadInputIT {
  private static final String PARAMETERS =
      """
      {"resourceType": "Parameters", "parameter": [%s]}""";

  private final Clinic clinic;
  private final FhirClient fhir;
  private final Person person = Person.next();
  private final ZonedDateTime start;

  BadInputIT(Clinic clinic) {
    this.clinic = clinic;
    this.fhir = clinic.fhir();
    this.start = clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void whatIsNotHl7IsRejectedAndTheConnectionGoesOn() throws IOException {
    try (MllpClient connection = clinic.connect()) {
      MllpClient.Ack rejected = connection.send("This is no message");
      assertThat(rejected.code()).isEqualTo("AR");
      assertThat(rejected.segment("ERR")).isNotEmpty();

      String next = booking("F-after-garbage").at(start).of(person).text();
      assertThat(connection.send(next).code()).isEqualTo("AA");
    }
    clinic.settle();
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
  }

  @Test
  void bookingWithoutAPatientIsOneDeadLetterHoweverOftenItIsSent() {
    String message = booking("F-without-pid").at(start).of(person).textWithoutPid();
    int before = deadLetters().size();

    MllpClient.Ack refused = clinic.send(message);
    assertThat(refused.code()).isEqualTo("AE");
    assertThat(refused.segment("ERR")).contains("PID");
    assertThat(clinic.send(message, message).code()).isEqualTo("AE");

    assertThat(deadLetters()).hasSize(before + 1);
  }

  private List<Task> deadLetters() {
    return clinic.outreach().tasks("dead-letter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient | {\"resourceType\": \"Patient\", ",
        "/Patient | {\"resourceType\": \"Patient\", \"colour\": \"red\"}",
        "/Patient | {\"resourceType\": \"Patient\", \"gender\": \"blue\"}",
        "/Patient | {\"resourceType\": \"Appointment\", \"status\": \"booked\"}",
        "/Appointment | {\"resourceType\": \"Appointment\", \"status\": \"booked\"}",
        "/Appointment | {\"resourceType\": \"Appointment\", \"status\": \"maybe\"}",
        "/Appointment | []",
        "/Appointment | nothing",
        "/Nonsense | {\"resourceType\": \"Nonsense\"}",
      })
  void resourceThatIsNotFhirIsRefusedWithAnOutcome(String path, String body) {
    assertRefused(fhir.send("POST", path, FhirClient.JSON, body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient | <Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/>",
        "/Patient | <Patient xmlns=\"http://hl7.org/fhir\"><colour value=\"red\"/></Patient>",
        "/Patient | <!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Patient>&e;</Patient>",
      })
  void xmlThatIsNotFhirIsRefusedWithAnOutcome(String path, String body) {
    assertRefused(fhir.send("POST", path, FhirClient.XML, body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/PlanDefinition/$apply | {\"name\": \"url\", \"valueUri\": \"%s\"}",
        "/PlanDefinition/$apply | {\"name\": \"url\", \"valueUri\": \"urn:none\"}",
        "/PlanDefinition/none/$apply | {\"name\": \"subject\", \"valueString\": \"Patient/x\"}",
        "/$claim | {\"name\": \"kind\", \"valueCode\": \"everything\"}",
        "/$claim | {\"name\": \"max\", \"valueInteger\": 1}",
        "/$begin | {\"name\": \"attempt\", \"valueString\": \"none\"}",
        "/$clock | {\"name\": \"now\", \"valueInstant\": \"2020-01-01T00:00:00Z\"}",
        "/$nonsense | {\"name\": \"now\", \"valueInstant\": \"2020-01-01T00:00:00Z\"}",
      })
  void operationWithAWrongParameterIsRefusedWithAnOutcome(String path, String parameter) {
    String filled = parameter.replace("%s", ApplyIT.JOURNEY);
    assertRefused(fhir.send("POST", path, FhirClient.JSON, PARAMETERS.formatted(filled)));
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
    OperationOutcome outcome = answer.outcome();
    assertThat(outcome.getIssueFirstRep().getDiagnostics()).isNotBlank();
    assertThat(answer.body()).doesNotContain("org.rapport.", "org.postgresql", "\tat ");
  }

  @Test
  void callWithoutATokenIsToldHowToAuthenticate() {
    Answer answer = fhir.anonymous("GET", "/fhir/Patient", FhirClient.JSON, null);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
    assertThat(answer.outcome().getIssue()).isNotEmpty();
  }

  @Test
  void capabilitiesAndTheWellKnownDocumentAreOpen() {
    for (String path : List.of("/fhir/metadata", "/fhir/.well-known/smart-configuration")) {
      assertThat(fhir.anonymous("GET", path, "application/json", null).status()).isEqualTo(200);
    }
  }

  @Test
  void clientSeesNoMoreThanItsScopes() {
    FhirClient reader = clinic.patientReader();

    assertThat(reader.get("/Patient?_count=1").status()).isEqualTo(200);
    for (Answer beyond :
        List.of(
            reader.get("/Appointment"),
            reader.get("/Appointment?patient=" + person.id()),
            reader.post("/Patient", person.patient()),
            reader.put(person.patient()),
            reader.get("/Communication"))) {
      assertThat(beyond.status()).as(beyond.body()).isEqualTo(403);
      assertThat(beyond.outcome().getIssue()).isNotEmpty();
    }
  }
}
