package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
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

  private static Set<String> subtypes(List<AuditEvent> events) {
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

  @Test
  void theTrailIsForComplianceWherever_andItsReadersAreInIt() {
    Visitor carla = new Visitor(clinic.process().base()).signedIn("carla", "carla-password");
    String token = carla.launch("openid user/*.cruds", Map.of(), null).get("access_token").asText();
    String id = patient();

    HttpResponse<String> found = carla.fhir(token, "AuditEvent?patient=Patient/" + id);
    assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
    JsonNode page = Visitor.json(found);
    assertThat(page.get("entry")).isNotEmpty();
    String one = page.get("entry").get(0).get("resource").get("id").asText();
    assertThat(carla.fhir(token, "AuditEvent/" + one).statusCode()).isEqualTo(200);
    assertThat(carla.fhir(token, "AuditEvent/$verify").statusCode()).isEqualTo(200);
    assertThat(carla.fhir(token, "DELETE", "AuditEvent/" + one, null).statusCode()).isEqualTo(403);
    HttpResponse<String> lines = carla.fhir(token, "AuditEvent/$ndjson?patient=Patient/" + id);
    assertThat(lines.statusCode()).as(lines.body()).isEqualTo(200);
    assertThat(lines.body().lines())
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(line -> line.startsWith("{\"resourceType\":\"AuditEvent\""));

    List<AuditEvent> readers = trail("agent=Practitioner/carla&patient=Patient/" + id);
    assertThat(subtypes(readers)).contains("search-type", "trail-export");
    assertThat(trail("entity=AuditEvent/" + one)).isNotEmpty();

    for (FhirClient other : List.of(clinic.patientReader(), clinic.scoped("system/Patient.rs"))) {
      assertThat(other.get("/AuditEvent").status()).isEqualTo(403);
      assertThat(other.get("/AuditEvent/" + one).status()).isEqualTo(403);
      assertThat(other.get("/AuditEvent/$verify").status()).isEqualTo(403);
      assertThat(other.get("/AuditEvent/$ndjson").status()).isEqualTo(403);
    }
    assertThat(clinic.scoped("system/AuditEvent.rs").get("/AuditEvent?_count=1").status())
        .isEqualTo(200);
  }

  @Test
  void itIsSearchedByAllThatMatters_andPagedWithoutShifting() {
    String id = patient();
    for (int i = 0; i < 5; i++) {
      clinic.fhir().get("/Patient/" + id).accepted();
    }
    String about = "patient=" + id;
    assertThat(trail(about + "&action=C")).hasSize(1);
    assertThat(trail(about + "&action=R")).hasSize(5);
    assertThat(trail(about + "&action=R,C&subtype=read,create")).hasSize(6);
    assertThat(trail(about + "&subtype=http://hl7.org/fhir/restful-interaction%7Cread")).hasSize(5);
    assertThat(trail(about + "&outcome=8")).isEmpty();
    assertThat(trail(about + "&type=rest&agent=" + RapportProcess.CLIENT + "&entity=Patient/" + id))
        .hasSizeGreaterThanOrEqualTo(6);
    assertThat(trail(about + "&altid=no-such-client")).isEmpty();
    String day = clinic.settle().toString().substring(0, 10);
    assertThat(trail(about + "&action=R&date=" + day)).hasSize(5);
    assertThat(trail(about + "&action=R&date=lt2020-01-01")).isEmpty();
    assertThat(trail(about + "&action=R&_lastUpdated=ge2020-01-01")).hasSize(5);

    List<String> seen = new ArrayList<>();
    Bundle page =
        clinic
            .fhir()
            .get("/AuditEvent?" + about + "&action=R&_count=2")
            .accepted()
            .as(Bundle.class);
    String foreign = page.getLink("next").getUrl().split("/fhir", 2)[1];
    while (true) {
      page.getEntry().forEach(entry -> seen.add(entry.getResource().getIdElement().getIdPart()));
      clinic.fhir().get("/Patient/" + id).accepted();
      if (page.getLink("next") == null) {
        break;
      }
      page =
          clinic
              .fhir()
              .get(page.getLink("next").getUrl().split("/fhir", 2)[1])
              .accepted()
              .as(Bundle.class);
    }
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    assertThat(clinic.secondPerson().get(foreign).status()).isEqualTo(403);
    assertThat(clinic.fhir().get("/AuditEvent?_cursor=nonsense").status()).isEqualTo(400);
    Bundle count =
        clinic
            .fhir()
            .get("/AuditEvent?" + about + "&action=R&_summary=count")
            .accepted()
            .as(Bundle.class);
    assertThat(count.getTotal()).isGreaterThanOrEqualTo(5);
    assertThat(trail(about + "&action=R&_sort=date&_count=1").get(0).getIdElement().getIdPart())
        .isEqualTo(seen.get(4));
    String batch =
        """
        {"resourceType": "Bundle", "type": "batch", "entry": [
          {"request": {"method": "GET", "url": "AuditEvent?patient=%s&action=C"}}]}"""
            .formatted(id);
    Bundle answered =
        clinic.fhir().send("POST", "/", FhirClient.JSON, batch).accepted().as(Bundle.class);
    assertThat(answered.getEntryFirstRep().getResource()).isInstanceOf(Bundle.class);
  }

  @Test
  void itIsSentToSyslog_inOrder_andGoesOnAfterABreak() {
    String first = patient();
    await().untilAsserted(() -> assertThat(syslog("Patient/" + first)).isNotEmpty());
    clinic.syslog().hangUp();
    String second = patient();
    await().untilAsserted(() -> assertThat(syslog("Patient/" + second)).isNotEmpty());

    List<Long> numbers =
        clinic.syslog().messages().stream()
            .map(message -> message.replaceFirst("(?s).* seq=\"(\\d+)\".*", "$1"))
            .map(Long::valueOf)
            .toList();
    assertThat(numbers.get(0)).isEqualTo(1);
    long next = 1;
    for (long number : numbers) {
      // Some come twice, none is left out.
      assertThat(number).isLessThanOrEqualTo(next);
      next = Math.max(next, number + 1);
    }
    assertThat(syslog("Patient/" + second).get(0))
        .matches(
            "(?s)<109>1 \\S+Z \\S+ rapport - create \\[audit@32473 .*] \\{\"resourceType\":\"AuditEvent\".*");
  }

  private List<String> syslog(String words) {
    return clinic.syslog().messages().stream()
        .filter(message -> message.contains("\"" + words + "\""))
        .toList();
  }

  @Test
  void theCapabilityStatementSaysWhatWorks() {
    CapabilityStatement statement =
        clinic.fhir().get("/metadata").accepted().as(CapabilityStatement.class);
    var type =
        statement.getRestFirstRep().getResource().stream()
            .filter(one -> one.getType().equals("AuditEvent"))
            .findFirst()
            .orElseThrow();
    assertThat(type.getInteraction())
        .extracting(one -> one.getCode().toCode())
        .containsExactlyInAnyOrder("read", "search-type");
    assertThat(type.getOperation()).extracting(one -> one.getName()).contains("verify", "ndjson");
    assertThat(type.getSearchParam()).extracting(one -> one.getName()).contains("patient", "date");
    assertThat(type.getSearchInclude()).isEmpty();
    assertThat(type.getVersioning().toCode()).isEqualTo("no-version");
  }
}
