package org.rapport.routes.channel.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * The RSA key that signs e-mail, and the public half of it as the DNS is to have it.
 *
 * @param privateKey signs
 * @param publicKey base64 of its SubjectPublicKeyInfo, the {@code p=} of the DNS record
 */
public record DkimKey(PrivateKey privateKey, String publicKey) {
  /** RFC 8301, 3.2: signers use 2048 bits or more. */
  private static final int BITS = 2048;

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /**
   * Reads a key that an operator gives.
   *
   * @param file PEM, an RSA key as PKCS #8
   * @throws IllegalArgumentException when it is none; says nothing of what is in the file
   */
  public static DkimKey read(Path file) {
    try {
      String pem = Files.readString(file).strip();
      if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
        throw new IllegalArgumentException("no PKCS #8 private key in PEM");
      }
      byte[] der =
          Base64.getMimeDecoder()
              .decode(pem.substring(BEGIN.length(), pem.length() - END.length()));
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(der));
      byte[] spki =
          rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
              .getEncoded();
      return new DkimKey(key, Base64.getEncoder().encodeToString(spki));
    } catch (IOException e) {
      throw new IllegalArgumentException("the file cannot be read", e);
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new IllegalArgumentException("no RSA key", e);
    }
  }

  /** Reads the key, or makes one at the first call, readable by its owner only. */
  public static DkimKey readOrMake(Path file) {
    try {
      if (!Files.exists(file)) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        write(file, BEGIN + "\n" + body + "\n" + END + "\n");
      }
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The key for e-mail cannot be written", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has RSA", e);
    }
  }

  // Whole or not at all, and never over a key that another process has made meanwhile.
  private static void write(Path file, String pem) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "dkim", ".tmp");
    try {
      if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
      }
      Files.writeString(draft, pem);
      Files.move(draft, file);
    } catch (FileAlreadyExistsException e) {
      Files.deleteIfExists(draft);
    }
  }

  /** Without the key: this may end in a log. */
  @Override
  public String toString() {
    return "DkimKey[" + publicKey + "]";
  }
}
