package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.rapport.WorkExchange;

/** What the gateway is asked, and what its answers mean. */
class SmsGatewayTest {
  private final SmsGateway gateway =
      new SmsGateway("AC1", "t0ken", "+14165550100", "https://clinic.example/status/");

  @Test
  void whenPrepared_thenTheFormIsEncodedAsUtf8() {
    Exchange exchange = TestExchanges.sms("+14165550123", "1+1=2 & é 😀\n100%");
    exchange.getMessage().setHeader("CamelHttpUri", "http://elsewhere.example");

    gateway.prepare(exchange);

    assertThat(exchange.getMessage().getBody(String.class))
        .isEqualTo(
            "To=%2B14165550123&From=%2B14165550100"
                + "&Body=1%2B1%3D2+%26+%C3%A9+%F0%9F%98%80%0A100%25"
                + "&StatusCallback=https%3A%2F%2Fclinic.example%2Fstatus%2Fattempt-1");
    assertThat(exchange.getMessage().getHeaders())
        .containsEntry("Authorization", "Basic QUMxOnQwa2Vu")
        .containsEntry(Exchange.HTTP_METHOD, "POST")
        .containsEntry(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded;charset=UTF-8")
        .doesNotContainKey("CamelHttpUri");
  }

  @Test
  void whenPrepared_thenTheFormReadsBackAsItWas() {
    String body = "Grüße, Łukasz: 5 > 4; a=b&c+d \"ñ\" 👩‍⚕️";
    Exchange exchange = TestExchanges.sms("+14165550123", body);

    gateway.prepare(exchange);

    assertThat(FormBody.parse(exchange.getMessage().getBody(String.class)))
        .containsEntry("Body", body)
        .containsEntry("To", "+14165550123");
  }

  @Test
  void whenTaken_thenItIsSentWithTheProvidersIdentifier() {
    Exchange exchange =
        outcomeOf(201, "{\"sid\":\"SM9\",\"status\":\"queued\",\"error_code\":null}");

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("sent");
    assertThat(TestExchanges.detail(exchange)).isEqualTo("http-201");
    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isEqualTo("SM9");
    assertThat(exchange.getProperty(WorkExchange.DELIVERY_STATUS)).isEqualTo("queued");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "[]", "null", "\"ok\"", "{\"sid\":", "{\"sid\":{}}"})
  void whenTakenInWordsNobodyKnows_thenItIsStillSent(String body) {
    Exchange exchange = outcomeOf(200, body);

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("sent");
    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isNull();
    assertThat(exchange.getProperty(WorkExchange.DELIVERY_STATUS)).isEqualTo("sent");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void whenTheProviderAsksToComeAgain_thenItIsRetried(int status) {
    assertThat(TestExchanges.outcome(outcomeOf(status, "{\"code\":20429}"))).isEqualTo("retry");
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 504})
  void whenAProxyCannotTell_thenItIsUnknown(int status) {
    assertThat(TestExchanges.outcome(outcomeOf(status, "<html>Bad gateway</html>")))
        .isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "400, 21610, opted-out, http-400-21610",
    "400, 21211, invalid-address, http-400-21211",
    "400, 21214, delivery-failed, http-400-21214",
    "400, 21217, invalid-address, http-400-21217",
    "400, 21614, invalid-address, http-400-21614",
    "400, 30007, delivery-failed, http-400-30007",
    "400, 21617, delivery-failed, http-400-21617",
  })
  void whenTheProviderRefuses_thenItsCodeSaysWhy(
      int status, int code, String reason, String detail) {
    Exchange exchange = outcomeOf(status, "{\"code\":" + code + ",\"message\":\"To +1416...\"}");

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("failed");
    assertThat(TestExchanges.reason(exchange)).isEqualTo(reason);
    assertThat(TestExchanges.detail(exchange)).isEqualTo(detail);
  }

  @ParameterizedTest
  @CsvSource({
    "401, 20003, held-account",
    "401, 0, held-account",
    "402, 0, held-account",
    "403, 20005, held-account",
    "404, 20404, held-account",
    "301, 0, held-account",
    "400, 21606, held-sender",
    "400, 21603, held-sender",
    "400, 21659, held-sender",
    "400, 21660, held-sender",
    "400, 21408, held-region",
    "400, 30034, held-registration",
  })
  void whenTheAccountIsRefused_thenMessagesWaitAndStaffAreTold(
      int status, int code, String reason) {
    Exchange exchange = outcomeOf(status, "{\"code\":" + code + "}");

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("retry");
    assertThat(TestExchanges.reason(exchange)).isEqualTo(reason);
    assertThat(exchange.getProperty(WorkExchange.RETRY_AFTER)).isEqualTo(60);
    assertThat(exchange.getProperty(WorkExchange.TROUBLE)).isEqualTo(true);
  }

  @Test
  void whenTheProvidersQueueIsFull_thenItIsRetried() {
    assertThat(TestExchanges.outcome(outcomeOf(400, "{\"code\":21611}"))).isEqualTo("retry");
  }

  @Test
  void whenTheProviderRefusesWithoutACode_thenDeliveryFailed() {
    Exchange exchange = outcomeOf(400, "");

    assertThat(TestExchanges.reason(exchange)).isEqualTo("delivery-failed");
    assertThat(TestExchanges.detail(exchange)).isEqualTo("http-400");
  }

  private Exchange outcomeOf(int status, String body) {
    Exchange exchange = TestExchanges.answered(status, body);
    gateway.outcome(exchange);
    return exchange;
  }
}
