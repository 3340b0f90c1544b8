package org.rapport.routes.ehr.read;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our Subscription at an EHR: made once, renewed in time, left alone where somebody turned it off.
 */
class OwnSubscriptionTest {
  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance()
          .options(options().bindAddress("127.0.0.1").dynamicPort())
          .build();

  private static final String ENDPOINT = "https://rapport.example.org/ehr/notification";
  private static final String TOPIC = "https://ehr.example.org/topics/appointments";
  private static final String SUBSCRIPTIONS = "/r4/Subscription";
  private static final String SECRET = "a-secret-of-the-ehrs";

  private final EhrFixture ehr = new EhrFixture(PEER);

  private OwnSubscription own(String wanted) {
    return new OwnSubscription(
        ehr.ehr, ENDPOINT, SECRET, wanted, Clock.fixed(EhrFixture.NOW, ZoneOffset.UTC));
  }

  private void thereAre(String... subscriptions) {
    StringBuilder entries = new StringBuilder();
    for (String one : subscriptions) {
      entries
          .append(entries.isEmpty() ? "" : ",")
          .append("{\"resource\": ")
          .append(one)
          .append("}");
    }
    PEER.stubFor(
        get(urlPathEqualTo(SUBSCRIPTIONS))
            .willReturn(
                okForContentType(
                    EhrFixture.JSON,
                    "{\"resourceType\": \"Bundle\", \"type\": \"searchset\", \"entry\": ["
                        + entries
                        + "]}")));
    PEER.stubFor(post(urlPathEqualTo(SUBSCRIPTIONS)).willReturn(aResponse().withStatus(201)));
    PEER.stubFor(put(anyUrl()).willReturn(aResponse().withStatus(200)));
  }

  private static String stored(String status, String criteria, Duration left, String secret) {
    return """
        {"resourceType": "Subscription", "id": "s1", "meta": {"versionId": "7"}, "status": "%s",
         "reason": "r", "criteria": "%s", "end": "%s", "channel": {"type": "rest-hook",
         "endpoint": "%s", "header": ["Authorization: Bearer %s"]}}"""
        .formatted(status, criteria, EhrFixture.NOW.plus(left), ENDPOINT, secret);
  }

  @Test
  void whatIsMissingIsMade_withoutPayloadAndOnce() {
    thereAre(
        stored("active", TOPIC, Duration.ofDays(30), SECRET)
            .replace(ENDPOINT, "https://somebody.example.org/hook"));

    assertThat(own("classic").keep()).containsExactly("made", "made");

    PEER.verify(
        1,
        postRequestedFor(urlPathEqualTo(SUBSCRIPTIONS))
            .withHeader(
                "If-None-Exist",
                equalTo(
                    "url=https%3A%2F%2Frapport.example.org%2Fehr%2Fnotification"
                        + "&criteria=Appointment%3F"))
            .withHeader("Authorization", equalTo("Bearer ours"))
            .withRequestBody(matchingJsonPath("$.status", equalTo("requested")))
            .withRequestBody(matchingJsonPath("$.criteria", equalTo("Appointment?")))
            .withRequestBody(matchingJsonPath("$.channel.endpoint", equalTo(ENDPOINT)))
            .withRequestBody(
                matchingJsonPath("$.channel.header[0]", equalTo("Authorization: Bearer " + SECRET)))
            .withRequestBody(matchingJsonPath("$[?(!(@.channel.payload))]")));
  }

  @Test
  void byATopicOnlyTheIdIsToldAndAHeartbeatIsWanted() {
    thereAre();

    assertThat(own(TOPIC).keep()).containsExactly("made");

    PEER.verify(
        1,
        postRequestedFor(urlPathEqualTo(SUBSCRIPTIONS))
            .withRequestBody(matchingJsonPath("$.criteria", equalTo(TOPIC)))
            .withRequestBody(
                matchingJsonPath("$.channel._payload.extension[0].valueCode", equalTo("id-only")))
            .withRequestBody(
                matchingJsonPath("$.channel.extension[0].valueUnsignedInt", equalTo("3600"))));
  }

  @ParameterizedTest
  @CsvSource({
    "active,P20D,a-secret-of-the-ehrs,kept",
    "requested,P20D,a-secret-of-the-ehrs,kept",
    "active,P20D,***,kept",
    "error,P20D,a-secret-of-the-ehrs,renewed",
    "active,P9D,a-secret-of-the-ehrs,renewed",
    "active,P20D,the-secret-before,renewed",
    "off,P1D,the-secret-before,off"
  })
  void whatIsThereIsRenewedInTime(String status, Duration left, String secret, String done) {
    thereAre(stored(status, TOPIC, left, secret));

    assertThat(own(TOPIC).keep()).containsExactly(done);

    PEER.verify(0, postRequestedFor(anyUrl()));
    PEER.verify(
        done.equals("renewed") ? 1 : 0,
        putRequestedFor(urlPathEqualTo(SUBSCRIPTIONS + "/s1"))
            .withHeader("If-Match", equalTo("W/\"7\""))
            .withRequestBody(matchingJsonPath("$.status", equalTo("requested"))));
  }

  @Test
  void anEhrThatRefusesItStopsNothing() {
    PEER.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(403).withBody("no")));

    assertThatCode(() -> own("classic").keep(new DefaultExchange(new DefaultCamelContext())))
        .doesNotThrowAnyException();
  }
}
