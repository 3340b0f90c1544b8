package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.FhirClient.Answer;

/**
 * A person whose name, number and mailbox go through every door, well and badly, is nowhere in the
 * log (T58); nor is anybody else of the run who could be looked for by pattern.
 */
@ExtendWith(SharedClinic.class)
class LogsIT {
  private static final String NAME = "Zzcanary";
  private static final String MAIL = "zzcanary@example.org";

  private final Clinic clinic;
  private final FhirClient fhir;
  private final Person person;
  private final ZonedDateTime start;

  LogsIT(Clinic clinic) {
    this.clinic = clinic;
    this.fhir = clinic.fhir();
    this.person = Person.next().named(NAME);
    this.start = clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void holdNothingOfWhoeverCameThrough() {
    byFhir();
    clinic.send(SiuMessages.booking("F-canary").at(start).of(person).text());
    clinic.send(
        SiuMessages.booking("F-canary-bad")
            .at(start)
            .of(person)
            .text()
            .replace(NAME, NAME + "\u0000"));
    clinic.send(
        SiuMessages.booking("F-canary-none")
            .at(start)
            .of(person)
            .text()
            .replaceAll("SCH\\|", "SCX|"));
    fhir.anonymous(
        "POST",
        "/forms/appointment-request",
        "application/json",
        "{\"given\": \"%s\", \"email\": \"%s\", \"phone\": \"%s\", \"message\": \"%s\"}"
            .formatted(NAME, MAIL, person.phone(), NAME));
    fhir.anonymous(
        "POST",
        "/forms/appointment-request",
        "application/json",
        "{\"given\": \"" + NAME + "\\u0000\"");
    new PatientPhone(clinic, person.phone()).text("STOP " + NAME);
    clinic.settle();

    String log = clinic.process().log().toLowerCase(Locale.ROOT);

    assertThat(log)
        .doesNotContain(
            NAME.toLowerCase(Locale.ROOT), person.phone(), person.localPhone(), "canaryobs")
        .doesNotContainPattern("[a-z0-9._]+@example\\.org")
        .doesNotContain("insert into", "bearer ey", "\u0000");
  }

  private void byFhir() {
    String patient =
        "{\"resourceType\": \"Patient\", \"name\": [{\"family\": \"%s\"}],"
            + " \"telecom\": [{\"system\": \"email\", \"value\": \"%s\"}]}";
    for (String name : new String[] {NAME, NAME + "\\u0000", NAME + "\\ud800"}) {
      quotesNothing(
          fhir.send("POST", "/Patient", FhirClient.JSON, patient.formatted(name, MAIL)), name);
    }
    quotesNothing(fhir.get("/Patient?family=" + NAME + "&_sort=nonsense"), NAME);
    quotesNothing(fhir.get("/Observation?value-quantity=" + NAME), NAME);
    quotesNothing(fhir.get("/Patient?birthdate=" + NAME), NAME);
    fhir.send(
        "POST",
        "",
        FhirClient.JSON,
        """
        {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": %s,
          "request": {"method": "POST", "url": "Patient", "ifNoneExist": "family=%s"}},
          {"resource": {"resourceType": "Appointment", "status": "booked", "participant": [
            {"actor": {"reference": "Patient?family=%s"}, "status": "accepted"}]},
          "request": {"method": "POST", "url": "Appointment"}}]}"""
            .formatted(patient.formatted(NAME, MAIL), NAME, NAME));
    clinic
        .scoped("system/Patient.c")
        .send(
            "POST",
            "/Patient",
            FhirClient.JSON,
            patient.formatted(NAME, MAIL),
            Map.of("If-None-Exist", "family=" + NAME));
  }

  // What is wrong is named; what was sent needs not come back.
  private static void quotesNothing(Answer answer, String name) {
    if (answer.status() >= 500) {
      throw new AssertionError("Answered " + answer.status() + " for " + name);
    }
  }
}
