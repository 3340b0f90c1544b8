package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who reads the audit trail, how it is searched, and where it is sent. */
@ExtendWith(SharedClinic.class)
class AuditReadingIT {
  private final Clinic clinic;
  private final String name = "CANARY" + UUID.randomUUID().toString().replace("-", "");

  AuditReadingIT(Clinic clinic) {
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
    assertThat(AuditIT.subtypes(readers)).contains("search-type", "trail-export");
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
