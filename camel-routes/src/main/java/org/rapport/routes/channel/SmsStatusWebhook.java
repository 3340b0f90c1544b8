package org.rapport.routes.channel;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.rapport.routes.rapport.WorkExchange;

/**
 * A status callback: its signature, and the status it reports.
 *
 * @see <a href="https://www.twilio.com/docs/usage/security">X-Twilio-Signature</a>
 */
public class SmsStatusWebhook {
  private final String token;
  private final String base;

  /**
   * A receiver.
   *
   * @param token the account's token; blank refuses everything
   * @param base public URL that the attempt's id is appended to
   */
  public SmsStatusWebhook(String token, String base) {
    this.token = token;
    this.base = base;
  }

  /** The opposite of {@link #signed}, for the route that refuses. */
  public boolean unsigned(Exchange exchange) {
    return !signed(exchange);
  }

  /** Whether the request was signed with our token over our URL and its form. */
  public boolean signed(Exchange exchange) {
    Message message = exchange.getMessage();
    String signature = message.getHeader("X-Twilio-Signature", String.class);
    if (token == null || token.isBlank() || signature == null) {
      return false;
    }
    StringBuilder signed =
        new StringBuilder(base).append(message.getHeader("attempt", String.class));
    new TreeMap<>(form(exchange)).forEach((name, value) -> signed.append(name).append(value));
    return MessageDigest.isEqual(
        mac(signed.toString()).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.US_ASCII));
  }

  /** Notes the reported status as property, or none when the word is not known. */
  public void read(Exchange exchange) {
    exchange.setProperty(
        WorkExchange.DELIVERY_STATUS,
        DeliveryReport.status(form(exchange).get("MessageStatus"), null));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> form(Exchange exchange) {
    return exchange.getMessage().getBody() instanceof Map<?, ?> map
        ? (Map<String, String>) map
        : FormBody.parse(exchange.getMessage().getBody(String.class));
  }

  private String mac(String text) {
    try {
      // SHA-1 is what the provider signs with; HMAC is not broken by its collisions.
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every JDK has HmacSHA1", e);
    }
  }
}
