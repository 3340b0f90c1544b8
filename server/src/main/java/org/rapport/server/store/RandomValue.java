package org.rapport.server.store;

import java.security.SecureRandom;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/** Values that nobody can guess: handed out once, and kept as hashes. */
public final class RandomValue {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomValue() {}

  /** 256 random bits, in the 43 characters that a URL takes. */
  public static String make() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
  }

  /** So many random bytes, for who writes them otherwise. */
  public static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** What is kept of one: SHA-256. It has too many bits to be guessed from that. */
  public static byte[] hash(String value) {
    return DigestUtils.sha256(value);
  }
}
