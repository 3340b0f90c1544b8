package org.rapport.routes.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/**
 * What the HTTP status of a provider's answer means, where the provider says nothing that is more
 * to the point. Thread-safe.
 */
public class HttpAnswer {
  private static final Set<Integer> COME_AGAIN = Set.of(408, 425, 500, 503);
  private static final int TOO_MANY = 429;
  private static final int WAIT_SECONDS = 15;

  /** A proxy's word for a broken or silent connection behind it: the request may have arrived. */
  private static final Set<Integer> UNKNOWABLE = Set.of(502, 504);

  /** It is this message that is refused. */
  private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

  /**
   * Notes what the answer means by its status alone. The body becomes the JSON object that was
   * answered; an empty one where it was none, so that whoever looks into it finds nothing and does
   * not stumble. What says that it took the message, but not in JSON, was perhaps never the
   * provider: that is unknown.
   */
  public void outcome(Exchange exchange) {
    int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    byte[] body = RequestBody.bytes(exchange);
    // What comes as a stream can be read once.
    exchange.getMessage().setBody(body);
    boolean empty = body.length == 0;
    Optional<JsonNode> answer = RequestBody.json(exchange).filter(JsonNode::isObject);
    if (status < 200 || status >= 300) {
      refused(exchange, status, "http-" + status);
    } else if (answer.isPresent() || empty) {
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "http-" + status);
    } else {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.UNKNOWN, null, "http-" + status + "-unreadable");
    }
    exchange.getMessage().removeHeader("Authorization");
    exchange.getMessage().setBody(answer.map(JsonNode::toString).orElse("{}"));
  }

  /** Whether the status alone says it, whatever the provider's codes are. */
  static boolean decides(int status) {
    return status == TOO_MANY || COME_AGAIN.contains(status) || UNKNOWABLE.contains(status);
  }

  /** Notes what a status means that is not in the two hundreds. */
  static void refused(Exchange exchange, int status, String detail) {
    if (status == TOO_MANY) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, detail);
      WorkExchange.unspent(exchange, wait(exchange));
    } else if (COME_AGAIN.contains(status)) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, detail);
    } else if (UNKNOWABLE.contains(status)) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.UNKNOWN, null, detail);
    } else if (REFUSED.contains(status)) {
      WorkExchange.outcome(exchange, OutcomeKind.FAILED, "delivery-failed", detail);
    } else {
      // Whom we are taken for, or where we ask: the next message is refused as this one.
      WorkExchange.held(exchange, "account", detail);
    }
  }

  private static int wait(Exchange exchange) {
    String after = exchange.getMessage().getHeader("Retry-After", String.class);
    return after != null && after.strip().matches("[1-9]\\d{0,2}")
        ? Integer.parseInt(after.strip())
        : WAIT_SECONDS;
  }
}
