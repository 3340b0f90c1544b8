package org.rapport.routes.ehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.time.OffsetDateTime;
import org.apache.camel.Exchange;
import org.hl7.fhir.r4.model.Appointment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.channel.TestExchanges;
import org.rapport.routes.channel.TestItem;
import org.rapport.routes.rapport.VisitUpdate;

/** Writes what became of a visit here into the Appointment of an EHR, and one patient's word. */
class EhrVisitWriteTest {
  private static final String NINE = "2027-03-15T09:00:00-04:00";
  private static final String TEN = "2027-03-15T10:00:00-04:00";
  private static final String NOON = "2027-03-15T12:00:00-04:00";
  private static final String THEIRS = "/ehr/Appointment/77";

  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private final FhirContext fhir = FhirContext.forR4Cached();

  @BeforeEach
  void connect() {
    fhir.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
    PEER.stubFor(put(urlEqualTo(THEIRS)).willReturn(aResponse().withStatus(200)));
  }

  /** Ours, whose id at the EHR its own API has told: nothing is searched for. */
  private void ours(int version, String status, String start) {
    PEER.stubFor(
        get(urlPathEqualTo("/ours/Appointment/1/_history/" + version))
            .willReturn(
                json(
                    """
                    {"resourceType": "Appointment", "id": "1", "status": "%s",
                     "identifier": [{"system": "%s/ehr/Appointment", "value": "77"}],
                     "cancelationReason": {"text": "ill"},
                     "start": "%s", "end": "%s"}\
                    """
                        .formatted(
                            status, PEER.baseUrl(), start, start.replace(":00:00", ":30:00")))));
  }

  private static String theirs(String status, String start) {
    return """
    {"resourceType": "Appointment", "id": "77", "meta": {"versionId": "5"}, "status": "%s",
     "start": "%s", "end": "%s", "minutesDuration": 60, "comment": "theirs",
     "extension": [{"url": "https://ehr.example.org/own", "valueString": "kept"}],
     "slot": [{"reference": "Slot/9"}],
     "participant": [{"actor": {"reference": "Patient/p"}, "status": "accepted"}]}\
    """
        .formatted(status, start, start.replace(":00:00", ":30:00"));
  }

  private void ehrHas(String status, String start) {
    PEER.stubFor(get(urlPathEqualTo(THEIRS)).willReturn(json(theirs(status, start))));
  }

  private Exchange write(String code) {
    Exchange exchange =
        TestItem.about("Appointment/1/_history/2")
            .with("patient", "p1")
            .with(new VisitUpdate(code, "Appointment/1/_history/2", "c-1", null))
            .exchange();
    return written(exchange);
  }

  private Exchange written(Exchange exchange) {
    EhrAppointments writer =
        new EhrAppointments(
            () -> client("/ours"), () -> client("/ehr"), PEER.baseUrl() + "/ehr", true);
    try {
      writer.write(exchange);
    } catch (RuntimeException failed) {
      exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failed);
      new EhrFailure().outcome(exchange);
    }
    return exchange;
  }

  private static String came(Exchange exchange) {
    return TestExchanges.outcome(exchange) + " " + TestExchanges.detail(exchange);
  }

  private Appointment sent() {
    var requests = PEER.findAll(putRequestedFor(urlEqualTo(THEIRS)));
    assertThat(requests).hasSize(1);
    assertThat(requests.get(0).getHeader("If-Match")).isEqualTo("W/\"5\"");
    return fhir.newJsonParser().parseResource(Appointment.class, requests.get(0).getBodyAsString());
  }

  @Test
  void aMoveIsTimeAndNothingElse() {
    ours(1, "booked", NINE);
    ours(2, "booked", TEN);
    ehrHas("booked", NINE);

    assertThat(came(write("moved"))).isEqualTo("sent http-200");

    Appointment written = sent();
    assertThat(written.getStartElement().getValue().toInstant())
        .isEqualTo(OffsetDateTime.parse(TEN).toInstant());
    assertThat(written.getMinutesDuration()).isEqualTo(30);
    assertThat(written.getSlot()).isEmpty();
    assertThat(written.getComment()).isEqualTo("theirs");
    assertThat(written.getExtension()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    // code, our status before and after, ours before and after; theirs: what comes of it
    "moved, booked, booked, NINE, TEN, booked, TEN, sent http-200, 0",
    "moved, booked, booked, NINE, TEN, booked, NOON, failed conflict, 0",
    "moved, booked, booked, NINE, TEN, cancelled, NINE, failed conflict, 0",
    "cancelled, booked, cancelled, NINE, NINE, booked, NINE, sent http-200, 1",
    "cancelled, booked, cancelled, NINE, NINE, pending, NINE, sent http-200, 1",
    "cancelled, booked, cancelled, NINE, NINE, cancelled, NINE, sent http-200, 0",
    "cancelled, booked, cancelled, NINE, NINE, booked, TEN, failed conflict, 0",
    "cancelled, booked, cancelled, NINE, NINE, arrived, NINE, failed conflict, 0",
    "cancelled, booked, cancelled, NINE, NINE, noshow, NINE, failed conflict, 0",
    "no-show, booked, noshow, NINE, NINE, booked, NINE, sent http-200, 1",
    "no-show, booked, noshow, NINE, NINE, cancelled, NINE, failed conflict, 0",
    "deleted, booked, entered-in-error, NINE, NINE, booked, NINE, sent http-200, 1",
    "changed, booked, arrived, NINE, NINE, booked, NINE, sent http-200, 1",
    "changed, cancelled, booked, NINE, NINE, cancelled, NINE, sent http-200, 1",
    "changed, booked, booked, NINE, NINE, booked, NINE, failed not-by-fhir, 0",
    "booked, proposed, booked, NINE, NINE, booked, NINE, sent http-200, 0",
    "booked, proposed, booked, NINE, NINE, booked, TEN, failed conflict, 0",
  })
  void whatWasChangedThereIsNotOverwritten(
      String code,
      String before,
      String after,
      String from,
      String to,
      String status,
      String start,
      String came,
      int puts) {
    ours(1, before, time(from));
    ours(2, after, time(to));
    ehrHas(status, time(start));

    assertThat(came(write(code))).isEqualTo(came);

    PEER.verify(puts, putRequestedFor(urlEqualTo(THEIRS)));
    if (puts == 1) {
      assertThat(sent().getStatus().toCode()).isEqualTo(after);
    }
  }

  private static String time(String name) {
    return switch (name) {
      case "NINE" -> NINE;
      case "TEN" -> TEN;
      default -> NOON;
    };
  }

  /** Another was first, and moved it too: seen at the second look. */
  @ParameterizedTest
  @CsvSource({"412", "409"})
  void whoLosesTheRaceLooksAgain(int status) {
    ours(1, "booked", NINE);
    ours(2, "booked", TEN);
    PEER.stubFor(
        get(urlPathEqualTo(THEIRS))
            .inScenario("race")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(json(theirs("booked", NINE))));
    PEER.stubFor(
        put(urlEqualTo(THEIRS))
            .inScenario("race")
            .willSetStateTo("moved")
            .willReturn(aResponse().withStatus(status)));
    PEER.stubFor(
        get(urlPathEqualTo(THEIRS))
            .inScenario("race")
            .whenScenarioStateIs("moved")
            .willReturn(json(theirs("booked", NOON))));

    assertThat(came(write("moved"))).isEqualTo("failed conflict");
    PEER.verify(1, putRequestedFor(urlEqualTo(THEIRS)));
  }

  @ParameterizedTest
  @CsvSource({
    // An EHR that is away, or says "not now", is asked again later; what it refuses is a person's.
    "503, retry http-503",
    "429, retry http-429",
    "403, retry http-403",
    "409, failed http-409",
    "412, failed http-412",
    "422, failed http-422",
    "405, failed http-405",
  })
  void whatThePutIsAnsweredDecides(int status, String came) {
    ours(1, "booked", NINE);
    ours(2, "booked", TEN);
    ehrHas("booked", NINE);
    PEER.stubFor(put(urlEqualTo(THEIRS)).willReturn(aResponse().withStatus(status)));

    assertThat(came(write("moved"))).isEqualTo(came);
  }

  @ParameterizedTest
  @CsvSource({
    "moved, 404, failed not-found",
    "moved, 410, failed not-found",
    "cancelled, 404, sent http-404",
    "deleted, 410, sent http-410",
    "moved, 500, retry http-500",
  })
  void whatIsGoneThereNeedNotBeCalledOff(String code, int status, String came) {
    ours(1, "booked", NINE);
    ours(2, code.equals("moved") ? "booked" : "cancelled", code.equals("moved") ? TEN : NINE);
    PEER.stubFor(get(urlPathEqualTo(THEIRS)).willReturn(aResponse().withStatus(status)));

    assertThat(came(write(code))).isEqualTo(came);
  }

  private Exchange answers(String capabilities, int patchStatus) {
    PEER.stubFor(
        get(urlPathEqualTo("/ours/Appointment/1"))
            .willReturn(
                json(
                    """
                    {"resourceType": "Appointment", "id": "1", "status": "booked",
                     "identifier": [{"system": "%s/ehr/Appointment", "value": "77"}]}\
                    """
                        .formatted(PEER.baseUrl()))));
    PEER.stubFor(
        get(urlPathEqualTo("/ours/Patient/p1"))
            .willReturn(
                json(
                    """
                    {"resourceType": "Patient", "id": "p1", "identifier": [
                     {"system": "urn:mrn", "value": "M-1"}]}\
                    """)));
    PEER.stubFor(
        get(urlPathEqualTo("/ehr/Patient"))
            .withQueryParam("identifier", equalTo("urn:mrn|M-1"))
            .willReturn(
                json(
                    """
                    {"resourceType": "Bundle", "type": "searchset",
                     "entry": [{"resource": {"resourceType": "Patient", "id": "q"}}]}\
                    """)));
    PEER.stubFor(
        get(urlPathEqualTo(THEIRS))
            .willReturn(
                json(
                    """
                    {"resourceType": "Appointment", "id": "77", "meta": {"versionId": "5"},
                     "status": "booked", "participant": [
                       {"actor": {"reference": "Patient/p"}, "status": "needs-action"},
                       {"actor": {"reference": "Location/l"}, "status": "accepted"},
                       {"actor": {"reference": "Patient/q"}, "status": "needs-action"}]}\
                    """)));
    PEER.stubFor(
        get(urlPathEqualTo("/ehr/metadata"))
            .willReturn(
                capabilities == null
                    ? aResponse().withStatus(403)
                    : json(
                        "{\"resourceType\": \"CapabilityStatement\", \"status\": \"active\""
                            + capabilities
                            + "}")));
    PEER.stubFor(patch(urlEqualTo(THEIRS)).willReturn(aResponse().withStatus(patchStatus)));
    return written(
        TestItem.about("AppointmentResponse/1")
            .with("patient", "p1")
            .with(new VisitUpdate("declined", "Appointment/1", "c-1", null))
            .exchange());
  }

  /** Of a group visit the patient's own status is changed, and nobody else's is even sent. */
  @Test
  void ofAGroupVisitOneStatusIsPatched() {
    Exchange exchange = answers(", \"patchFormat\": [\"application/json-patch+json\"]", 200);

    assertThat(came(exchange)).isEqualTo("sent http-200");
    PEER.verify(
        1,
        patchRequestedFor(urlEqualTo(THEIRS))
            .withHeader("Content-Type", containing("application/json-patch+json"))
            .withHeader("If-Match", equalTo("W/\"5\""))
            .withRequestBody(
                equalToJson(
                    """
                    [{"op": "test", "path": "/participant/2/actor/reference", "value": "Patient/q"},
                     {"op": "replace", "path": "/participant/2/status", "value": "declined"}]\
                    """)));
    PEER.verify(0, putRequestedFor(urlEqualTo(THEIRS)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // Who declares other formats is not asked; who declares none is, and says what it can.
        ", \"patchFormat\": [\"application/xml-patch+xml\"];200;failed no-patch;0",
        "'';405;failed no-patch;1",
        "'';415;failed no-patch;1",
        ";200;sent http-200;1",
        "'';503;retry http-503;1",
        "'';422;failed http-422;1",
      })
  void whetherTheEhrCanPatchIsForItToSay(String format, int status, String came, int patches) {
    assertThat(came(answers(format, status))).isEqualTo(came);
    PEER.verify(patches, patchRequestedFor(urlEqualTo(THEIRS)));
  }

  private IGenericClient client(String path) {
    return fhir.newRestfulGenericClient(PEER.baseUrl() + path);
  }

  private static ResponseDefinitionBuilder json(String body) {
    return aResponse().withHeader("Content-Type", "application/fhir+json").withBody(body);
  }
}
