package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit trail from outside: who did what is in it, and nobody takes it out. */
@ExtendWith(SharedClinic.class)
class AuditIT {
  private static final String BALP =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

  private final Clinic clinic;
  private final String name = "CANARY" + UUID.randomUUID().toString().replace("-", "");

  AuditIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private String patient() {
    Patient patient = new Patient();
    patient.addName().setFamily(name).addGiven("Zoe");
    return clinic.fhir().create(patient);
  }

  private List<AuditEvent> trail(String query) {
    return clinic.fhir().search(AuditEvent.class, query);
  }

  static Set<String> subtypes(List<AuditEvent> events) {
    return events.stream()
        .flatMap(event -> event.getSubtype().stream())
        .map(Coding::getCode)
        .collect(Collectors.toSet());
  }

  private static boolean claims(AuditEvent event, String profile) {
    return event.getMeta().hasProfile(BALP + profile);
  }

  @Test
  void whatClientsReadAndWriteIsInIt_asBalpHasIt() {
    String id = patient();
    clinic.fhir().get("/Patient/" + id).accepted();
    clinic.fhir().get("/Patient/" + id + "/_history/1").accepted();
    clinic.fhir().get("/Patient/" + id + "/_history").accepted();
    clinic.fhir().get("/Patient?family=" + name).accepted();
    clinic.fhir().get("/Task?patient=Patient/" + id).accepted();
    clinic
        .fhir()
        .send("POST", "/Patient/_search", "application/x-www-form-urlencoded", "family=" + name)
        .accepted();
    clinic.fhir().get("/Patient/" + id + "/$everything").accepted();
    clinic.fhir().get("/Patient/" + id + "/$timeline").accepted();
    Patient changed = clinic.fhir().read(Patient.class, id);
    clinic.fhir().put(changed.setActive(true)).accepted();
    clinic.fhir().delete("/Patient/" + id).accepted();

    List<AuditEvent> events = trail("patient=Patient/" + id);

    assertThat(subtypes(events))
        .contains(
            "create",
            "read",
            "vread",
            "history-instance",
            "search-type",
            "operation",
            "update",
            "delete");
    assertThat(events).anyMatch(event -> claims(event, "PatientCreate"));
    assertThat(events).anyMatch(event -> claims(event, "PatientRead"));
    assertThat(events).anyMatch(event -> claims(event, "PatientUpdate"));
    assertThat(events).anyMatch(event -> claims(event, "PatientDelete"));
    List<String> queries =
        events.stream()
            .filter(event -> claims(event, "PatientQuery"))
            .flatMap(event -> event.getEntity().stream())
            .filter(AuditEvent.AuditEventEntityComponent::hasQuery)
            .map(entity -> new String(entity.getQuery(), StandardCharsets.UTF_8))
            .toList();
    // What is asked about a patient is in it though nothing was found.
    assertThat(queries).anyMatch(query -> query.contains("Task?patient=Patient/" + id));
    assertThat(queries).anyMatch(query -> query.contains("Patient/_search?family=" + name));
    AuditEvent read = events.stream().filter(one -> claims(one, "PatientRead")).findFirst().get();
    assertThat(read.getAgentFirstRep().getAltId()).isEqualTo(RapportProcess.CLIENT);
    assertThat(read.getAgentFirstRep().getNetwork().getAddress()).isNotBlank();
    assertThat(read.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._0);
    assertThat(events)
        .isSortedAccordingTo(java.util.Comparator.comparing(AuditEvent::getRecorded).reversed());
    // A name is in a query that somebody asked by it, and nowhere else.
    for (AuditEvent event : events) {
      event.getEntity().forEach(entity -> entity.setQuery(null));
      assertThat(FhirClient.json(event)).doesNotContain(name).doesNotContain("Zoe");
    }
  }

  @Test
  void whoSignsInWhoCannotAndWhoGoesIsInIt() {
    Visitor nora = new Visitor(clinic.process().base());
    assertThat(nora.signIn("nora", name).statusCode()).isEqualTo(401);
    assertThat(nora.signIn(name, "x").statusCode()).isEqualTo(401);
    nora.signedIn("nora", "nora-password");
    JsonNode held = nora.launch("openid user/*.cruds", Map.of(), null);
    String token = held.get("access_token").asText();
    assertThat(nora.fhir(token, "AuditEvent").statusCode()).isEqualTo(403);
    assertThat(nora.fhir(token, "Patient/" + name).statusCode()).isEqualTo(404);
    String csrf = nora.get("/login").body().split("name=\"_csrf\" value=\"")[1].split("\"")[0];
    nora.post("/logout", List.of(Map.entry("_csrf", csrf)));
    clinic.fhir().anonymous("GET", "/fhir/Patient", FhirClient.JSON, null);

    List<AuditEvent> events = trail("agent=Practitioner/nora");

    assertThat(subtypes(events)).contains("110122", "110123", "token-issued", "read");
    assertThat(events)
        .anyMatch(
            event ->
                event.getSubtypeFirstRep().getCode().equals("110122")
                    && event.getOutcome() == AuditEvent.AuditEventOutcome._4);
    assertThat(events).anyMatch(event -> "HTTP 403".equals(event.getOutcomeDesc()));
    assertThat(events).anyMatch(event -> "HTTP 404".equals(event.getOutcomeDesc()));
    AuditEvent issued =
        events.stream()
            .filter(event -> subtypes(List.of(event)).contains("token-issued"))
            .findFirst()
            .get();
    assertThat(issued.getAgent())
        .anyMatch(agent -> Visitor.APP.equals(agent.getAltId()))
        .anyMatch(agent -> "Nora Front".equals(agent.getName()) && "nora".equals(agent.getAltId()));
    List<AuditEvent> refused = trail("outcome=4&_count=100");
    assertThat(refused).anyMatch(event -> "HTTP 401".equals(event.getOutcomeDesc()));
    // Of what was typed for a name or a password nothing is kept, nor of a token.
    for (AuditEvent event : trail("_count=200")) {
      assertThat(FhirClient.json(event)).doesNotContain(token).doesNotContain("nora-password");
      assertThat(event.getAgent()).noneMatch(agent -> name.equals(agent.getAltId()));
    }
  }

  @Test
  void consentsJourneysMessagesAndOpenedRecordsHaveEntriesOfTheirOwn() {
    String id = patient();
    clinic
        .fhir()
        .send(
            "POST",
            "/Consent",
            FhirClient.JSON,
            """
            {"resourceType": "Consent", "status": "active",
             "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
             "category": [{"coding": [{"system": "https://rapport.example.org/fhir/CodeSystem/consent-category", "code": "outreach"}]}],
             "patient": {"reference": "Patient/%s"}, "dateTime": "2027-01-01T00:00:00Z",
             "policyRule": {"text": "outreach"}, "provision": {"type": "permit"}}"""
                .formatted(id))
        .accepted();
    assertThat(subtypes(trail("patient=Patient/" + id))).contains("consent-change");
    Person person = Person.next().named("Rhea");
    String visit = clinic.book(person, clinic.morning().plusDays(3));
    clinic.settle();
    List<AuditEvent> own = trail("entity=Appointment/" + visit);
    assertThat(subtypes(own)).contains("create");
    List<AuditEvent> released =
        trail("subtype=message-release&patient=" + person.patient().getId());
    assertThat(released).isNotEmpty();
    AuditEvent out = released.get(0);
    assertThat(out.getAgentFirstRep().getWho().getDisplay()).isEqualTo("Rapport");
    assertThat(out.getEntity())
        .anyMatch(one -> one.getWhat().getReference().startsWith("CommunicationRequest/"));
    assertThat(FhirClient.json(out)).doesNotContain("Rhea").doesNotContain(person.phone());
  }

  @Test
  void nobodyWritesIt() {
    String id = trail("_count=1").get(0).getIdElement().getIdPart();
    AuditEvent event = clinic.fhir().read(AuditEvent.class, id);
    String body = FhirClient.json(event.setOutcomeDesc("forged"));
    List<FhirClient.Answer> refused =
        new ArrayList<>(
            List.of(
                clinic.fhir().send("POST", "/AuditEvent", FhirClient.JSON, body),
                clinic
                    .fhir()
                    .send(
                        "POST",
                        "/AuditEvent",
                        FhirClient.JSON,
                        body,
                        Map.of("If-None-Exist", "action=C")),
                clinic.fhir().put(event),
                clinic.fhir().send("PUT", "/AuditEvent?action=C", FhirClient.JSON, body),
                clinic
                    .fhir()
                    .send(
                        "PATCH",
                        "/AuditEvent/" + id,
                        "application/json-patch+json",
                        "[{\"op\": \"remove\", \"path\": \"/outcome\"}]"),
                clinic.fhir().delete("/AuditEvent/" + id),
                clinic.fhir().delete("/AuditEvent?action=C"),
                clinic.fhir().get("/AuditEvent/_history"),
                clinic.fhir().get("/AuditEvent/" + id + "/_history"),
                clinic.fhir().get("/AuditEvent/" + id + "/_history/1"),
                clinic.fhir().post("/AuditEvent/" + id + "/$expunge", new Parameters()),
                clinic.fhir().post("/AuditEvent/$expunge", new Parameters()),
                clinic.fhir().post("/AuditEvent/$reindex", new Parameters()),
                clinic.fhir().post("/AuditEvent/" + id + "/$meta-delete", new Parameters()),
                clinic.fhir().get("/Patient?_revinclude=AuditEvent:patient"),
                clinic.fhir().get("/Patient?_has:AuditEvent:patient:action=R"),
                clinic.fhir().get("/AuditEvent?no-such=1"),
                clinic.fhir().get("/AuditEvent?patient.family=x"),
                clinic.fhir().get("/AuditEvent?_include=AuditEvent:patient"),
                clinic.fhir().get("/AuditEvent?_sort=outcome")));
    for (String type : List.of("transaction", "batch")) {
      for (String entry :
          List.of(
              "{\"request\": {\"method\": \"POST\", \"url\": \"AuditEvent\"}, \"resource\": %s}",
              "{\"request\": {\"method\": \"PUT\", \"url\": \"AuditEvent/%s\"}, \"resource\": %%s}"
                  .formatted(id),
              "{\"request\": {\"method\": \"DELETE\", \"url\": \"AuditEvent/%s\"}}".formatted(id),
              "{\"request\": {\"method\": \"DELETE\", \"url\": \"AuditEvent?action=C\"}}")) {
        String bundle =
            "{\"resourceType\": \"Bundle\", \"type\": \"%s\", \"entry\": [%s]}"
                .formatted(type, entry.contains("%s") ? entry.formatted(body) : entry);
        FhirClient.Answer answer = clinic.fhir().send("POST", "/", FhirClient.JSON, bundle);
        if (type.equals("batch")) {
          assertThat(
                  answer.accepted().as(Bundle.class).getEntryFirstRep().getResponse().getStatus())
              .as(bundle)
              .startsWith("4");
        } else {
          refused.add(answer);
        }
      }
    }
    for (FhirClient.Answer answer : refused) {
      assertThat(answer.status()).as(answer.body()).isBetween(400, 405);
      assertThat(answer.outcome().hasIssue()).isTrue();
    }
    assertThat(clinic.fhir().read(AuditEvent.class, id).getOutcomeDesc()).isNotEqualTo("forged");
    FhirClient.Answer verified = clinic.fhir().get("/AuditEvent/$verify").accepted();
    assertThat(verified.as(Parameters.class).getParameterBool("valid"))
        .as(verified.body())
        .isTrue();
    FhirClient.Answer posted = clinic.fhir().post("/AuditEvent/$verify", new Parameters());
    assertThat(
            posted
                .accepted()
                .as(Parameters.class)
                .getParameter("checked")
                .getValue()
                .primitiveValue())
        .matches("[1-9]\\d*");
  }
}
