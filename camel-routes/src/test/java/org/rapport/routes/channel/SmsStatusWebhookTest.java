package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.rapport.WorkExchange;

/** Only the provider may say how far a message got. */
class SmsStatusWebhookTest {
  private static final String TOKEN = "12345";
  private static final String BASE = "https://clinic.example/webhooks/sms/status/";
  private static final String FORM = "MessageStatus=delivered&From=%2B14165550100&Body=a+%C3%A9";

  /** What the provider signs: the URL, then names and values in the order of the names. */
  private static final String SIGNED =
      BASE + "attempt-1" + "Bodya é" + "From+14165550100" + "MessageStatusdelivered";

  private final SmsStatusWebhook webhook = new SmsStatusWebhook(TOKEN, BASE);

  @Test
  void whenSignedWithOurToken_thenItIsTaken() {
    assertThat(webhook.signed(callback(FORM, hmac(TOKEN, SIGNED)))).isTrue();
  }

  /** The vector of the provider's documentation, "Validating requests". */
  @Test
  void whenSignedAsInTheProvidersExample_thenItIsTaken() {
    SmsStatusWebhook documented = new SmsStatusWebhook("12345", "https://mycompany.com/");
    Exchange exchange =
        callback(
            "Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309"
                + "&CallSid=CA1234567890ABCDE",
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    exchange.getMessage().setHeader("attempt", "myapp.php?foo=1&bar=2");

    assertThat(documented.signed(exchange)).isTrue();
  }

  /** As reported for the provider's own libraries: proxies add or leave out the port. */
  @ParameterizedTest
  @CsvSource({
    "https://clinic.example/s/, https://clinic.example:443/s/a, ",
    "http://clinic.example/s/, http://clinic.example:80/s/a, ",
    "https://clinic.example:8443/s/, https://clinic.example/s/a, ",
    "https://clinic.example:8443/s/, https://clinic.example:8443/s/a, ",
    "https://clinic.example/s/, https://clinic.example/s/a?x=1&y=a%20b, x=1&y=a%20b",
    "https://clinic.example/s/, https://clinic.example:443/s/a?x=1, x=1",
  })
  void portsAndQueriesAreSignedAsTheProviderSawThem(String base, String signed, String query) {
    Exchange exchange = callback("Body=a", hmac(TOKEN, signed + "Bodya"));
    exchange.getMessage().setHeader("attempt", "a");
    exchange.getMessage().setHeader(Exchange.HTTP_QUERY, query);

    assertThat(new SmsStatusWebhook(TOKEN, base).signed(exchange)).isTrue();
    exchange.getMessage().setHeader(Exchange.HTTP_QUERY, "other=1");
    assertThat(new SmsStatusWebhook(TOKEN, base).signed(exchange)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "undelivered, 30005, invalid-address",
    "undelivered, 30006, invalid-address",
    "failed, 21614, invalid-address",
    "undelivered, 30003, ",
    "undelivered, 30007, ",
    "undelivered, 30008, ",
    "undelivered, 21610, opted-out",
    "failed, 30034, held-registration",
    "failed, 30002, held-account"
  })
  void whenNobodyHasTheNumber_thenTheReasonSaysSo(String status, String code, String reason) {
    Exchange exchange = callback("MessageStatus=" + status + "&ErrorCode=" + code, null);

    webhook.read(exchange);

    assertThat(exchange.getProperty(WorkExchange.DELIVERY_STATUS)).isEqualTo("failed");
    assertThat(exchange.getProperty(WorkExchange.REASON)).isEqualTo(reason);
  }

  /** As HTTP/2 and some proxies write it. */
  @Test
  void whenTheHeaderIsInLowerCase_thenItIsFound() {
    Exchange exchange = callback(FORM, null);
    exchange.getMessage().setHeader("x-twilio-signature", hmac(TOKEN, SIGNED));

    assertThat(webhook.signed(exchange)).isTrue();
  }

  @Test
  void whenAnyBitOfTheSignatureIsChanged_thenItIsRefused() {
    byte[] signature = Base64.getDecoder().decode(hmac(TOKEN, SIGNED));
    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(webhook.signed(callback(FORM, Base64.getEncoder().encodeToString(changed))))
          .isFalse();
    }
  }

  @Test
  void whenTheFormOrTheAttemptIsChanged_thenItIsRefused() {
    String signature = hmac(TOKEN, SIGNED);

    assertThat(webhook.signed(callback(FORM.replace("delivered", "failed"), signature))).isFalse();
    assertThat(webhook.signed(callback(FORM + "&x=1", signature))).isFalse();
    assertThat(webhook.signed(callback("", signature))).isFalse();
    Exchange other = callback(FORM, signature);
    other.getMessage().setHeader("attempt", "attempt-2");
    assertThat(webhook.signed(other)).isFalse();
  }

  @Test
  void whenTheSignatureIsMissingOrNoSignature_thenItIsRefused() {
    assertThat(webhook.signed(callback(FORM, null))).isFalse();
    assertThat(webhook.signed(callback(FORM, ""))).isFalse();
    assertThat(webhook.signed(callback(FORM, "é\u0000 not base64"))).isFalse();
    assertThat(webhook.signed(callback(FORM, hmac("other", SIGNED)))).isFalse();
  }

  @Test
  void whenThereIsNoToken_thenEverythingIsRefused() {
    for (String token : Arrays.asList(null, "", " ")) {
      assertThat(new SmsStatusWebhook(token, BASE).signed(callback(FORM, hmac(" ", SIGNED))))
          .isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "MessageStatus=delivered, delivered",
        "MessageStatus=DELIVERED, delivered",
        "MessageStatus=undelivered, failed",
        "MessageStatus=canceled, failed",
        "MessageStatus=accepted, queued",
        "MessageStatus=sending, queued",
        "MessageStatus=sent, sent",
        "MessageStatus=read, read",
        "MessageStatus=teleported, none",
        "MessageStatus=, none",
        "SmsStatus=delivered, delivered",
        "%zz=%, none",
        "'', none"
      })
  void whenTheProviderReports_thenItsWordIsOurCode(String form, String status) {
    Exchange exchange = callback(form, null);

    webhook.read(exchange);

    assertThat(exchange.getProperty(WorkExchange.DELIVERY_STATUS)).isEqualTo(status);
  }

  private static Exchange callback(String form, String signature) {
    Exchange exchange = TestExchanges.empty();
    exchange.getMessage().setHeader("attempt", "attempt-1");
    exchange.getMessage().setHeader("X-Twilio-Signature", signature);
    exchange.getMessage().setBody(form);
    return exchange;
  }

  /** RFC 2104 by hand, so that the code under test is not its own witness. */
  private static String hmac(String token, String text) {
    try {
      byte[] key = Arrays.copyOf(token.getBytes(StandardCharsets.UTF_8), 64);
      MessageDigest inner = MessageDigest.getInstance("SHA-1");
      MessageDigest outer = MessageDigest.getInstance("SHA-1");
      for (byte b : key) {
        inner.update((byte) (b ^ 0x36));
        outer.update((byte) (b ^ 0x5c));
      }
      outer.update(inner.digest(text.getBytes(StandardCharsets.UTF_8)));
      return Base64.getEncoder().encodeToString(outer.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
