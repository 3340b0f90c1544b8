package org.rapport.server.audit.chain;

import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Walks one chain from its beginning, seal by seal, and stops at the first that is wrong. */
final class ChainCheck {
  private final UUID node;
  private final NodeKeys keys;
  private final TreeMap<Long, Head> claimed = new TreeMap<>();
  private Head head = Head.NONE;
  private long checked;
  private Verdict bad;

  /**
   * Of a node.
   *
   * @param keys the node's own; null: it is another's
   */
  ChainCheck(UUID node, NodeKeys keys) {
    this.node = node;
    this.keys = keys;
  }

  /**
   * Says what is known from elsewhere.
   *
   * @param removed where what is left begins
   * @param heads how far it had come, by number
   */
  void begin(Head removed, Map<Long, Head> heads) {
    head = removed;
    claimed.putAll(heads);
    claimed.headMap(removed.seq(), true).clear();
  }

  /**
   * Checks the next seal.
   *
   * @param entry null: it is not there
   */
  void next(Head seal, Entry entry) {
    if (bad != null) {
      return;
    }
    if (seal.seq() <= head.seq()) {
      bad(seal, "stands where all was removed");
    } else if (seal.seq() > head.seq() + 1) {
      bad(seal, "comes after some that are missing, from number " + (head.seq() + 1));
    } else if (entry == null) {
      bad(seal, "is missing");
    } else if (!entry.node().equals(node)
        || !MessageDigest.isEqual(head.then(entry.id(), entry.digest()).hash(), seal.hash())) {
      bad(seal, "is not as it was written, or not where");
    } else if (keys != null && !entry.isBy(keys)) {
      bad(seal, "was put in by nobody of ours");
    } else {
      Head said = claimed.remove(seal.seq());
      if (said != null && !MessageDigest.isEqual(said.hash(), seal.hash())) {
        bad(seal, "is not what an anchor says");
      } else {
        head = seal;
        checked++;
      }
    }
  }

  /** What was found; what an anchor knows of and the chain does not reach is missing. */
  Verdict end() {
    if (bad == null && !claimed.isEmpty()) {
      Head first = claimed.firstEntry().getValue();
      bad(first, "is missing, with all from number " + (head.seq() + 1));
    }
    return bad == null ? new Verdict(checked, null, null) : bad;
  }

  private void bad(Head seal, String words) {
    bad =
        new Verdict(
            checked, seal.entry(), "number " + seal.seq() + " of node " + node + " " + words);
  }
}
