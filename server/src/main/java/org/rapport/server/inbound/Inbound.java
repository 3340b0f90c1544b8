package org.rapport.server.inbound;

import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.store.NameBasedId;

/**
 * A text as a provider handed it over.
 *
 * @param from the address it came from, in normal form where it has one
 * @param messageId the provider's identifier, the same however often it is handed over
 * @param declared what the provider took it for, has acted on and has answered; null: it has not
 */
public record Inbound(Route from, String body, String messageId, Meaning.Kind declared) {
  private static final int LONGEST = 10_000;

  /** A text that the provider has only handed over. */
  public Inbound(Route from, String body, String messageId) {
    this(from, body, messageId, null);
  }

  /** Takes out what no text has: control characters, and length beyond reason. */
  public Inbound {
    String clean = body == null ? "" : body.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "").strip();
    body = clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
  }

  /** The id of its Communication: one message, one resource. */
  String communication() {
    return NameBasedId.of("received " + from.channel().code() + " " + messageId);
  }

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "Inbound[" + communication() + "]";
  }
}
