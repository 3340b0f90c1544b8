package org.rapport.routes.ehr.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.ehr.read.EhrFixture.sample;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.rapport.EhrChanges;
import org.rapport.routes.rapport.WorkExchange;

/** What EHRs send when something has changed, in all their dialects; and who may send it. */
class NotificationsTest {
  private static final String BASE = "https://fhirserver.org/fhir";
  private static final String SUBSCRIPTION = BASE + "/Subscription/123";
  private static final String SEARCH = BASE + "/Appointment";
  private static final String SECRET = "a-secret-of-the-ehr";

  private final Notifications door =
      new Notifications(new EhrBase(BASE), FhirContext.forR4Cached(), SECRET);

  @Test
  void aHandshakeAndAHeartbeatTellHowManyEventsThereWere() {
    assertThat(heard(sample("handshake_bundle_example.json")))
        .isEqualTo(events(new EhrChanges.Event(SUBSCRIPTION, "handshake", 0)));
    assertThat(heard(sample("heartbeat_bundle_example.json")))
        .isEqualTo(events(new EhrChanges.Event(SUBSCRIPTION, "heartbeat", 2)));
  }

  @Test
  void anEmptyPayloadSaysThatSomethingHasChanged() {
    EhrChanges changes = heard(sample("empty_notification_bundle_example.json"));

    assertThat(changes.search()).isEqualTo(SEARCH);
    assertThat(changes.events())
        .containsExactly(new EhrChanges.Event(SUBSCRIPTION, "event-notification", 1));
    assertThat(heard(sample("empty_notification_bundle_non_conformant_example.json")).search())
        .isEqualTo(SEARCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id_only_notification_bundle_example.json",
        "full_resource_notification_bundle_example.json"
      })
  void whatHasChangedIsLookedUp_whateverElseIsSaidOfIt(String sample) {
    EhrChanges encounter = heard(sample(sample));
    assertThat(encounter.lookUps()).isEmpty();
    assertThat(encounter.search()).isNull();

    EhrChanges visit = heard(sample(sample).replace("Encounter", "Appointment"));
    assertThat(visit.lookUps())
        .containsExactly(BASE + "/Appointment/86009987-eabe-42bf-8c02-b112b18cb616");
    assertThat(visit.events()).hasSize(1);
  }

  @Test
  void r4bBeginsWithASubscriptionStatus() {
    EhrChanges changes =
        heard(
            """
            {"resourceType": "Bundle", "type": "history", "entry": [{"resource": {
              "resourceType": "SubscriptionStatus", "type": "event-notification",
              "subscription": {"reference": "Subscription/123"},
              "eventsSinceSubscriptionStart": "8",
              "notificationEvent": [
                {"eventNumber": "7", "focus": {"reference": "Appointment/a"}},
                {"eventNumber": 8, "focus": {"reference": "Appointment/b"},
                 "additionalContext": [{"reference": "Patient/p"}]}]}}]}""");

    assertThat(changes.lookUps())
        .containsExactly(BASE + "/Appointment/a", BASE + "/Appointment/b", BASE + "/Patient/p");
    assertThat(changes.events()).extracting(EhrChanges.Event::number).containsExactly(7L, 8L);
  }

  @Test
  void noOtherHostIsEverLookedAt() {
    EhrChanges changes =
        heard(
            sample("id_only_notification_bundle_example.json")
                .replace("Encounter", "Appointment")
                .replace("https://fhirserver.org/fhir/App", "http://169.254.169.254/latest/App"));

    assertThat(changes.lookUps()).isEmpty();
    // That something has changed is still believed, and asked at the EHR.
    assertThat(changes.search()).isEqualTo(SEARCH);
    assertThat(heard("{\"resourceType\": \"Appointment\", \"id\": \"../admin\"}").lookUps())
        .isEmpty();
  }

  @Test
  void aClassicHookHasTheResource_inJsonOrXml_orNothing() {
    List<String> visit = List.of(BASE + "/Appointment/a");
    assertThat(heard("{\"resourceType\": \"Appointment\", \"id\": \"a\"}").lookUps())
        .isEqualTo(visit);
    Exchange xml =
        exchange("<Appointment xmlns=\"http://hl7.org/fhir\"><id value=\"a\"/></Appointment>");
    xml.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/fhir+xml;charset=UTF-8");
    assertThat(heard(xml).lookUps()).isEqualTo(visit);
    assertThat(heard("").search()).isEqualTo(SEARCH);
  }

  @Test
  void hapiPutsBelowTheEndpoint_andMedplumNamesWhatIsGone() {
    Exchange put = exchange("no FHIR at all");
    put.getMessage().setHeader("type", "Appointment");
    put.getMessage().setHeader("id", "a");
    assertThat(heard(put).lookUps()).containsExactly(BASE + "/Appointment/a");

    Exchange deleted = exchange("{}");
    deleted.getMessage().setHeader("X-Medplum-Deleted-Resource", "Appointment/gone");
    assertThat(heard(deleted)).isEqualTo(EhrChanges.of(List.of(BASE + "/Appointment/gone")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "\"x\"", "{\"a\": ", "<Appointment/>", "{} {}", "\u00ff"})
  void whatCannotBeReadIsRefused(String body) {
    assertThat(door.malformed(exchange(body))).isTrue();
  }

  @Test
  void xmlThatAsksForFilesOrIsNoneIsRefused() {
    for (String xml :
        List.of(
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                + "<Appointment xmlns=\"http://hl7.org/fhir\"><id value=\"&x;\"/></Appointment>",
            "{}")) {
      Exchange exchange = exchange(xml);
      exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/fhir+xml");
      assertThat(door.malformed(exchange)).isTrue();
    }
  }

  @Test
  void onlyWhoHasTheSecretIsHeard() {
    assertThat(refused("Bearer " + SECRET)).isFalse();
    assertThat(refused("bearer  " + SECRET)).isFalse();
    for (String header : new String[] {null, "", SECRET, "Basic " + SECRET, "Bearer", "Bearer x"}) {
      assertThat(refused(header)).as(header).isTrue();
    }
    Notifications closed = new Notifications(new EhrBase(BASE), FhirContext.forR4Cached(), " ");
    Exchange empty = exchange("");
    empty.getMessage().setHeader("Authorization", "Bearer ");
    assertThat(closed.unauthorized(empty)).isTrue();
  }

  private boolean refused(String header) {
    Exchange exchange = exchange("");
    if (header != null) {
      exchange.getMessage().setHeader("Authorization", header);
    }
    return door.unauthorized(exchange);
  }

  private EhrChanges heard(String body) {
    return heard(exchange(body));
  }

  private EhrChanges heard(Exchange exchange) {
    assertThat(door.malformed(exchange)).isFalse();
    door.read(exchange);
    return exchange.getProperty(WorkExchange.INBOUND, EhrChanges.class);
  }

  private static EhrChanges events(EhrChanges.Event event) {
    return new EhrChanges(List.of(), null, null, null, List.of(event));
  }

  private static Exchange exchange(String body) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    // As it comes from a socket: to be read once.
    exchange.getMessage().setBody(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    return exchange;
  }
}
