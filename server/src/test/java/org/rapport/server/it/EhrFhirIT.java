package org.rapport.server.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An EHR that speaks FHIR tells that something has changed, and is asked what. */
@ExtendWith(SharedClinic.class)
class EhrFhirIT {
  private static final String JSON = "application/fhir+json";

  private final Clinic clinic;
  private final Person person = Person.next();
  private final ZonedDateTime start;
  private final String id = "A-" + person.id();

  EhrFhirIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void aNotificationBringsTheVisitAndItsReminders_andWhatFollowsChangesThem() {
    has("Patient/" + person.id(), patient());
    has("Location/L-" + person.id(), place());
    has("Appointment/" + id, visit("booked", 1));

    assertThat(notified(idOnly(id, 1)).status()).isEqualTo(200);

    Appointment visit = stored();
    assertThat(visit.getStatus()).isEqualTo(Appointment.AppointmentStatus.BOOKED);
    assertThat(visit.getStart().toInstant()).isEqualTo(start.toInstant());
    String ours = visit.getIdElement().getIdPart();
    assertThat(clinic.outreach().planned(ours))
        .filteredOn(planned -> planned.status().equals("active"))
        .extracting(Outreach.Planned::step)
        .containsAll(Outreach.REMINDERS);

    // HAPI puts the resource below the endpoint; what it says there is not believed.
    has("Appointment/" + id, visit("cancelled", 2));
    FhirClient.Answer answer =
        peer("PUT", "/ehr/notification/Appointment/" + id, visit("arrived", 3));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    clinic.settle();
    assertThat(stored().getStatus()).isEqualTo(Appointment.AppointmentStatus.CANCELLED);
    assertThat(clinic.outreach().planned(ours))
        .filteredOn(planned -> Outreach.REMINDERS.contains(planned.step()))
        .allMatch(planned -> planned.status().equals("revoked"));

    clinic.ehrFhir().stubFor(resource("Appointment/" + id).willReturn(aResponse().withStatus(410)));
    assertThat(peer("DELETE", "/ehr/notification/Appointment/" + id, null).status()).isEqualTo(200);
    clinic.settle();
    assertThat(stored().getStatus()).isEqualTo(Appointment.AppointmentStatus.ENTEREDINERROR);
  }

  @Test
  void theEhrKnowsUsByAKey_whosePublicHalfAnybodyMayRead() throws Exception {
    FhirClient.Answer answer = clinic.fhir().anonymous("GET", "/ehr/jwks.json", "text/plain", null);

    assertThat(answer.status()).isEqualTo(200);
    RSAKey key = (RSAKey) JWKSet.parse(answer.body()).getKeys().get(0);
    assertThat(key.isPrivate()).isFalse();
    has("Patient/" + person.id(), patient());
    has("Location/L-" + person.id(), place());
    has("Appointment/" + id, visit("booked", 1));
    notified(idOnly(id, 1));
    clinic
        .ehrFhir()
        .verify(
            getRequestedFor(urlPathEqualTo("/r4/Appointment/" + id))
                .withHeader("Authorization", equalTo("Bearer of-the-ehr")));
    clinic
        .ehrFhir()
        .verify(
            postRequestedFor(urlPathEqualTo("/token"))
                .withRequestBody(containing("client_assertion=")));
  }

  @ParameterizedTest
  @CsvSource({"POST, /ehr/notification", "PUT, /ehr/notification/Appointment/1"})
  void withoutTheSecretNobodyIsHeard(String method, String path) {
    for (Map<String, String> headers :
        List.of(
            Map.<String, String>of(),
            Map.of("Authorization", "Bearer wrong"),
            Map.of("Authorization", "Bearer " + clinic.fhir().token()))) {
      FhirClient.Answer answer = clinic.fhir().peer(method, path, JSON, "{}", headers);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void whatIsNoNotificationIsRefused_andNothingElseIsThere() {
    assertThat(peer("POST", "/ehr/notification", "{").status()).isEqualTo(400);
    assertThat(peer("POST", "/ehr/notification", "\"x\"").status()).isEqualTo(400);
    assertThat(
            peer("POST", "/ehr/notification", "{\"a\": \"%s\"}".formatted("x".repeat(300_000)))
                .status())
        .isEqualTo(413);
    assertThat(peer("GET", "/ehr/notification", null).status()).isEqualTo(404);
    assertThat(peer("POST", "/ehr/notification/Appointment/1/2", "{}").status()).isEqualTo(404);
  }

  @Test
  void withoutAPayloadTheEhrIsSearched_fromTheWatermarkOn() {
    has("Patient/" + person.id(), patient());
    has("Location/L-" + person.id(), place());
    StubMapping page =
        clinic
            .ehrFhir()
            .stubFor(
                get(urlPathEqualTo("/r4/Appointment"))
                    .atPriority(3)
                    .withQueryParam("_sort", equalTo("_lastUpdated"))
                    .willReturn(
                        json(
                            """
                            {"resourceType": "Bundle", "type": "searchset", "entry": [
                              {"resource": {"resourceType": "Appointment", "id": "broken-%s",
                                "participant": [{"actor": {"reference": "Patient/%s"}}]}},
                              {"resource": %s}]}"""
                                .formatted(person.id(), person.id(), visit("booked", 1)))));
    try {
      peer("POST", "/ehr/notification", "");
      clinic.settle();
      assertThat(stored().getStatus()).isEqualTo(Appointment.AppointmentStatus.BOOKED);

      peer("POST", "/ehr/notification", "");
      clinic.settle();
      clinic
          .ehrFhir()
          .verify(
              getRequestedFor(urlPathEqualTo("/r4/Appointment"))
                  .withQueryParam(
                      "_lastUpdated", matching("ge" + updated(1).substring(0, 10) + ".*Z")));
      assertThat(stored().getMeta().getVersionId()).isEqualTo("1");
    } finally {
      clinic.ehrFhir().removeStub(page);
    }
  }

  @Test
  void anEventThatDidNotComeIsAskedFor() {
    has("Patient/" + person.id(), patient());
    has("Location/L-" + person.id(), place());
    has("Appointment/" + id, visit("booked", 1));
    clinic
        .ehrFhir()
        .stubFor(
            get(urlPathEqualTo("/r4/Subscription/S-" + person.id() + "/$events"))
                .withQueryParam("eventsSinceNumber", equalTo("3"))
                .willReturn(json(idOnly(id, 3).replace("event-notification", "query-event"))));
    notified(idOnly("elsewhere", 1).replace("Appointment/", "Observation/"));
    notified(idOnly("elsewhere", 2).replace("Appointment/", "Observation/"));

    notified(heartbeat(3));
    clinic.advance(Duration.ofMinutes(1));

    assertThat(stored().getStatus()).isEqualTo(Appointment.AppointmentStatus.BOOKED);
    notified(heartbeat(3));
    clinic.advance(Duration.ofMinutes(1));
    clinic
        .ehrFhir()
        .verify(
            1, getRequestedFor(urlPathEqualTo("/r4/Subscription/S-" + person.id() + "/$events")));
  }

  @Test
  void anEhrThatWantsToBeLeftAloneIs_andThenItIsAskedAgain() {
    has("Patient/" + person.id(), patient());
    has("Location/L-" + person.id(), place());
    clinic
        .ehrFhir()
        .stubFor(
            resource("Appointment/" + id)
                .willReturn(aResponse().withStatus(503).withHeader("Retry-After", "1800")));
    notified(idOnly(id, 1));
    has("Appointment/" + id, visit("booked", 1));

    clinic.advance(Duration.ofMinutes(29));
    assertThat(found()).isEmpty();
    clinic.advance(Duration.ofMinutes(2));
    assertThat(stored().getStatus()).isEqualTo(Appointment.AppointmentStatus.BOOKED);
  }

  @Test
  void whatWeHaveAloneIsFoundByAComparison_onDemand() {
    has("Patient/" + person.id(), patient());
    has("Location/L-" + person.id(), place());
    has("Appointment/" + id, visit("booked", 1));
    notified(idOnly(id, 1));
    clinic.ehrFhir().stubFor(resource("Appointment/" + id).willReturn(aResponse().withStatus(404)));
    Parameters in = new Parameters();
    in.addParameter("compare", new UriType(system()));

    clinic.fhir().post("/$ehr-changes", in).accepted();
    clinic.settle();

    assertThat(stored().getStatus()).isEqualTo(Appointment.AppointmentStatus.ENTEREDINERROR);
    in.addParameter("nightly", true);
    Parameters answer = clinic.fhir().post("/$ehr-changes", in).accepted().as(Parameters.class);
    assertThat(answer.getParameter("asked").getValue().primitiveValue()).isEqualTo("0");
  }

  @Test
  void whatCannotBeMappedIsATaskWithTheEhrsOwnId() {
    has("Patient/" + person.id(), patient());
    has("Location/L-" + person.id(), place());
    has("Appointment/" + id, visit("booked", 1).replace("\"start\"", "\"begin\""));

    notified(idOnly(id, 1));

    assertThat(clinic.outreach().tasks("escalation"))
        .filteredOn(task -> id.equals(task.getFocus().getIdentifier().getValue()))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getFocus().getIdentifier().getSystem()).isEqualTo(system());
              assertThat(task.getStatus()).isEqualTo(Task.TaskStatus.REQUESTED);
            });
    assertThat(found()).isEmpty();
  }

  private List<Appointment> found() {
    return clinic.fhir().search(Appointment.class, "identifier=" + system() + "%7C" + id);
  }

  private Appointment stored() {
    assertThat(found()).hasSize(1);
    return found().get(0);
  }

  private String base() {
    return "http://127.0.0.1:" + clinic.ehrFhir().port() + "/r4";
  }

  private String system() {
    return base() + "/Appointment";
  }

  private FhirClient.Answer notified(String body) {
    FhirClient.Answer answer = peer("POST", "/ehr/notification", body);
    clinic.settle();
    return answer;
  }

  private FhirClient.Answer peer(String method, String path, String body) {
    return clinic
        .fhir()
        .peer(method, path, JSON, body, Map.of("Authorization", "Bearer " + Clinic.EHR_SECRET));
  }

  private void has(String path, String json) {
    clinic.ehrFhir().stubFor(resource(path).willReturn(json(json)));
  }

  private static com.github.tomakehurst.wiremock.client.MappingBuilder resource(String path) {
    return get(urlPathEqualTo("/r4/" + path)).atPriority(1);
  }

  private static ResponseDefinitionBuilder json(String body) {
    return okForContentType(JSON, body);
  }

  private String patient() {
    return """
        {"resourceType": "Patient", "id": "%s", "active": true,
         "name": [{"family": "Byron", "given": ["%s"]}], "birthDate": "1980-01-01",
         "telecom": [{"system": "phone", "use": "mobile", "value": "%s"}]}"""
        .formatted(person.id(), person.given(), person.phone());
  }

  private String place() {
    return """
        {"resourceType": "Location", "id": "L-%s", "name": "EHR place of %s"}"""
        .formatted(person.id(), person.id());
  }

  private String visit(String status, int version) {
    return """
        {"resourceType": "Appointment", "id": "%s", "status": "%s",
         "meta": {"versionId": "%d", "lastUpdated": "%s"},
         "start": "%s", "end": "%s", "participant": [
           {"actor": {"reference": "Patient/%s"}, "status": "needs-action"},
           {"actor": {"reference": "%s/Location/L-%s"}, "status": "accepted"}]}"""
        .formatted(
            id,
            status,
            version,
            updated(version),
            start.toInstant(),
            start.toInstant().plusSeconds(1800),
            person.id(),
            base(),
            person.id());
  }

  private String updated(int version) {
    Instant morning = start.minusDays(10).withHour(9).toInstant();
    return morning.plusSeconds(version).toString();
  }

  private String idOnly(String appointment, int number) {
    return """
        {"resourceType": "Bundle", "type": "history", "entry": [
          {"resource": {"resourceType": "Parameters", "parameter": [
            {"name": "subscription", "valueReference": {"reference": "%1$s/Subscription/S-%2$s"}},
            {"name": "type", "valueCode": "event-notification"},
            {"name": "notification-event", "part": [
              {"name": "event-number", "valueString": "%3$d"},
              {"name": "focus", "valueReference": {"reference": "%1$s/Appointment/%4$s"}}]}]}},
          {"fullUrl": "%1$s/Appointment/%4$s",
           "request": {"method": "PUT", "url": "Appointment/%4$s"}}]}"""
        .formatted(base(), person.id(), number, appointment);
  }

  private String heartbeat(int count) {
    return """
        {"resourceType": "Bundle", "type": "history", "entry": [
          {"resource": {"resourceType": "Parameters", "parameter": [
            {"name": "subscription", "valueReference": {"reference": "%s/Subscription/S-%s"}},
            {"name": "type", "valueCode": "heartbeat"},
            {"name": "events-since-subscription-start", "valueString": "%d"}]}}]}"""
        .formatted(base(), person.id(), count);
  }
}
