package org.rapport.routes.ehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rapport.profiles.Canonicals;
import org.rapport.routes.channel.TestExchanges;
import org.rapport.routes.channel.TestItem;
import org.rapport.routes.rapport.VisitUpdate;

/** An EHR that is to make a visit that was booked here. */
abstract class BookingEhr {
  static final String OWN = Canonicals.BASE + "/Appointment";
  static final String NINE = "2027-03-15T13:00:00Z";

  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  final FhirContext fhir = FhirContext.forR4Cached();

  @BeforeEach
  void anEhrThatKnowsThePatientAndNoVisit() {
    fhir.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
    PEER.stubFor(any(anyUrl()).atPriority(20).willReturn(aResponse().withStatus(404)));
    String visit =
        """
        {"resourceType": "Appointment", "id": "v1", "meta": {"versionId": "1"}, "status": "booked",
         "start": "%s", "end": "2027-03-15T13:30:00Z", "serviceType": [{"text": "Check-up"}],
         "extension": [{"url": "https://example.org/own", "valueString": "x"}],
         "participant": [
           {"actor": {"reference": "Patient/p1"}, "status": "accepted"},
           {"actor": {"reference": "Location/l1", "display": "Room 1"}, "status": "accepted"},
           {"actor": {"reference": "Practitioner/d1"}, "status": "accepted"}]}"""
            .formatted(NINE);
    ours("Appointment/v1/_history/1", visit);
    ours("Appointment/v1", visit);
    ours("Location/l1", resource("Location", "l1", "Location", "L9"));
    ours("Practitioner/d1", "{\"resourceType\": \"Practitioner\", \"id\": \"d1\"}");
    ours("Patient/p1", resource("Patient", "p1", "Patient", "P9"));
    PEER.stubFor(put(urlEqualTo("/ours/Appointment/v1")).willReturn(aResponse().withStatus(200)));
    PEER.stubFor(get(urlPathEqualTo("/ours/Appointment")).willReturn(json(found())));
    PEER.stubFor(get(urlPathEqualTo("/ehr/Appointment")).atPriority(9).willReturn(json(found())));
    can("");
  }

  static String resource(String type, String id, String of, String theirs) {
    return """
    {"resourceType": "%s", "id": "%s", "identifier": [{"system": "%s/ehr/%s", "value": "%s"}]}"""
        .formatted(type, id, PEER.baseUrl(), of, theirs);
  }

  static void ours(String path, String json) {
    PEER.stubFor(get(urlPathEqualTo("/ours/" + path)).willReturn(json(json)));
  }

  static void can(String rest) {
    PEER.stubFor(
        get(urlPathEqualTo("/ehr/metadata"))
            .willReturn(json("{\"resourceType\": \"CapabilityStatement\"" + rest + "}")));
  }

  static void posts(ResponseDefinitionBuilder answer) {
    PEER.stubFor(post(urlPathEqualTo("/ehr/Appointment")).willReturn(answer));
  }

  static ResponseDefinitionBuilder made(String location) {
    return aResponse().withStatus(201).withHeader("Location", location);
  }

  static String found(String... visits) {
    return "{\"resourceType\": \"Bundle\", \"type\": \"searchset\", \"entry\": ["
        + String.join(",", Arrays.stream(visits).map(v -> "{\"resource\": " + v + "}").toList())
        + "]}";
  }

  static String theirs(String id, String identifier, String start, String status) {
    return """
    {"resourceType": "Appointment", "id": "%s", "meta": {"versionId": "1"}, "status": "%s",
     "identifier": [%s], "start": "%s",
     "participant": [{"actor": {"reference": "Patient/P9"}, "status": "accepted"}]}"""
        .formatted(id, status, identifier, start);
  }

  static String own(String value) {
    return "{\"system\": \"%s\", \"value\": \"%s\"}".formatted(OWN, value);
  }

  Exchange book() {
    return told("booked", true);
  }

  Exchange told(String code, boolean bookings) {
    Exchange exchange =
        TestItem.about("Appointment/v1/_history/1")
            .with("patient", "p1")
            .with(new VisitUpdate(code, "Appointment/v1/_history/1", "c-1", null))
            .exchange();
    try {
      new EhrAppointments(
              () -> client("/ours"), () -> client("/ehr"), PEER.baseUrl() + "/ehr", bookings)
          .write(exchange);
    } catch (RuntimeException failed) {
      exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failed);
      new EhrFailure().outcome(exchange);
    }
    return exchange;
  }

  private IGenericClient client(String path) {
    return fhir.newRestfulGenericClient(PEER.baseUrl() + path);
  }

  static String came(Exchange exchange) {
    return TestExchanges.outcome(exchange) + " " + TestExchanges.detail(exchange);
  }

  static void kept(String id) {
    PEER.verify(
        1,
        putRequestedFor(urlEqualTo("/ours/Appointment/v1"))
            .withHeader("If-Match", equalTo("W/\"1\""))
            .withRequestBody(
                matchingJsonPath(
                    "$.identifier[?(@.system == '%s/ehr/Appointment')].value"
                        .formatted(PEER.baseUrl()),
                    containing(id))));
  }

  static void posted(int times) {
    PEER.verify(times, postRequestedFor(urlPathEqualTo("/ehr/Appointment")));
  }

  static void byNumber(String bundle) {
    PEER.stubFor(
        get(urlPathEqualTo("/ehr/Appointment"))
            .withQueryParam("identifier", equalTo(OWN + "|v1"))
            .willReturn(json(bundle)));
  }

  static void byTime(String bundle) {
    PEER.stubFor(
        get(urlPathEqualTo("/ehr/Appointment"))
            .withQueryParam("patient", equalTo("Patient/P9"))
            .willReturn(json(bundle)));
  }

  static void ehr(String id, String visit) {
    PEER.stubFor(get(urlPathEqualTo("/ehr/Appointment/" + id)).willReturn(json(visit)));
  }

  static ResponseDefinitionBuilder json(String body) {
    return aResponse()
        .withStatus(200)
        .withHeader("Content-Type", "application/fhir+json")
        .withBody(body);
  }
}
