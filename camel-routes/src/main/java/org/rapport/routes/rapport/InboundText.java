package org.rapport.routes.rapport;

/**
 * A text from a patient.
 *
 * @param channel code of CS/channel
 * @param messageId the provider's identifier of it
 */
public record InboundText(String channel, String messageId, String from, String body) {

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "InboundText[" + channel + "]";
  }
}
