package org.rapport.routes.ehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rapport.routes.channel.TestItem;
import org.rapport.routes.rapport.VisitUpdate;
import org.rapport.routes.rapport.WorkExchange;

/** Writes an answer into the Appointment of an EHR that others write to as well. */
class EhrAppointmentsTest {
  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private final FhirContext fhir = FhirContext.forR4Cached();

  @BeforeEach
  void visit() {
    fhir.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
    PEER.stubFor(
        get(urlPathEqualTo("/ours/Appointment/1"))
            .willReturn(
                json(
                    """
                    {"resourceType": "Appointment", "id": "1", "status": "booked",
                     "identifier": [{"system": "urn:ehr", "value": "A-9"}]}\
                    """)));
    PEER.stubFor(
        get(urlPathEqualTo("/ehr/Appointment"))
            .withQueryParam("identifier", equalTo("urn:ehr|A-9"))
            .willReturn(
                json(
                    """
                    {"resourceType": "Bundle", "type": "searchset",
                     "entry": [{"resource": {"resourceType": "Appointment", "id": "77"}}]}\
                    """)));
  }

  @Test
  void putsTheParticipantsStatusAndReadsAgainWhenAnotherWasFirst() {
    theirs("first", Scenario.STARTED, "3", "Patient/p");
    theirs("second", "moved on", "4", "Patient/p");
    PEER.stubFor(
        put(urlEqualTo("/ehr/Appointment/77"))
            .withHeader("If-Match", equalTo("W/\"3\""))
            .inScenario("race")
            .willSetStateTo("moved on")
            .willReturn(aResponse().withStatus(412)));
    PEER.stubFor(
        put(urlEqualTo("/ehr/Appointment/77"))
            .withHeader("If-Match", equalTo("W/\"4\""))
            .willReturn(aResponse().withStatus(200)));
    Exchange exchange = exchange("declined");

    writer().write(exchange);

    assertThat(exchange.getProperty(WorkExchange.OUTCOME)).isEqualTo("sent");
    PEER.verify(
        1,
        putRequestedFor(urlEqualTo("/ehr/Appointment/77"))
            .withHeader("If-Match", equalTo("W/\"4\""))
            .withRequestBody(
                matchingJsonPath(
                    "$.participant[?(@.actor.reference == 'Patient/p' && @.status == 'declined')]"))
            .withRequestBody(
                matchingJsonPath(
                    "$.participant[?(@.actor.reference == 'Location/l'"
                        + " && @.status == 'accepted')]")));
  }

  @Test
  void writesNothingWhereItCouldBeAnothersAnswer() {
    theirs(
        "group",
        Scenario.STARTED,
        "3",
        "Patient/p\"}, \"status\": \"needs-action\"},"
            + " {\"actor\": {\"reference\": \"Patient/q");

    assertThatThrownBy(() -> writer().write(exchange("confirmed")))
        .isInstanceOf(AppointmentNotFoundException.class);
    PEER.verify(0, putRequestedFor(urlEqualTo("/ehr/Appointment/77")));
  }

  private void theirs(String name, String state, String version, String patient) {
    PEER.stubFor(
        get(urlPathEqualTo("/ehr/Appointment/77"))
            .inScenario("race")
            .whenScenarioStateIs(state)
            .willReturn(
                json(
                    """
                    {"resourceType": "Appointment", "id": "77", "status": "booked",
                     "meta": {"versionId": "%s"},
                     "participant": [
                       {"actor": {"reference": "%s"}, "status": "needs-action"},
                       {"actor": {"reference": "Location/l"}, "status": "accepted"}]}\
                    """
                        .formatted(version, patient))));
  }

  private EhrAppointments writer() {
    return new EhrAppointments(
        () -> client("/ours"), () -> client("/ehr"), PEER.baseUrl() + "/ehr", true);
  }

  private IGenericClient client(String path) {
    return fhir.newRestfulGenericClient(PEER.baseUrl() + path);
  }

  private static Exchange exchange(String code) {
    return TestItem.about("AppointmentResponse/1")
        .with("patient", "Patient/p")
        .with(new VisitUpdate(code, "Appointment/1", "c-1", null))
        .exchange();
  }

  private static ResponseDefinitionBuilder json(String body) {
    return aResponse().withHeader("Content-Type", "application/fhir+json").withBody(body);
  }
}
