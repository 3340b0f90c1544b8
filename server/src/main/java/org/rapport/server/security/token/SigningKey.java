package org.rapport.server.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.UUID;
import org.rapport.server.store.KeyFile;

/** The authorization server's RSA key as a private JWK file (RFC 7517), readable by its owner. */
public final class SigningKey {
  private static final int BITS = 2048;

  private SigningKey() {}

  /**
   * Reads the key, or makes one at the first call.
   *
   * @throws IllegalStateException when the file is not a JWK
   */
  public static JWK loadOrCreate(Path file) {
    try {
      if (Files.exists(file)) {
        return JWK.parse(Files.readString(file));
      }
      JWK key =
          new RSAKeyGenerator(BITS)
              .keyID(UUID.randomUUID().toString())
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .generate();
      KeyFile.write(file, key.toJSONString());
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException("The signing key cannot be read or written", e);
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("The signing key in the data folder is not a JWK", e);
    }
  }
}
