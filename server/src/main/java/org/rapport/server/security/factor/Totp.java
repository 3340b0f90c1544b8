package org.rapport.server.security.factor;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.rapport.server.store.RandomValue;

/**
 * Codes by time (RFC 6238), as every authenticator app makes them: SHA-1, six digits, thirty
 * seconds. A code of the step before or after is taken too (section 5.2), for clocks that differ.
 */
final class Totp {
  private static final int SECRET_BYTES = 20;
  private static final long STEP_SECONDS = 30;
  private static final Base32 BASE32 = new Base32();

  private final TimeBasedOneTimePasswordGenerator codes = new TimeBasedOneTimePasswordGenerator();

  /** A new secret (RFC 4226, section 4: 160 bits), in base 32. */
  static String secret() {
    return BASE32.encodeToString(RandomValue.bytes(SECRET_BYTES));
  }

  /** What an authenticator reads from the picture. */
  static String uri(String issuer, String username, String secret) {
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s"
        .formatted(encoded(issuer), encoded(username), secret, encoded(issuer));
  }

  /**
   * The step that a code is of; empty where it is of none around this instant.
   *
   * @param code as typed: blanks do not matter
   */
  OptionalLong step(String secret, String code, Instant now) {
    byte[] typed = code.replaceAll("\\s", "").getBytes(StandardCharsets.UTF_8);
    SecretKeySpec key = new SecretKeySpec(BASE32.decode(secret), codes.getAlgorithm());
    OptionalLong found = OptionalLong.empty();
    for (long around = -1; around <= 1; around++) {
      Instant at = now.plusSeconds(around * STEP_SECONDS);
      if (MessageDigest.isEqual(typed, code(key, at).getBytes(StandardCharsets.UTF_8))) {
        found = OptionalLong.of(at.getEpochSecond() / STEP_SECONDS);
      }
    }
    return found;
  }

  private String code(SecretKeySpec key, Instant at) {
    try {
      return codes.generateOneTimePasswordString(key, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Codes cannot be made", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
