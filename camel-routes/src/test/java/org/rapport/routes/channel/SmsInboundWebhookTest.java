package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.rapport.routes.rapport.InboundText;
import org.rapport.routes.rapport.WorkExchange;

/** Only the provider may bring a text, and it is read as it was sent. */
class SmsInboundWebhookTest {
  /** The vector of the provider's documentation, "Validating requests". */
  private final SmsInboundWebhook webhook =
      new SmsInboundWebhook("12345", "https://mycompany.com/myapp.php?foo=1&bar=2");

  @Test
  void whenSignedWithOurToken_thenItIsTaken() {
    String form =
        "Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309"
            + "&CallSid=CA1234567890ABCDE";

    assertThat(webhook.unsigned(text(form, "RSOYDt4T1cUTdK1PDd93/VVr8B8="))).isFalse();
    assertThat(webhook.unsigned(text(form + "&x=1", "RSOYDt4T1cUTdK1PDd93/VVr8B8="))).isTrue();
    assertThat(webhook.unsigned(text(form, null))).isTrue();
  }

  @Test
  void whenNothingTellsItFromOthers_thenItIsMalformed() {
    assertThat(webhook.malformed(text("From=%2B1416&MessageSid=SM1", null))).isFalse();
    assertThat(webhook.malformed(text("From=%2B1416&MessageSid=", null))).isTrue();
    assertThat(webhook.malformed(text("MessageSid=SM1&Body=STOP", null))).isTrue();
    assertThat(webhook.malformed(text("", null))).isTrue();
  }

  @Test
  void theTextIsReadAsItWasSent() {
    Exchange exchange =
        text("From=%2B14165550123&MessageSid=SM1&Body=Arr%C3%AAt+%F0%9F%9B%91", null);

    webhook.read(exchange);

    assertThat(exchange.getProperty(WorkExchange.INBOUND))
        .isEqualTo(new InboundText("sms", "SM1", "+14165550123", "Arrêt 🛑"));
    assertThat(exchange.getProperty(WorkExchange.INBOUND).toString()).doesNotContain("+1416");
  }

  private static Exchange text(String form, String signature) {
    Exchange exchange = TestExchanges.empty();
    exchange.getMessage().setBody(form);
    exchange.getMessage().setHeader("X-Twilio-Signature", signature);
    return exchange;
  }
}
