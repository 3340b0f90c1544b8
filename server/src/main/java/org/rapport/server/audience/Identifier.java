package org.rapport.server.audience;

import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.terminology.Channel;

/**
 * An address as ads platforms take it: the SHA-256, in lower-case hex, of a mailbox in lower case
 * or of a number in E.164 with its plus sign.
 *
 * @param kind {@code email} or {@code phone}
 */
record Identifier(String kind, String hash) implements Comparable<Identifier> {

  static Identifier of(Route route) {
    return new Identifier(
        route.channel() == Channel.EMAIL ? "email" : "phone",
        DigestUtils.sha256Hex(route.address().strip().toLowerCase(Locale.ROOT)));
  }

  @Override
  public int compareTo(Identifier other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : hash.compareTo(other.hash);
  }
}
