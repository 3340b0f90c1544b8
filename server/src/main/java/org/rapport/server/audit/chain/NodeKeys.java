package org.rapport.server.audit.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.rapport.server.store.KeyFile;

/**
 * Who a node is and how it proves what it wrote: an id, a secret for its entries and an Ed25519 key
 * for its anchors (RFC 8032), in the data folder and readable by its owner. Thread-safe.
 */
public final class NodeKeys {
  private static final String SIGNATURES = "Ed25519";
  private static final String MAC = "HmacSHA256";

  private final UUID node;
  private final SecretKeySpec secret;
  private final PrivateKey key;
  private final String publicKey;

  private NodeKeys(UUID node, SecretKeySpec secret, PrivateKey key, String publicKey) {
    this.node = node;
    this.secret = secret;
    this.key = key;
    this.publicKey = publicKey;
  }

  /**
   * Reads them from a data folder, or makes them at the first call.
   *
   * @throws UncheckedIOException when they can neither be read nor written
   */
  public static NodeKeys loadOrCreate(Path data) {
    Path keys = data.resolve("keys");
    try {
      // Not among the keys, which nodes may share: two nodes are never one.
      Path node = data.resolve("audit").resolve("node");
      if (!Files.exists(node)) {
        KeyFile.write(node, UUID.randomUUID().toString());
      }
      Path pair = keys.resolve("audit-anchor");
      if (!Files.exists(pair)) {
        KeyPair made = KeyPairGenerator.getInstance(SIGNATURES).generateKeyPair();
        KeyFile.write(
            pair,
            text(made.getPrivate().getEncoded()) + "\n" + text(made.getPublic().getEncoded()));
      }
      List<String> lines = Files.readAllLines(pair);
      return new NodeKeys(
          UUID.fromString(Files.readString(node).strip()),
          new SecretKeySpec(
              KeyFile.secret(keys.resolve("audit-mac")).getBytes(StandardCharsets.US_ASCII), MAC),
          KeyFactory.getInstance(SIGNATURES)
              .generatePrivate(new PKCS8EncodedKeySpec(bytes(lines.get(0)))),
          lines.get(1));
    } catch (IOException e) {
      throw new UncheckedIOException("The keys of the audit trail cannot be read or written", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The keys of the audit trail are no keys", e);
    }
  }

  /** The node's id. */
  public UUID node() {
    return node;
  }

  /** The public half, in base64. */
  String publicKey() {
    return publicKey;
  }

  byte[] mac(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(secret);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + MAC, e);
    }
  }

  String sign(String text) {
    try {
      Signature signature = Signature.getInstance(SIGNATURES);
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return text(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + SIGNATURES, e);
    }
  }

  /** Whether the holder of a public key signed a text; false for what is no key or no signature. */
  static boolean isSigned(String text, String signature, String publicKey) {
    try {
      Signature check = Signature.getInstance(SIGNATURES);
      check.initVerify(
          KeyFactory.getInstance(SIGNATURES)
              .generatePublic(new X509EncodedKeySpec(bytes(publicKey))));
      check.update(text.getBytes(StandardCharsets.UTF_8));
      return check.verify(bytes(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return Base64.getDecoder().decode(text.strip());
  }
}
