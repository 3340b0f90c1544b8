package org.rapport.routes.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.WorkExchange;

/**
 * The message that the server released, as JSON: what a route that is written without Java makes a
 * provider's request of. Thread-safe.
 */
public class ReleasedMessage {
  private final ObjectMapper mapper = new ObjectMapper();

  /** Puts the message in the place of the body, and takes all headers away: they would travel. */
  public void write(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    ObjectNode message = mapper.createObjectNode();
    message.put("to", item.to());
    message.put("text", item.body());
    message.put("subject", item.subject());
    message.put("html", item.html());
    message.put("language", item.language());
    message.put("purpose", item.purpose());
    message.put("attempt", item.attempt());
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(message.toString());
  }
}
