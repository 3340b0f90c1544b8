package org.rapport.server.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Secrets of clients, as a keyed hash under a key of this JVM. They are long and random, so that a
 * slow hash would protect nothing, cost a third of a second of processor for whoever guesses, and
 * tell known clients from unknown ones by the time it takes.
 */
final class ClientSecrets implements PasswordEncoder {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  ClientSecrets() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  @Override
  public String encode(CharSequence secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of()
          .formatHex(mac.doFinal(secret.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has HmacSHA256", e);
    }
  }

  @Override
  public boolean matches(CharSequence secret, String encoded) {
    return MessageDigest.isEqual(
        encode(secret).getBytes(StandardCharsets.US_ASCII),
        encoded.getBytes(StandardCharsets.US_ASCII));
  }
}
