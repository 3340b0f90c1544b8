package org.rapport.routes.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.InboundInquiry;
import org.rapport.routes.rapport.InquiryAnswer;
import org.rapport.routes.rapport.WorkExchange;

/**
 * Inquiries of an ads platform as signed JSON with the form's fields (contract 9). The source in
 * the path is their attribution unless they carry one.
 */
public class LeadWebhook {
  private final WebhookSignature signature;
  private final ObjectMapper mapper = new ObjectMapper();

  public LeadWebhook(WebhookSignature signature) {
    this.signature = signature;
  }

  /** Whether the request was not signed with our secret in the last minutes. */
  public boolean unsigned(Exchange exchange) {
    return !signature.holds(exchange);
  }

  /** Whether the body is no JSON object of plain values. */
  public boolean malformed(Exchange exchange) {
    return fields(exchange) == null;
  }

  /** Notes the inquiry as property. */
  public void read(Exchange exchange) {
    Map<String, String> fields = fields(exchange);
    String source = exchange.getMessage().getHeader("source", String.class);
    if (source != null && !fields.containsKey("utm_source")) {
      fields.putIfAbsent("source", source);
    }
    exchange.setProperty(WorkExchange.INBOUND, new InboundInquiry("ads", fields));
  }

  /** The answer: 201 with the reference, or 422 with the fields that are wrong. */
  public void answer(Exchange exchange) throws JsonProcessingException {
    InquiryAnswer answer = exchange.getProperty(WorkExchange.ANSWER, InquiryAnswer.class);
    ObjectNode body = mapper.createObjectNode();
    if (answer.errors().isEmpty()) {
      body.put("lead", answer.lead());
      body.put("message", "The inquiry is taken.");
      body.put("respondBy", answer.respondBy());
    } else {
      ArrayNode errors = body.putArray("errors");
      answer
          .errors()
          .forEach(
              (field, message) -> errors.addObject().put("field", field).put("message", message));
    }
    exchange.getMessage().removeHeaders("*");
    exchange
        .getMessage()
        .setHeader(Exchange.HTTP_RESPONSE_CODE, answer.errors().isEmpty() ? 201 : 422);
    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
    exchange.getMessage().setBody(mapper.writeValueAsString(body));
  }

  private static Map<String, String> fields(Exchange exchange) {
    JsonNode tree = RequestBody.json(exchange).orElse(null);
    if (tree == null || !tree.isObject()) {
      return null;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      JsonNode value = field.getValue();
      // A number beyond a double is read as infinite.
      boolean finite = !value.isFloatingPointNumber() || Double.isFinite(value.doubleValue());
      if (value.isContainerNode()
          || !finite
          || !RequestBody.isSound(field.getKey())
          || !RequestBody.isSound(value.asText())) {
        return null;
      }
      if (!value.isNull()) {
        fields.put(field.getKey(), value.asText());
      }
    }
    return fields;
  }
}
