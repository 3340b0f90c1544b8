package org.rapport.routes.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
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
    } else if (HttpAnswer.decides(status)) {
      HttpAnswer.refused(exchange, status, detail);
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
    } else {
      HttpAnswer.refused(exchange, status, detail);
    }
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
