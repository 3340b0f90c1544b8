package org.rapport.routes.ehr.read;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.rapport.routes.ehr.read.EhrFixture.JSON;
import static org.rapport.routes.ehr.read.EhrFixture.PATIENT;
import static org.rapport.routes.ehr.read.EhrFixture.resource;
import static org.rapport.routes.ehr.read.EhrFixture.sample;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.channel.TestItem;
import org.rapport.routes.rapport.EhrChanges;
import org.rapport.routes.rapport.WorkExchange;

/** Searches for changes and missed events, at EHRs that are slow, odd, or say no. */
class LookUpsTest {
  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private EhrFixture ehr;

  @BeforeEach
  void patient() {
    ehr = new EhrFixture(PEER);
    ehr.has(PATIENT);
  }

  @Test
  void allPagesAreApplied_inWhateverOrder_andTheWatermarkIsTheLatestOfThem() {
    PEER.stubFor(
        resource("Appointment")
            .withQueryParam("_lastUpdated", equalTo("ge2027-03-01T09:55:00Z"))
            .withQueryParam("_sort", equalTo("_lastUpdated"))
            .willReturn(page("Appointment?page=2", visit("a", "2027-03-01T12:00:00Z", "booked"))));
    PEER.stubFor(
        resource("Appointment")
            .withQueryParam("page", equalTo("2"))
            .willReturn(page(null, visit("b", "2027-03-01T11:00:00Z", "booked"))));

    assertThat(search("2027-03-01T10:00:00Z")).isEqualTo("sent");

    assertThat(ehr.store.all(Appointment.class)).hasSize(2);
    assertThat(watermark()).isEqualTo("2027-03-01T12:00:00Z");
  }

  @Test
  void oneBadEntryCostsItsPageNothing_andIsLookedUpAlone() {
    PEER.stubFor(
        resource("Appointment")
            .willReturn(
                page(
                    null,
                    visit("a", "2027-03-01T12:00:00Z", "no status of FHIR"),
                    "{\"resourceType\": \"OperationOutcome\"}",
                    "{\"resourceType\": \"Appointment\"}",
                    "7",
                    visit("b", "2027-03-01T11:00:00Z", "booked"))));

    assertThat(search("2027-03-01T10:00:00Z")).isEqualTo("sent");

    assertThat(ehr.store.all(Appointment.class)).hasSize(1);
    assertThat(ehr.told.get(0).getParameter("lookUp").getValue().primitiveValue())
        .isEqualTo(ehr.base.url() + "/Appointment/a");
    assertThat(watermark()).isEqualTo("2027-03-01T12:00:00Z");
  }

  @Test
  void anEhrThatFallsSilentWithinAPageIsLeftAlone_andComesAgain() {
    PEER.stubFor(resource("Patient/example").willReturn(aResponse().withStatus(504)));
    PEER.stubFor(
        resource("Appointment")
            .willReturn(
                page(
                    null,
                    Stream.of("a", "b", "c", "d", "e", "f")
                        .map(id -> visit(id, "2027-03-01T12:00:00Z", "booked"))
                        .toArray(String[]::new))));

    assertThat(search("2027-03-01T10:00:00Z")).isEqualTo("retry");

    PEER.verify(4, getRequestedFor(urlPathEqualTo("/r4/Patient/example")));
    assertThat(ehr.told).isEmpty();
  }

  @Test
  void withoutAWatermarkEveryVisitFromTodayOnIsAskedFor() {
    PEER.stubFor(resource("Appointment").willReturn(page(null)));

    search(null);

    PEER.verify(
        getRequestedFor(urlPathEqualTo("/r4/Appointment"))
            .withQueryParam("date", equalTo("ge2027-02-28"))
            .withQueryParam("_lastUpdated", absent()));
    assertThat(watermark()).isEqualTo(EhrFixture.NOW.toString());
  }

  @Test
  void aClockThatIsYearsAheadMovesTheWatermarkToNowAtMost() {
    PEER.stubFor(
        resource("Appointment")
            .willReturn(page(null, visit("a", "2099-03-01T12:00:00Z", "booked"))));

    search("2027-03-01T10:00:00Z");

    assertThat(watermark()).isEqualTo(EhrFixture.NOW.toString());
  }

  @Test
  void aPageAtAnotherHostIsNotRead_norIsTheWatermarkMoved() {
    PEER.stubFor(
        resource("Appointment").willReturn(page("http://169.254.169.254/Appointment?page=2")));

    assertThat(search("2027-03-01T10:00:00Z")).isEqualTo("retry");
    assertThat(ehr.told).isEmpty();
  }

  @Test
  void aPageThatLeadsToItselfIsReadOnce() {
    PEER.stubFor(
        resource("Appointment")
            .willReturn(page("Appointment?page=1", visit("a", "2027-03-01T12:00:00Z", "booked"))));

    assertThat(search("2027-03-01T10:00:00Z")).isEqualTo("sent");
    PEER.verify(2, getRequestedFor(urlPathEqualTo("/r4/Appointment")));
  }

  @ParameterizedTest
  @CsvSource({
    "429, 120, retry, 120",
    "503, 'Mon, 01 Mar 2027 15:10:00 GMT', retry, 600",
    "503, 999999999, retry, 21600",
    "503, soon, retry, ",
    "401, , retry, ",
    "302, , failed, ",
    "400, , failed, ",
    "200, , retry, "
  })
  void whatTheEhrAnswersSaysWhetherAndWhenItIsAskedAgain(
      int status, String retryAfter, String outcome, String seconds) {
    ResponseDefinitionBuilder answer = aResponse().withStatus(status).withBody("<html>");
    if (retryAfter != null) {
      answer.withHeader("Retry-After", retryAfter);
    }
    PEER.stubFor(
        resource("Appointment/a")
            .willReturn(answer.withHeader("Location", PEER.baseUrl() + "/r4/Patient/example")));

    Exchange exchange = run("Appointment/a", null);

    assertThat(exchange.getProperty(WorkExchange.OUTCOME)).isEqualTo(outcome);
    assertThat(exchange.getProperty(WorkExchange.RETRY_AFTER, String.class)).isEqualTo(seconds);
    PEER.verify(1, getRequestedFor(urlPathEqualTo("/r4/Appointment/a")));
    PEER.verify(0, getRequestedFor(urlPathEqualTo("/r4/Patient/example")));
  }

  @Test
  void whatIsToComeIsCompared_andWhatWeHaveAloneIsLookedUp() {
    ehr.coming.addAll(List.of("a", "gone"));
    PEER.stubFor(
        resource("Appointment")
            .withQueryParam("date", equalTo("ge2027-02-28"))
            .willReturn(page(null, visit("a", "2027-03-01T12:00:00Z", "booked"))));

    Exchange exchange = run("Appointment?date", null);

    assertThat(exchange.getProperty(WorkExchange.DETAIL, String.class))
        .contains("changed 1,", "here alone 1 of 2");
    assertThat(ehr.told.get(0).getParameter("lookUp").getValue().primitiveValue())
        .isEqualTo(ehr.base.url() + "/Appointment/gone");
    assertThat(watermark()).isEqualTo(EhrFixture.NOW.toString());
  }

  @Test
  void anEhrThatShowsNothingAtOnceIsNotBelieved() {
    for (int i = 0; i < 11; i++) {
      ehr.coming.add("v" + i);
    }
    PEER.stubFor(resource("Appointment").willReturn(page(null)));

    Exchange exchange = run("Appointment?date", null);

    assertThat(exchange.getProperty(WorkExchange.OUTCOME)).isEqualTo("failed");
    assertThat(exchange.getProperty(WorkExchange.DETAIL)).isEqualTo("missing-at-the-ehr-11-of-11");
    assertThat(ehr.told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2027-03-01T06:30:00Z, true", "2027-03-01T15:00:00Z, false"})
  void aComparisonIsAskedForAtNight(String now, boolean asked) {
    Exchange exchange = exchange("", null);
    new EhrPoll(
            ehr.base, Clock.fixed(Instant.parse(now), ZoneOffset.UTC), ZoneId.of("America/Toronto"))
        .ask(exchange);

    EhrChanges changes = exchange.getProperty(WorkExchange.INBOUND, EhrChanges.class);
    assertThat(changes.search()).isEqualTo(ehr.base.system("Appointment"));
    assertThat(changes.comparison() != null).isEqualTo(asked);
  }

  @Test
  void aBodyThatDoesNotEndIsNotWaitedFor() {
    PEER.stubFor(
        resource("Appointment/a")
            .willReturn(
                aResponse().withBody("{" + " ".repeat(1000)).withChunkedDribbleDelay(50, 60_000)));

    assertTimeout(Duration.ofSeconds(30), () -> run("Appointment/a", null));
    assertThat(outcome("Appointment/a", null)).isEqualTo("retry");
  }

  @Test
  void missedEventsAreAskedForByNumber() {
    PEER.stubFor(
        resource("Subscription/9/$events")
            .withQueryParam("eventsSinceNumber", equalTo("6"))
            .willReturn(
                okForContentType(
                    JSON,
                    sample("id_only_notification_bundle_example.json")
                        .replace("https://fhirserver.org/fhir", ehr.base.url())
                        .replace("Encounter", "Appointment")
                        .replace("event-notification", "query-event"))));

    assertThat(outcome("Subscription/9", "5")).isEqualTo("sent");

    Parameters told = ehr.told.get(0);
    assertThat(told.getParameter("lookUp").getValue().primitiveValue())
        .startsWith(ehr.base.url() + "/Appointment/");
    assertThat(type(told)).isEqualTo("caught-up");
  }

  @ParameterizedTest
  @CsvSource({"404", "400", "501"})
  void anEhrWithoutEventsIsSearched(int status) {
    PEER.stubFor(resource("Subscription/9/$events").willReturn(aResponse().withStatus(status)));

    assertThat(outcome("Subscription/9", "5")).isEqualTo("sent");

    Parameters told = ehr.told.get(0);
    assertThat(told.getParameter("search").getValue().primitiveValue())
        .isEqualTo(ehr.base.system("Appointment"));
    assertThat(type(told)).isEqualTo("caught-up");
  }

  @Test
  void whatAnotherEhrHadIsAPersons() {
    Exchange exchange = exchange("https://old.example/fhir/Appointment/a", null);
    ehr.lookUps.run(exchange);

    assertThat(exchange.getProperty(WorkExchange.OUTCOME)).isEqualTo("failed");
    assertThat(exchange.getProperty(WorkExchange.DETAIL)).isEqualTo("not-of-this-ehr");
  }

  private static String type(Parameters told) {
    return told.getParameter("event").getPart().stream()
        .filter(part -> part.getName().equals("type"))
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  private String watermark() {
    Parameters last = ehr.told.get(ehr.told.size() - 1);
    return last.getParameter("watermark").getPart().stream()
        .filter(part -> part.getName().equals("at"))
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  private String search(String since) {
    return outcome("Appointment?_lastUpdated", since);
  }

  private String outcome(String what, String since) {
    return run(what, since).getProperty(WorkExchange.OUTCOME, String.class);
  }

  private Exchange run(String what, String since) {
    Exchange exchange = exchange(ehr.base.url() + "/" + what, since);
    ehr.lookUps.run(exchange);
    return exchange;
  }

  private static Exchange exchange(String focus, String since) {
    return TestItem.about(focus).with("date", since).exchange();
  }

  private ResponseDefinitionBuilder page(String next, String... resources) {
    List<String> entries = Stream.of(resources).map("{\"resource\": %s}"::formatted).toList();
    String link =
        next == null
            ? ""
            : ", \"link\": [{\"relation\": \"next\", \"url\": \"%s\"}]"
                .formatted(next.startsWith("http") ? next : ehr.base.url() + "/" + next);
    return okForContentType(
        JSON,
        entries.stream()
            .collect(
                Collectors.joining(
                    ",",
                    "{\"resourceType\": \"Bundle\", \"type\": \"searchset\""
                        + link
                        + ", \"entry\": [",
                    "]}")));
  }

  private static String visit(String id, String updated, String status) {
    return """
    {"resourceType": "Appointment", "id": "%s", "status": "%s",
     "meta": {"versionId": "1", "lastUpdated": "%s"},
     "start": "2027-03-09T14:30:00Z", "end": "2027-03-09T15:00:00Z",
     "participant": [{"actor": {"reference": "Patient/example"}, "status": "accepted"}]}\
    """
        .formatted(id, status, updated);
  }
}
