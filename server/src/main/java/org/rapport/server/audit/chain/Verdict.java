package org.rapport.server.audit.chain;

import java.util.UUID;

/**
 * What the verifier found.
 *
 * @param checked how many entries are as they were written; those before the first bad one
 * @param firstBad the first entry that is not, or after which one is missing; null: none, or none
 *     is known by id
 * @param words what is wrong with it, in a sentence; null: nothing
 */
public record Verdict(long checked, UUID firstBad, String words) {
  /** Whether nothing was changed. */
  public boolean valid() {
    return words == null;
  }
}
