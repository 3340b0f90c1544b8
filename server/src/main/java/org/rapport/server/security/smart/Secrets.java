package org.rapport.server.security.smart;

import java.security.SecureRandom;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/** Random values that are handed out once and kept as hashes. */
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** 256 random bits, as a URL takes them. */
  static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What is kept of a value that has too many bits to be guessed from its hash. */
  static String hash(String value) {
    return "sha256:" + DigestUtils.sha256Hex(value);
  }
}
