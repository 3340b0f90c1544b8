package org.rapport.server.inbound;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.rapport.server.consent.ContactBook.Route;

/**
 * A text as a provider handed it over.
 *
 * @param from the address it came from, in normal form where it has one
 * @param messageId the provider's identifier, the same however often it is handed over
 */
public record Inbound(Route from, String body, String messageId) {
  private static final int LONGEST = 10_000;

  /** Takes out what no text has: control characters, and length beyond reason. */
  public Inbound {
    String clean = body == null ? "" : body.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "").strip();
    body = clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
  }

  /** The id of its Communication: one message, one resource. */
  String communication() {
    return id("received " + from.channel().code() + " " + messageId);
  }

  static String id(String cause) {
    return UUID.nameUUIDFromBytes(cause.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "Inbound[" + communication() + "]";
  }
}
