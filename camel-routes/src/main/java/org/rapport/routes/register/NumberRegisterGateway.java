package org.rapport.routes.register;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A register that takes a number and a day as JSON and answers whether the number was given up
 * since (docs/routes.md). What it answered is proved by the hash of the very bytes: the body may
 * repeat the number, and is not kept. Thread-safe.
 */
public class NumberRegisterGateway {
  private static final Set<String> ANSWERS = Set.of("yes", "no", "no-data");

  /** What says that the question itself is wrong; all else may be better later. */
  private static final Set<Integer> REFUSED = Set.of(400, 422);

  private static final int LONGEST_REFERENCE = 200;
  private static final Logger log = LoggerFactory.getLogger(NumberRegisterGateway.class);

  private final String token;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * A register.
   *
   * @param token sent as a bearer token; blank: none
   */
  public NumberRegisterGateway(String token) {
    this.token = token;
  }

  /** Makes the request of the exchange's item. */
  public void prepare(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setHeader("Accept", "application/json");
    if (!token.isBlank()) {
      message.setHeader("Authorization", "Bearer " + token);
    }
    message.setBody(
        mapper.createObjectNode().put("number", item.to()).put("date", item.date()).toString());
  }

  /** Reads the register's answer. */
  public void outcome(Exchange exchange) {
    int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    byte[] body = exchange.getMessage().getBody(byte[].class);
    if (status != 200) {
      boolean refused = REFUSED.contains(status);
      if (!refused) {
        WorkExchange.trouble(exchange);
      }
      WorkExchange.outcome(
          exchange, refused ? OutcomeKind.FAILED : OutcomeKind.RETRY, null, "http-" + status);
    } else {
      read(exchange, body == null ? new byte[0] : body);
    }
    if (!OutcomeKind.SENT.code().equals(exchange.getProperty(WorkExchange.OUTCOME))) {
      tell(exchange);
    }
  }

  private void read(Exchange exchange, byte[] body) {
    JsonNode answer = json(body);
    String said = answer.path("answer").asText("");
    if (!ANSWERS.contains(said)) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, "unreadable");
      return;
    }
    JsonNode reference = answer.path("reference");
    if (reference.isValueNode() && !reference.isNull()) {
      String text = reference.asText();
      exchange.setProperty(
          WorkExchange.PROVIDER_ID, text.substring(0, Math.min(text.length(), LONGEST_REFERENCE)));
    }
    WorkExchange.outcome(exchange, OutcomeKind.SENT, said, "sha-256:" + hash(body));
  }

  /** Notes that the register could not be asked. */
  public void failed(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    WorkExchange.trouble(exchange);
    WorkExchange.outcome(
        exchange,
        OutcomeKind.RETRY,
        null,
        caught == null ? "none" : caught.getClass().getSimpleName());
    tell(exchange);
  }

  private static void tell(Exchange exchange) {
    log.warn(
        "The register of numbers gave no answer: {}, {}",
        exchange.getProperty(WorkExchange.OUTCOME),
        exchange.getProperty(WorkExchange.DETAIL));
  }

  private JsonNode json(byte[] body) {
    try {
      return mapper.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return mapper.createObjectNode();
    }
  }

  private static String hash(byte[] body) {
    return DigestUtils.sha256Hex(body);
  }
}
