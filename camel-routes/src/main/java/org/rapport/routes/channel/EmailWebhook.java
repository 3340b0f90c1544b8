package org.rapport.routes.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.MailEvent;
import org.rapport.routes.rapport.WorkExchange;

/**
 * Bounces, complaints, unsubscribes and replies as a signed JSON array (contract 9). An item that
 * cannot be read is left out; the others count.
 */
public class EmailWebhook {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Pattern SIGNATURE = Pattern.compile("t=(\\d{1,12}),v1=([0-9a-f]{64})");
  private static final Set<String> TYPES = Set.of("bounce", "complaint", "unsubscribe", "reply");

  private final String secret;
  private final List<Clock> clocks;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * A receiver.
   *
   * @param secret shared with the service; blank refuses everything
   * @param clocks by any of which a signature may be fresh: a service signs in real time, also
   *     where ours is simulated
   */
  public EmailWebhook(String secret, List<Clock> clocks) {
    this.secret = secret;
    this.clocks = List.copyOf(clocks);
  }

  /** Whether the request was not signed with our secret in the last minutes. */
  public boolean unsigned(Exchange exchange) {
    String header = exchange.getMessage().getHeader("X-Rapport-Signature", String.class);
    Matcher parts = SIGNATURE.matcher(header == null ? "" : header.replace(" ", ""));
    if (secret == null || secret.isBlank() || !parts.matches()) {
      return true;
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
    boolean fresh =
        clocks.stream()
            .anyMatch(
                clock -> Duration.between(signed, clock.instant()).abs().compareTo(TOLERANCE) <= 0);
    return !fresh
        || !MessageDigest.isEqual(
            mac(parts.group(1) + "." + body(exchange)), HexFormat.of().parseHex(parts.group(2)));
  }

  /** Whether the body is no JSON array. */
  public boolean malformed(Exchange exchange) {
    return json(exchange) == null;
  }

  /** Notes what can be read as property. */
  public void read(Exchange exchange) {
    List<MailEvent> events = new ArrayList<>();
    for (JsonNode item : json(exchange)) {
      MailEvent event =
          new MailEvent(
              text(item, "type"),
              text(item, "email"),
              text(item, "messageId"),
              text(item, "diagnostic"));
      if (event.type() != null && TYPES.contains(event.type()) && event.email() != null) {
        events.add(event);
      }
    }
    exchange.setProperty(WorkExchange.INBOUND, events);
  }

  private JsonNode json(Exchange exchange) {
    try {
      JsonNode tree = mapper.readTree(body(exchange));
      return tree != null && tree.isArray() ? tree : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String body(Exchange exchange) {
    String body = exchange.getMessage().getBody(String.class);
    return body == null ? "" : body;
  }

  private static String text(JsonNode item, String name) {
    JsonNode value = item.path(name);
    return value.isTextual() && !value.asText().isBlank() ? value.asText() : null;
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }
}
