package org.rapport.server.store;

import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * SHA-256 over an address and a body: equal for identical texts to one address. The tokens of links
 * are left out, which are different in every message that says the same.
 */
public final class Fingerprint {
  private static final Pattern TOKEN = Pattern.compile("/([pu])/[A-Za-z0-9_-]{43}");

  private Fingerprint() {}

  /** The fingerprint, in hex. */
  public static String of(String address, String body) {
    return DigestUtils.sha256Hex(address + "\0" + TOKEN.matcher(body).replaceAll("/$1/"));
  }
}
