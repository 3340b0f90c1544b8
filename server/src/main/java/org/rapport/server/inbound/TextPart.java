package org.rapport.server.inbound;

import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.consent.ContactBook.Route;

/**
 * A part of a long text as a provider handed it over. Blanks at its ends are kept: they may stand
 * between two words.
 *
 * @param from the address it came from, in normal form where it has one
 * @param to the number it was sent to; empty where that is not known
 * @param reference the sender's, the same in all parts; it comes again in another text
 * @param number from 1
 */
record TextPart(Route from, String to, int reference, int number, int of, String body) {
  /** Most parts that a text can have, by its header. */
  static final int MOST = 255;

  /** Most values that a reference can have, by the longer of its headers. */
  static final int REFERENCES = 65_536;

  TextPart {
    // As of a whole text; PostgreSQL has no place for some of them.
    body = body == null ? "" : body.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "");
  }

  /** Tells its words from others under the same number. */
  String hash() {
    return DigestUtils.sha256Hex(body);
  }

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "TextPart[" + number + "/" + of + "]";
  }
}
