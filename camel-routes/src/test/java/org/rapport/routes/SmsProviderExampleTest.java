package org.rapport.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The routes of {@code docs/examples/sms-provider} in a worker, with a provider at the other end
 * that speaks JSON, and what others have stumbled over with such providers.
 */
@Timeout(180)
class SmsProviderExampleTest {
  private static final String SECRET = "acme-callbacks-are-signed";

  @RegisterExtension
  static final WireMockExtension ACME =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private static ServerStub server;
  private static ExampleWorker worker;
  private static int next;

  @BeforeAll
  static void start() throws Exception {
    server = new ServerStub();
    worker =
        new ExampleWorker(
            server,
            Map.of(
                "RAPPORT_ROUTES", "../docs/examples/sms-provider",
                "RAPPORT_SMS_URL", "direct:acme-sms",
                "ACME_URL", ACME.baseUrl(),
                "ACME_TOKEN", "acme+token/=&",
                "ACME_FROM", "HARBOUR",
                "ACME_SECRET", SECRET));
  }

  @BeforeEach
  void anHourLater() {
    worker.anHourLater();
  }

  @AfterAll
  static void stop() {
    worker.close();
    server.close();
  }

  @Test
  void aTextGoesAsJson_andItsIdIsKeptAsText() throws Exception {
    acme(json(202, "{\"message\": {\"id\": 8412345678901234567, \"state\": \"accepted\"}}"));

    Map<String, String> outcome = send("Grüß Gott, \"Léa\" 👋\nà 9 h");

    assertThat(outcome)
        .containsEntry("outcome", "sent")
        .containsEntry("providerId", "8412345678901234567")
        .containsEntry("detail", "http-202");
    ACME.verify(
        postRequestedFor(urlEqualTo("/v1/messages"))
            .withHeader("Authorization", equalTo("Bearer acme+token/=&"))
            .withHeader("Content-Type", equalTo("application/json; charset=UTF-8"))
            .withoutHeader("RapportItem")
            .withRequestBody(
                equalToJson(
                    """
                    {"to": "+14165550142", "from": "HARBOUR", "reference": "attempt-%d",
                     "text": "Grüß Gott, \\"Léa\\" 👋\\nà 9 h"}
                    """
                        .formatted(next))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "200|{\"errors\": [{\"code\": 1007}]}|failed|invalid-address|-",
        "422|{\"errors\": [{\"code\": 1007}]}|failed|invalid-address|-",
        "400|{\"errors\": [{\"code\": 1009}]}|failed|opted-out|-",
        "403|{\"errors\": [{\"code\": 1103}]}|retry|held-sender|60",
        "200|{\"errors\": [{\"code\": 1301}]}|retry|held-account|60",
        "200|{\"errors\": [{\"code\": 1429}]}|retry|-|30",
        "400|{\"errors\": [{\"code\": 1429}]}|retry|-|30",
        "404|{\"errors\": [{\"code\": 1007}]}|failed|invalid-address|-",
        "200|{\"errors\": [{\"code\": 9999, \"title\": \"no +14165550142\"}]}|failed|delivery-failed|-",
        "500|{\"errors\": [{\"code\": 9000}]}|retry|-|-",
        "400|{}|failed|delivery-failed|-",
        "401|{}|retry|held-account|60",
        "503|<html>away</html>|retry|-|-",
        "502|<html>Bad gateway</html>|unknown|-|-",
        "407|<html>Who are you?</html>|retry|held-account|60",
        "200|<html>Please log in to this network</html>|unknown|-|-",
        "200|[]|unknown|-|-",
        "204||sent|-|-",
        "200|{\"errors\": \"words\"}|unknown|-|-",
      })
  void whatItAnswersIsAnOutcome(
      int status, String body, String outcome, String reason, String retryAfter) throws Exception {
    acme(json(status, body == null ? "" : body));

    Map<String, String> told = send("hello");

    assertThat(told.get("outcome")).isEqualTo(outcome);
    assertThat(told.get("reason")).isEqualTo(reason);
    assertThat(told.get("retryAfter")).isEqualTo(retryAfter);
    assertThat(told.values()).noneMatch(value -> value.contains("4165550142"));
    ACME.verify(1, postRequestedFor(urlEqualTo("/v1/messages")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"7|7", "Wed, 01 Dec 2027 10:00:00 GMT|15", "2.5|15", "-1|15"})
  void whenItIsBusyTheMessageComesAgainWhenItSays(String after, String seconds) throws Exception {
    acme(json(429, "{}").withHeader("Retry-After", after));

    assertThat(send("hello"))
        .containsEntry("outcome", "retry")
        .containsEntry("retryAfter", seconds);
  }

  /** By its status alone each would say that the account is refused. */
  @Test
  void numbersThatNobodyHasAreNoTroubleOfTheChannel() throws Exception {
    acme(json(404, "{\"errors\": [{\"code\": 1007}]}"));

    for (int i = 0; i < 15; i++) {
      assertThat(send("hello")).containsEntry("outcome", "failed");
    }
  }

  @Test
  void whatItTookAndNeverAnsweredIsUnknown_andIsNotSentAgain() throws Exception {
    acme(aResponse().withFault(Fault.EMPTY_RESPONSE));

    assertThat(send("hello")).containsEntry("outcome", "unknown");
    ACME.verify(1, postRequestedFor(urlEqualTo("/v1/messages")));
  }

  /** Half a minute, as the kamelet has it: longer than a slow provider, shorter than a lease. */
  @Test
  void whatItTookAndKeepsSilentAboutIsUnknown_whenTheTimeIsOver() throws Exception {
    acme(json(202, "{\"message\": {\"id\": 5}}").withFixedDelay(45_000));
    long began = System.nanoTime();

    assertThat(send("hello")).containsEntry("outcome", "unknown");
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(44));
    ACME.verify(1, postRequestedFor(urlEqualTo("/v1/messages")));
  }

  @Test
  void whenTheOutcomeCannotBeReported_itIsReportedAgain_andTheTextNotSentAgain() throws Exception {
    acme(json(202, "{\"message\": {\"id\": 5}}"));
    server.refuse(2);

    assertThat(send("hello")).containsEntry("outcome", "sent").containsEntry("providerId", "5");
    ACME.verify(1, postRequestedFor(urlEqualTo("/v1/messages")));
  }

  @Test
  void itsReportsReachTheAttempt() throws Exception {
    String body =
        "{\"id\": 5, \"reference\": \"attempt-9\", \"status\": \"UNDELIVERABLE\", \"code\": 1007}";

    assertThat(callback("status", body, signature(body))).isEqualTo(204);

    assertThat(parts(server.next("$delivery-status")))
        .containsEntry("attempt", "attempt-9")
        .containsEntry("status", "failed")
        .containsEntry("reason", "invalid-address");
  }

  @Test
  void aStatusThatNobodyKnowsChangesNothing() throws Exception {
    String body = "{\"id\": 5, \"reference\": \"attempt-9\", \"status\": \"PONDERED\"}";

    assertThat(callback("status", body, signature(body))).isEqualTo(204);
    assertThat(server.hears("$delivery-status")).isFalse();
  }

  @Test
  void whatPatientsWriteIsHandedOver() throws Exception {
    String body = "{\"id\": 77, \"from\": \"+14165550142\", \"text\": \"ARRÊT\"}";

    assertThat(callback("text", body, signature(body))).isEqualTo(204);

    assertThat(parts(server.next("$receive")))
        .containsEntry("channel", "sms")
        .containsEntry("messageId", "77")
        .containsEntry("from", "+14165550142")
        .containsEntry("body", "ARRÊT");
  }

  @Test
  void whoDoesNotKnowTheSecretIsNotHeard() throws Exception {
    String body = "{\"id\": 78, \"from\": \"+14165550142\", \"text\": \"STOP\"}";

    assertThat(callback("text", body, signature(body + " "))).isEqualTo(403);
    assertThat(callback("text", body, "")).isEqualTo(403);
    assertThat(callback("text", "<html>", signature("<html>"))).isEqualTo(400);
    assertThat(callback("text", "{\"id\": 78}", signature("{\"id\": 78}"))).isEqualTo(400);
    assertThat(server.hears("$receive")).isFalse();
  }

  private static void acme(ResponseDefinitionBuilder answer) {
    ACME.stubFor(post(urlEqualTo("/v1/messages")).willReturn(answer));
  }

  private static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", body.startsWith("<") ? "text/html" : "application/json")
        .withBody(body);
  }

  private static Map<String, String> send(String text) throws InterruptedException {
    next++;
    server.release("" + next, text);
    Parameters told = server.next("$complete");
    assertThat(told).as("an outcome").isNotNull();
    Map<String, String> outcome = parts(told);
    assertThat(outcome).containsEntry("attempt", "attempt-" + next);
    return outcome;
  }

  private static Map<String, String> parts(Parameters told) {
    return told.getParameter().stream()
        .flatMap(one -> one.hasPart() ? one.getPart().stream() : Stream.of(one))
        .collect(
            Collectors.toMap(
                part -> part.getName(), part -> part.getValue().primitiveValue(), (a, b) -> a));
  }

  private static String signature(String body) {
    return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, SECRET).hmacHex(body);
  }

  private static int callback(String path, String body, String signature) throws Exception {
    return worker.post("/webhooks/acme/" + path, body, Map.of("X-Acme-Signature", signature));
  }
}
