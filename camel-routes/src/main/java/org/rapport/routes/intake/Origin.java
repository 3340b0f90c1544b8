package org.rapport.routes.intake;

import java.util.Optional;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * Where a message comes from, as far as it decides what may be done with it.
 *
 * @param peer at the other end of its connection; empty: a route or a person answers for it
 * @param merges whether it may merge patients where the sender's profile does not say
 * @param kept whether it is kept as a dead letter where it cannot be mapped; not, where it is one
 * @param began when it was there as a whole, in nanoseconds of this JVM
 */
record Origin(Optional<Peer> peer, boolean merges, boolean kept, long began) {

  static Origin of(Peer peer) {
    boolean merges = peer == null || peer.local() || peer.certified();
    return new Origin(Optional.ofNullable(peer), merges, true, System.nanoTime());
  }

  static Origin deadLetter(boolean merges) {
    return new Origin(Optional.empty(), merges, false, System.nanoTime());
  }

  /** Whether a sender's messages may come from here. */
  boolean isExpectedOf(SenderProfile sender) {
    return peer.map(from -> sender.mayComeFrom(from.address())).orElse(true);
  }
}
