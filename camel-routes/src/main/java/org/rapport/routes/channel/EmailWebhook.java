package org.rapport.routes.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.MailEvent;
import org.rapport.routes.rapport.WorkExchange;

/**
 * Bounces, complaints, unsubscribes and replies as a signed JSON array (contract 9). An item that
 * cannot be read is left out; the others count.
 */
public class EmailWebhook {
  private static final Set<String> TYPES = Set.of("bounce", "complaint", "unsubscribe", "reply");

  private final WebhookSignature signature;

  public EmailWebhook(WebhookSignature signature) {
    this.signature = signature;
  }

  /** Whether the request was not signed with our secret in the last minutes. */
  public boolean unsigned(Exchange exchange) {
    return !signature.holds(exchange);
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

  private static JsonNode json(Exchange exchange) {
    return RequestBody.json(exchange).filter(JsonNode::isArray).orElse(null);
  }

  private static String text(JsonNode item, String name) {
    JsonNode value = item.path(name);
    return value.isTextual() && !value.asText().isBlank() && RequestBody.isSound(value.asText())
        ? value.asText()
        : null;
  }
}
