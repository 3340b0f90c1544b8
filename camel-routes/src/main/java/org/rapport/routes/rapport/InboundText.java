package org.rapport.routes.rapport;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A text from a patient.
 *
 * @param channel code of CS/channel
 * @param messageId the provider's identifier of it
 * @param part of which longer text it is a part; null: it is whole
 * @param optOutType what the provider took it for and has acted on, STOP, START or HELP; null: it
 *     has not
 */
public record InboundText(
    String channel, String messageId, String from, String body, Part part, String optOutType) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A whole text. */
  public InboundText(String channel, String messageId, String from, String body) {
    this(channel, messageId, from, body, null);
  }

  /** A text, or a part of one, that the provider has only handed over. */
  public InboundText(String channel, String messageId, String from, String body, Part part) {
    this(channel, messageId, from, body, part, null);
  }

  /**
   * What a route noted: a text, or an object with {@code messageId}, {@code from}, {@code body}
   * and, where the provider has acted on it, {@code optOutType}; a map, or JSON as the jq language
   * makes it.
   *
   * @throws InvalidRequestException without a messageId or a from
   */
  static InboundText of(Object noted, String channel) {
    if (noted instanceof InboundText text) {
      return text;
    }
    JsonNode object = MAPPER.valueToTree(noted);
    InboundText text =
        new InboundText(
            channel == null ? "sms" : channel,
            text(object, "messageId"),
            text(object, "from"),
            text(object, "body"),
            null,
            text(object, "optOutType"));
    if (text.messageId() == null || text.from() == null) {
      throw new InvalidRequestException("A text needs a messageId and a from");
    }
    return text;
  }

  // Providers' identifiers and numbers are figures as often as text.
  private static String text(JsonNode object, String name) {
    String value = object == null ? "" : object.path(name).asText("");
    return value.isBlank() || object.path(name).isNull() ? null : value;
  }

  /**
   * What tells the parts of a text from those of others.
   *
   * @param to the number it was sent to, or null
   * @param reference the sender's, the same in all parts
   * @param number from 1
   */
  public record Part(String to, int reference, int number, int of) {}

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "InboundText[" + channel + "]";
  }
}
