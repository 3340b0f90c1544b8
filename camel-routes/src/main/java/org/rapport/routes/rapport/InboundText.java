package org.rapport.routes.rapport;

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

  /** A whole text. */
  public InboundText(String channel, String messageId, String from, String body) {
    this(channel, messageId, from, body, null);
  }

  /** A text, or a part of one, that the provider has only handed over. */
  public InboundText(String channel, String messageId, String from, String body, Part part) {
    this(channel, messageId, from, body, part, null);
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
