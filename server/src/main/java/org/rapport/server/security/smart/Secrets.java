package org.rapport.server.security.smart;

import java.util.HexFormat;
import org.rapport.server.store.RandomValue;

/** What is kept of a token or a launch: a text that tells itself from what was handed out. */
final class Secrets {
  private static final String PREFIX = "sha256:";

  private Secrets() {}

  static String hash(String value) {
    return PREFIX + HexFormat.of().formatHex(RandomValue.hash(value));
  }

  /** Whether a text is such a hash already. */
  static boolean isHash(String text) {
    return text.startsWith(PREFIX);
  }
}
