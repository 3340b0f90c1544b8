package org.rapport.routes.rapport;

/**
 * What a mail service reports about an address.
 *
 * @param type bounce, complaint, unsubscribe or reply
 * @param messageId of the e-mail that it is about, or null
 * @param diagnostic the service's words; of a reply its text
 */
public record MailEvent(String type, String email, String messageId, String diagnostic) {

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "MailEvent[" + type + "]";
  }
}
