package org.rapport.server.audience;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
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
        hash(route.address().strip().toLowerCase(Locale.ROOT)));
  }

  private static String hash(String address) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(address.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Identifier other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : hash.compareTo(other.hash);
  }
}
