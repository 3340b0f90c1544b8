package org.rapport.server.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Visits that are booked here are made at an EHR that is told by FHIR, once each and in order. */
class EhrBookingIT {
  private static final String SECRET = "notification-secret-of-the-ehr";
  private static final String JSON = "application/fhir+json";
  private static final String OWN = "https://rapport.example.org/fhir/Appointment";

  private static final WireMockServer EHR =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

  private static RapportProcess process;
  private static FhirClient fhir;

  private final Person person = Person.next();

  @BeforeAll
  static void start() throws Exception {
    EHR.start();
    Path data = RapportProcess.folder("booking");
    Map<String, String> settings = RapportProcess.settings(data);
    settings.put("RAPPORT_CLOCK", "2027-03-01T15:00:00Z");
    settings.put("RAPPORT_EHR_FHIR_URL", base());
    settings.put("RAPPORT_EHR_NOTIFICATION_SECRET", SECRET);
    Path users =
        Files.writeString(
            data.resolve("users.json"),
            """
            [{"username": "sam", "password": "sam-password", "roles": ["coordinator"],
              "sensitive": true, "practitioner": "sam"}]""");
    settings.put("RAPPORT_USERS", users.toString());
    settings.put(
        "RAPPORT_CLIENTS",
        Files.writeString(
                data.resolve("clients.json"),
                """
                [{"client_id": "timeline-app", "client_name": "Timeline",
                  "token_endpoint_auth_method": "none", "grant_types": ["authorization_code"],
                  "redirect_uris": ["http://127.0.0.1:8999/callback"],
                  "scope": "openid fhirUser launch user/*.cruds"}]""")
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

  @BeforeEach
  void anEhrWithoutTheVisit() {
    EHR.resetAll();
    EHR.stubFor(
        get(urlPathEqualTo("/r4/Appointment"))
            .atPriority(9)
            .willReturn(json("{\"resourceType\": \"Bundle\", \"type\": \"searchset\"}")));
    EHR.stubFor(
        get(urlPathEqualTo("/r4/metadata"))
            .willReturn(json("{\"resourceType\": \"CapabilityStatement\"}")));
    Patient patient = person.patient();
    patient.addIdentifier().setSystem(base() + "/Patient").setValue(theirPatient());
    fhir.put(patient).accepted();
  }

  private String theirPatient() {
    return "P-" + person.id();
  }

  private static com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder json(
      String body) {
    return okForContentType(JSON, body);
  }

  private static Instant settle(Duration ahead) {
    Parameters in = new Parameters();
    if (!ahead.isZero()) {
      in.addParameter("now", new InstantType(settle(Duration.ZERO).plus(ahead).toString()));
    }
    Parameters answer = fhir.post("/$clock", in).accepted().as(Parameters.class);
    return ((InstantType) answer.getParameter("now").getValue()).getValue().toInstant();
  }

  private Appointment book() {
    Schedule schedule = new Schedule().setActive(true);
    schedule.addActor(new Reference("Patient/" + person.id()).setDisplay("any"));
    Slot slot = new Slot().setStatus(SlotStatus.FREE);
    slot.setSchedule(new Reference("Schedule/" + fhir.create(schedule)));
    Instant start = settle(Duration.ZERO).plus(Duration.ofDays(9));
    slot.setStart(Date.from(start)).setEnd(Date.from(start.plusSeconds(1800)));
    Parameters asked = new Parameters();
    asked.addParameter("patient", new Reference("Patient/" + person.id()));
    return fhir.post("/Slot/" + fhir.create(slot) + "/$book", asked)
        .accepted()
        .as(Appointment.class);
  }

  private static String id(Appointment visit) {
    return visit.getIdElement().getIdPart();
  }

  private void byStaff(Appointment visit) {
    Visitor visitor = new Visitor(process.base()).signedIn("sam", "sam-password");
    String token =
        visitor.launch("openid user/*.cruds", Map.of(), null).path("access_token").asText();
    assertThat(
            visitor
                .fhir(token, "PUT", "Appointment/" + id(visit), FhirClient.json(visit))
                .statusCode())
        .isEqualTo(200);
  }

  private String theirs(String number, Appointment ours, int version, String status) {
    return """
    {"resourceType": "Appointment", "id": "%s", "status": "%s",
     "meta": {"versionId": "%d", "lastUpdated": "2027-03-01T15:00:%02dZ"},
     "identifier": [{"system": "%s", "value": "%s"}], "start": "%s", "end": "%s",
     "participant": [{"actor": {"reference": "Patient/%s"}, "status": "accepted"}]}"""
        .formatted(
            number,
            status,
            version,
            version,
            OWN,
            id(ours),
            ours.getStart().toInstant(),
            ours.getEnd().toInstant(),
            theirPatient());
  }

  private void has(String number, Appointment ours, int version, String status) {
    EHR.stubFor(
        get(urlPathEqualTo("/r4/Appointment/" + number))
            .willReturn(json(theirs(number, ours, version, status))));
    EHR.stubFor(
        get(urlPathEqualTo("/r4/Patient/" + theirPatient()))
            .willReturn(
                json(
                    """
                    {"resourceType": "Patient", "id": "%s", "active": true,
                     "name": [{"family": "Test", "given": ["Ada"]}]}"""
                        .formatted(theirPatient()))));
  }

  private void notified(String number) {
    assertThat(
            fhir.peer(
                    "POST",
                    "/ehr/notification",
                    JSON,
                    "{\"resourceType\": \"Appointment\", \"id\": \"" + number + "\"}",
                    Map.of("Authorization", "Bearer " + SECRET))
                .status())
        .isEqualTo(200);
    settle(Duration.ZERO);
  }

  private List<Appointment> visits() {
    return fhir.search(Appointment.class, "patient=Patient/" + person.id());
  }

  private List<Task> tasks(Appointment visit) {
    return new Outreach(fhir)
        .tasks("escalation").stream()
            .filter(one -> ("Appointment/" + id(visit)).equals(one.getFocus().getReference()))
            .toList();
  }

  private static String numberOf(Appointment visit) {
    return visit.getIdentifier().stream()
        .filter(one -> (base() + "/Appointment").equals(one.getSystem()))
        .map(one -> one.getValue())
        .findFirst()
        .orElse("");
  }

  /** Booked and cancelled while the EHR is away; then told in order, and heard of again. */
  @Test
  void itIsMadeOnceTheEhrIsBack_thenCalledOff_andItsOwnWordOfItMakesNoSecond() {
    String number = "A-" + person.id();
    EHR.stubFor(
        post(urlPathEqualTo("/r4/Appointment"))
            .inScenario("back")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withStatus(503))
            .willSetStateTo("up"));
    EHR.stubFor(
        post(urlPathEqualTo("/r4/Appointment"))
            .inScenario("back")
            .whenScenarioStateIs("up")
            .willReturn(
                aResponse()
                    .withStatus(201)
                    .withHeader("Location", base() + "/Appointment/" + number + "/_history/1")));
    EHR.stubFor(
        put(urlPathEqualTo("/r4/Appointment/" + number)).willReturn(aResponse().withStatus(200)));
    Appointment visit = book();
    has(number, visit, 1, "booked");
    settle(Duration.ZERO);
    Appointment cancelled = fhir.read(Appointment.class, id(visit));
    assertThat(numberOf(cancelled)).isEmpty();
    cancelled.setStatus(Appointment.AppointmentStatus.CANCELLED);
    byStaff(cancelled);
    settle(Duration.ZERO);
    EHR.verify(0, putRequestedFor(urlPathEqualTo("/r4/Appointment/" + number)));

    settle(Duration.ofMinutes(1));

    EHR.verify(
        2,
        postRequestedFor(urlPathEqualTo("/r4/Appointment"))
            .withHeader("If-None-Exist", equalTo("identifier=" + OWN + "|" + id(visit)))
            .withRequestBody(matchingJsonPath("$.status", equalTo("booked")))
            .withRequestBody(
                matchingJsonPath(
                    "$.participant[0].actor.reference", equalTo("Patient/" + theirPatient()))));
    assertThat(numberOf(fhir.read(Appointment.class, id(visit)))).isEqualTo(number);
    EHR.verify(
        1,
        putRequestedFor(urlPathEqualTo("/r4/Appointment/" + number))
            .withRequestBody(matchingJsonPath("$.status", equalTo("cancelled"))));

    has(number, visit, 3, "cancelled");
    notified(number);
    assertThat(visits()).hasSize(1);
    assertThat(tasks(visit)).isEmpty();
  }

  /** The EHR has made it, its answer is lost, and its notification is here first. */
  @Test
  void whatTheEhrHasMadeWithoutAnAnswerIsKnownAgain() {
    String number = "B-" + person.id();
    EHR.stubFor(
        post(urlPathEqualTo("/r4/Appointment"))
            .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    Appointment visit = book();
    has(number, visit, 1, "booked");
    settle(Duration.ZERO);
    EHR.verify(1, postRequestedFor(urlPathEqualTo("/r4/Appointment")));

    notified(number);

    assertThat(visits()).hasSize(1);
    assertThat(numberOf(visits().get(0))).isEqualTo(number);
    settle(Duration.ofMinutes(1));
    EHR.verify(1, postRequestedFor(urlPathEqualTo("/r4/Appointment")));
    assertThat(tasks(visit)).isEmpty();
  }

  @Test
  void aLostAnswerIsLookedForByTheNextTry() {
    String number = "C-" + person.id();
    EHR.stubFor(
        post(urlPathEqualTo("/r4/Appointment"))
            .willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
    Appointment visit = book();
    settle(Duration.ZERO);
    has(number, visit, 1, "booked");
    EHR.stubFor(
        get(urlPathEqualTo("/r4/Appointment"))
            .withQueryParam("identifier", matching(".*" + id(visit)))
            .willReturn(
                json(
                    "{\"resourceType\": \"Bundle\", \"type\": \"searchset\", \"entry\": [{\"resource\": "
                        + theirs(number, visit, 1, "booked")
                        + "}]}")));

    settle(Duration.ofMinutes(1));

    EHR.verify(1, postRequestedFor(urlPathEqualTo("/r4/Appointment")));
    assertThat(numberOf(fhir.read(Appointment.class, id(visit)))).isEqualTo(number);
    assertThat(tasks(visit)).isEmpty();
  }

  @Test
  void whatTheEhrRefusesIsATaskInItsWords_whichNoLogHas() {
    EHR.stubFor(
        post(urlPathEqualTo("/r4/Appointment"))
            .willReturn(
                json("""
                        {"resourceType": "OperationOutcome", "issue": [{"severity": "error",
                         "code": "business-rule",
                         "details": {"text": "A slot is required for Ada Testperson"}}]}""")
                    .withStatus(422)));

    Appointment visit = book();
    settle(Duration.ZERO);

    assertThat(tasks(visit))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getDescription())
                  .contains(
                      "the visit was booked here",
                      "http-422, \"A slot is required for Ada Testperson\"");
              assertThat(task.getFor().getReference()).isEqualTo("Patient/" + person.id());
            });
    assertThat(process.log()).contains("http-422").doesNotContain("Testperson");
  }
}
