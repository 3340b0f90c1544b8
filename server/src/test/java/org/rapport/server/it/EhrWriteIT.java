package org.rapport.server.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An EHR that is told by FHIR alone: what is moved and cancelled here is written there. */
class EhrWriteIT {
  private static final String JSON = "application/fhir+json";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final WireMockServer EHR =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

  private static RapportProcess process;
  private static FhirClient fhir;

  private final Person person = Person.next();
  private final String theirs = "E-" + person.id();
  private final Instant start =
      Instant.now().plus(Duration.ofDays(9)).truncatedTo(ChronoUnit.HOURS);
  private Appointment visit;

  @BeforeAll
  static void start() throws IOException {
    EHR.start();
    Path data = RapportProcess.folder("ehr-write");
    Map<String, String> settings = RapportProcess.settings(data);
    settings.put("RAPPORT_EHR_FHIR_URL", base());
    settings.put(
        "RAPPORT_CLIENTS",
        Files.writeString(
                data.resolve("clients.json"),
                """
                [{"client_id": "timeline-app", "client_name": "Timeline",
                  "token_endpoint_auth_method": "none", "grant_types": ["authorization_code"],
                  "redirect_uris": ["http://127.0.0.1:8999/callback"],
                  "scope": "openid user/*.cruds"}]\
                """)
            .toString());
    settings.put(
        "RAPPORT_USERS",
        Files.writeString(
                data.resolve("users.json"),
                "[{\"username\": \"sam\", \"password\": \"sam-password\", \"roles\": [\"admin\"]}]")
            .toString());
    process = RapportProcess.start(RapportProcess.serverJar(), settings);
    fhir = new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
  }

  @AfterAll
  static void stop() {
    process.close();
    EHR.stop();
  }

  private static String base() {
    return "http://127.0.0.1:" + EHR.port() + "/r4";
  }

  /** A visit that the EHR has, as its own interface brought it. */
  private void booked() {
    fhir.put(person.patient()).accepted();
    Appointment booked = new Appointment();
    booked.setId("v" + person.id());
    booked.setStatus(AppointmentStatus.BOOKED);
    booked.addIdentifier().setSystem(base() + "/Appointment").setValue(theirs);
    booked.setStart(Date.from(start)).setEnd(Date.from(start.plusSeconds(1800)));
    booked
        .addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .getActor()
        .setReference("Patient/" + person.id());
    fhir.put(booked).accepted();
    visit = fhir.read(Appointment.class, booked.getId());
  }

  private void byStaff() {
    Visitor visitor = new Visitor(process.base()).signedIn("sam", "sam-password");
    String token =
        visitor.launch("openid user/*.cruds", Map.of(), null).path("access_token").asText();
    HttpResponse<String> answer =
        visitor.fhir(token, "PUT", "Appointment/v" + person.id(), FhirClient.json(visit));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private void move() {
    visit.setStart(Date.from(start.plusSeconds(3600))).setEnd(Date.from(start.plusSeconds(5400)));
    byStaff();
  }

  private void ehrHas(String version, Instant at) {
    EHR.stubFor(
        get(urlEqualTo("/r4/Appointment/" + theirs))
            .willReturn(
                okForContentType(
                    JSON,
                    """
                    {"resourceType": "Appointment", "id": "%s", "meta": {"versionId": "%s"},
                     "status": "booked", "start": "%s", "end": "%s", "comment": "theirs",
                     "participant": [{"actor": {"reference": "Patient/x"}, "status": "accepted"}]}\
                    """
                        .formatted(theirs, version, at, at.plusSeconds(1800)))));
  }

  private List<LoggedRequest> puts() {
    return EHR.findAll(putRequestedFor(urlEqualTo("/r4/Appointment/" + theirs)));
  }

  /** The EHR is away at first; the move waits for it, and the cancel waits for the move. */
  @Test
  void aMoveAndACancelAreWrittenThere_onceItIsThereAgain() {
    ehrHas("3", start);
    EHR.stubFor(
        put(urlEqualTo("/r4/Appointment/" + theirs))
            .inScenario(theirs)
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("there")
            .willReturn(aResponse().withStatus(503)));
    EHR.stubFor(
        put(urlEqualTo("/r4/Appointment/" + theirs))
            .inScenario(theirs)
            .whenScenarioStateIs("there")
            .willReturn(aResponse().withStatus(200)));
    booked();

    move();

    await().atMost(SOON).untilAsserted(() -> assertThat(puts()).hasSize(2));
    LoggedRequest moved = puts().get(1);
    assertThat(moved.getHeader("If-Match")).isEqualTo("W/\"3\"");
    assertThat(
            FhirContext.forR4Cached()
                .newJsonParser()
                .parseResource(Appointment.class, moved.getBodyAsString())
                .getStart())
        .isEqualTo(Date.from(start.plusSeconds(3600)));
    assertThat(moved.getBodyAsString()).contains("theirs", "Patient/x");

    ehrHas("4", start.plusSeconds(3600));
    visit = fhir.read(Appointment.class, "v" + person.id());
    visit.setStatus(AppointmentStatus.CANCELLED);
    byStaff();
    await().atMost(SOON).untilAsserted(() -> assertThat(puts()).hasSize(3));
    assertThat(puts().get(2).getBodyAsString()).contains("\"cancelled\"");
    assertThat(fhir.search(Task.class, "patient=Patient/" + person.id())).isEmpty();
  }

  /** Somebody at the EHR has moved it as well: which holds is a person's to say. */
  @Test
  void whatBothHaveMovedIsForAPerson_whoReadsWhatWasWanted() {
    ehrHas("5", start.plusSeconds(7200));
    booked();

    move();

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(fhir.search(Task.class, "patient=Patient/" + person.id())).hasSize(1));
    Task task = fhir.search(Task.class, "patient=Patient/" + person.id()).get(0);
    assertThat(task.getCode().getCodingFirstRep().getCode()).isEqualTo("escalation");
    assertThat(task.getFocus().getReference()).isEqualTo("Appointment/v" + person.id());
    assertThat(task.getDescription())
        .startsWith("The EHR was not told: the visit was moved here (")
        .contains("another time or status there");
    assertThat(puts()).isEmpty();
  }

  /** What an EHR's own interface writes is not written back to it. */
  @Test
  void whatAClientWritesIsNotWrittenBack() {
    ehrHas("3", start);
    booked();
    visit.setStart(Date.from(start.plusSeconds(3600))).setEnd(Date.from(start.plusSeconds(5400)));
    fhir.put(visit).accepted();
    String id = visit.getIdElement().getIdPart();

    // The next one is, and nothing went before it.
    EHR.stubFor(
        put(urlEqualTo("/r4/Appointment/" + theirs))
            .withHeader("If-Match", equalTo("W/\"4\""))
            .willReturn(aResponse().withStatus(200)));
    ehrHas("4", start.plusSeconds(3600));
    visit = fhir.read(Appointment.class, id);
    visit.setStatus(AppointmentStatus.CANCELLED);
    byStaff();
    await().atMost(SOON).untilAsserted(() -> assertThat(puts()).hasSize(1));
    assertThat(puts().get(0).getBodyAsString()).contains("\"cancelled\"");
  }
}
