package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.rapport.MailEvent;
import org.rapport.routes.rapport.WorkExchange;

/** Only who has the secret may report, and only about now. */
class EmailWebhookTest {
  private static final Instant NOW = Instant.parse("2027-05-10T15:00:00Z");
  private static final String BODY =
      """
      [{"type":"bounce","email":"a@example.org","diagnostic":"550 no"},
       {"type":"teleported","email":"b@example.org"}, {"type":"complaint"}, 7,
       {"type":"complaint","email":"c@example.org","messageId":"<1@x>"}]\
      """;

  private final EmailWebhook webhook =
      new EmailWebhook(new WebhookSignature("secret", List.of(Clock.fixed(NOW, ZoneOffset.UTC))));

  @ParameterizedTest
  @CsvSource({"0, false", "299, false", "-299, false", "301, true", "-301, true"})
  void whenSigned_thenItIsTakenForFiveMinutes(long seconds, boolean refused) {
    assertThat(webhook.unsigned(report(NOW.getEpochSecond() + seconds, "secret", BODY, BODY)))
        .isEqualTo(refused);
  }

  @Test
  void whenTheSecretTheBodyOrTheHeaderIsAnother_thenItIsRefused() throws Exception {
    long now = NOW.getEpochSecond();
    assertThat(webhook.unsigned(report(now, "other", BODY, BODY))).isTrue();
    assertThat(webhook.unsigned(report(now, "secret", BODY, BODY + " "))).isTrue();
    Exchange exchange = report(now, "secret", BODY, BODY);
    exchange.getMessage().setHeader("X-Rapport-Signature", "v1=00");
    assertThat(webhook.unsigned(exchange)).isTrue();
    assertThat(
            new EmailWebhook(new WebhookSignature("", List.of()))
                .unsigned(report(now, " ", BODY, BODY)))
        .isTrue();
  }

  @Test
  void whatCannotBeReadIsLeftOutAndTheOthersCount() {
    Exchange exchange = report(0, "secret", BODY, BODY);

    assertThat(webhook.malformed(exchange)).isFalse();
    webhook.read(exchange);

    assertThat(exchange.getProperty(WorkExchange.INBOUND))
        .isEqualTo(
            List.of(
                new MailEvent("bounce", "a@example.org", null, "550 no"),
                new MailEvent("complaint", "c@example.org", "<1@x>", null)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{}", "''", "not json", "[1", "null"})
  void whatIsNoArrayIsMalformed(String body) {
    assertThat(webhook.malformed(report(0, "secret", body, body))).isTrue();
  }

  private static Exchange report(long at, String secret, String signed, String body) {
    Exchange exchange = TestExchanges.empty();
    exchange.getMessage().setBody(body);
    exchange
        .getMessage()
        .setHeader("X-Rapport-Signature", "t=" + at + ",v1=" + mac(secret, at + "." + signed));
    return exchange;
  }

  private static String mac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
