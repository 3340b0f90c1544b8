package org.rapport.server.audit.chain;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Where a chain has come to.
 *
 * @param seq number of its last entry; 0: none yet
 * @param hash over the hash before, the number and the entry
 * @param entry the last entry; null: none
 */
public record Head(long seq, byte[] hash, UUID entry) {
  private static final int HASH = 32;

  /** Of a chain without entries. */
  static final Head NONE = new Head(0, new byte[HASH], null);

  /** With one entry more. */
  Head then(UUID next, byte[] digest) {
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(seq + 1).array();
    return new Head(
        seq + 1, DigestUtils.sha256(Entry.concat(Entry.concat(hash, number), digest)), next);
  }
}
