package org.rapport.server.audit.chain;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A row of the trail. Everything that a search looks at is part of what is signed: an entry cannot
 * be hidden from a search without being changed.
 *
 * @param id the AuditEvent's
 * @param node whose chain it belongs to
 * @param recorded in whole milliseconds
 * @param type code of AuditEvent.type
 * @param subtypes codes
 * @param action C, R, U, D or E
 * @param outcome 0, 4, 8 or 12
 * @param named what searches look for: {@code patient=…}, {@code entity=…}, {@code agent=…}
 * @param content what the AuditEvent is made of; as it was written, to the letter
 * @param mac the node's, over all of the others
 */
public record Entry(
    UUID id,
    UUID node,
    Instant recorded,
    String type,
    List<String> subtypes,
    String action,
    String outcome,
    List<String> named,
    String content,
    byte[] mac) {

  /** The same, authenticated by its node. */
  Entry by(NodeKeys keys) {
    return new Entry(
        id, node, recorded, type, subtypes, action, outcome, named, content, keys.mac(bytes()));
  }

  /** Whether this node wrote it, as it stands. */
  boolean isBy(NodeKeys keys) {
    return mac != null && MessageDigest.isEqual(mac, keys.mac(bytes()));
  }

  /** What the chain says of it: SHA-256 over all of it. */
  public byte[] digest() {
    return DigestUtils.sha256(concat(bytes(), mac == null ? new byte[0] : mac));
  }

  /** All but the authentication, so that no two different entries have the same bytes. */
  private byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, id.toString());
      text(out, node.toString());
      out.writeLong(recorded.toEpochMilli());
      text(out, type);
      texts(out, subtypes);
      text(out, action);
      text(out, outcome);
      texts(out, named);
      text(out, content);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory does not fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private static void texts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String one : texts) {
      text(out, one);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
