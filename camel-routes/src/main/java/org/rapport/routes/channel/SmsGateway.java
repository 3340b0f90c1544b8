package org.rapport.routes.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/**
 * A Twilio-compatible REST gateway: the form it takes, and what its answers mean.
 *
 * @see <a href="https://www.twilio.com/docs/messaging/api/message-resource">Message resource</a>
 */
public class SmsGateway {
  private static final Set<Integer> COME_AGAIN = Set.of(408, 425, 500, 503);
  private static final int TOO_MANY = 429;
  private static final int WAIT_SECONDS = 15;

  /** A proxy's word for a broken or silent connection behind it: the request may have arrived. */
  private static final Set<Integer> UNKNOWABLE = Set.of(502, 504);

  private final String authorization;
  private final String from;
  private final String callback;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * A gateway account.
   *
   * @param callback URL that the attempt's id is appended to
   */
  public SmsGateway(String account, String token, String from, String callback) {
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((account + ":" + token).getBytes(StandardCharsets.UTF_8));
    this.from = from;
    this.callback = callback;
  }

  /** Makes the request of the exchange's item. */
  public void prepare(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded;charset=UTF-8");
    message.setHeader("Accept", "application/json");
    message.setHeader("Authorization", authorization);
    message.setBody(
        form(item.to(), item.body()) + "&StatusCallback=" + encode(callback + item.attempt()));
  }

  /** What a message is sent as, without an address that its state is told to. */
  public String form(String to, String body) {
    return "To=" + encode(to) + "&From=" + encode(from) + "&Body=" + encode(body);
  }

  /** The header by which it knows us. */
  public String authorization() {
    return authorization;
  }

  /** Reads the gateway's answer. */
  public void outcome(Exchange exchange) {
    int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    JsonNode answer = json(exchange.getMessage().getBody(String.class));
    String detail = "http-" + status;
    if (status >= 200 && status < 300) {
      exchange.setProperty(WorkExchange.PROVIDER_ID, text(answer, "sid"));
      exchange.setProperty(
          WorkExchange.DELIVERY_STATUS, DeliveryReport.status(text(answer, "status"), "sent"));
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, detail);
    } else if (status == TOO_MANY) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, detail);
      WorkExchange.unspent(exchange, wait(exchange));
    } else if (COME_AGAIN.contains(status)) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, detail);
    } else if (UNKNOWABLE.contains(status)) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.UNKNOWN, null, detail);
    } else {
      String code = text(answer, "code");
      refused(exchange, status, code, code == null ? detail : detail + "-" + code);
    }
  }

  private static void refused(Exchange exchange, int status, String code, String detail) {
    Optional<String> reason = ProviderCodes.reason(code);
    Optional<String> cause = ProviderCodes.cause(code);
    if (reason.isPresent()) {
      WorkExchange.outcome(exchange, OutcomeKind.FAILED, reason.get(), detail);
    } else if (cause.isPresent()) {
      WorkExchange.held(exchange, cause.get(), detail);
    } else if (ProviderCodes.later(code)) {
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, detail);
    } else if (status == 400 || status == 422 || status == 413) {
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

  private JsonNode json(String body) {
    try {
      return body == null || body.isBlank() ? mapper.createObjectNode() : mapper.readTree(body);
    } catch (JsonProcessingException e) {
      return mapper.createObjectNode();
    }
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  private static String encode(String value) {
    return URLEncoder.encode(value == null ? "" : value, StandardCharsets.UTF_8);
  }
}
