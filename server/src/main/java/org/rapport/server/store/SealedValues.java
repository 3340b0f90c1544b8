package org.rapport.server.store;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.security.crypto.encrypt.Encryptors;
import org.springframework.security.crypto.encrypt.TextEncryptor;

/**
 * Secrets that have to be read again, and so cannot be hashes: encrypted (AES-256 in GCM) by a key
 * in the data folder, so that who has the database, or a copy of it, does not have them. Nodes that
 * share a database share the key file. Thread-safe.
 */
public final class SealedValues {
  /** No secret: two installations differ by their keys. */
  private static final String SALT = "7261707075727421";

  private final TextEncryptor encryptor;

  /**
   * Reads the key, or makes it at the first call.
   *
   * @param data the data folder
   */
  public SealedValues(Path data) {
    this.encryptor =
        Encryptors.delux(KeyFile.secret(data.resolve("keys").resolve("sealing.key")), SALT);
  }

  /** The value, encrypted, in hex; another text at each call. */
  public String seal(String value) {
    return encryptor.encrypt(value);
  }

  /** What was sealed; empty where it was sealed by another key, or altered. */
  public Optional<String> open(String sealed) {
    try {
      return Optional.of(encryptor.decrypt(sealed));
    } catch (IllegalStateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
