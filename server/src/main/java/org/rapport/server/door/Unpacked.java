package org.rapport.server.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Undoes a Content-Encoding, counting what comes out: a bound on what came in bounds nothing. */
final class Unpacked {
  private Unpacked() {}

  /** Whether an encoding can be undone; null and blank are identity. */
  static boolean supported(String encoding) {
    return identity(encoding) || gzip(encoding);
  }

  /**
   * The bytes as they were before they were packed.
   *
   * @throws RefusedException 413 beyond the limit, 400 where they are not packed as declared
   */
  static byte[] of(byte[] bytes, String encoding, BodyLimits limits) {
    if (!gzip(encoding)) {
      return bytes;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] unpacked = in.readNBytes(limits.bytes() + 1);
      if (unpacked.length > limits.bytes()) {
        throw limits.exceeded();
      }
      return unpacked;
    } catch (IOException e) {
      throw RefusedException.invalid("", "The body is not packed as its Content-Encoding says");
    }
  }

  private static boolean identity(String encoding) {
    return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
  }

  private static boolean gzip(String encoding) {
    String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
    return name.equals("gzip") || name.equals("x-gzip");
  }
}
