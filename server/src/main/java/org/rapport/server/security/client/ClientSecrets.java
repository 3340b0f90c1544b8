package org.rapport.server.security.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.store.RandomValue;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Secrets of clients, as a keyed hash under a key of this JVM. They are long and random, so that a
 * slow hash would protect nothing, cost a third of a second of processor for whoever guesses, and
 * tell known clients from unknown ones by the time it takes.
 */
public final class ClientSecrets implements PasswordEncoder {
  private static final String ALGORITHM = "HmacSHA256";

  /** Begins what the database keeps of a secret: it outlives this JVM, and its key. */
  private static final String STORED = "{sha256}";

  private final SecretKeySpec key;

  /** With a key of this JVM alone. */
  public ClientSecrets() {
    this.key = new SecretKeySpec(RandomValue.bytes(32), ALGORITHM);
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
    boolean right = false;
    // Each of them, whichever is right: while one takes the other's place there are two.
    for (String one : encoded.split(" ")) {
      String tried = one.startsWith(STORED) ? stored(secret) : encode(secret);
      right |=
          MessageDigest.isEqual(
              tried.getBytes(StandardCharsets.US_ASCII), one.getBytes(StandardCharsets.US_ASCII));
    }
    return right;
  }

  /** What the database keeps of a secret of 256 random bits. */
  static String stored(CharSequence secret) {
    return STORED + DigestUtils.sha256Hex(secret.toString());
  }
}
