package org.rapport.server.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * SHA-256 over an address and a body: equal for identical texts to one address. The tokens of links
 * are left out, which are different in every message that says the same.
 */
public final class Fingerprint {
  private static final Pattern TOKEN = Pattern.compile("/([pu])/[A-Za-z0-9_-]{43}");

  private Fingerprint() {}

  /** The fingerprint, in hex. */
  public static String of(String address, String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(address.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(TOKEN.matcher(body).replaceAll("/$1/").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
