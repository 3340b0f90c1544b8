package org.rapport.server.consent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * What one address has said about messages to it, or shown, whoever it belongs to. STOP holds for
 * every purpose until START; START gives back what was permitted before, save marketing. Pure.
 *
 * @param stopped when it last opted out; null: never
 * @param started when it last opted in again
 * @param failed when a provider last said that it takes no messages
 */
public record AddressState(Instant stopped, Instant started, Instant failed) {
  public static final AddressState UNKNOWN = new AddressState(null, null, null);

  static AddressState of(String kind, Instant at) {
    return switch (kind) {
      case "opt-out" -> new AddressState(at, null, null);
      case "opt-in" -> new AddressState(null, at, null);
      default -> new AddressState(null, null, at);
    };
  }

  AddressState and(AddressState other) {
    return new AddressState(
        latest(stopped, other.stopped),
        latest(started, other.started),
        latest(failed, other.failed));
  }

  private static Instant latest(Instant one, Instant other) {
    return one == null || other != null && other.isAfter(one) ? other : one;
  }

  /** Whether it has opted out and not in again; a tie goes to the opt-out. */
  public boolean optedOut() {
    return holds(stopped);
  }

  /** Why nothing goes there, or empty. */
  Optional<NotDoneReason> refusal() {
    if (optedOut()) {
      return Optional.of(NotDoneReason.OPTED_OUT);
    }
    return holds(failed) ? Optional.of(NotDoneReason.INVALID_ADDRESS) : Optional.empty();
  }

  private boolean holds(Instant signal) {
    return signal != null && (started == null || !started.isAfter(signal));
  }

  /** The decisions that still count: a permission for marketing given before a STOP does not. */
  List<Decision> standing(List<Decision> decisions, OutreachPurpose purpose) {
    if (stopped == null || purpose != OutreachPurpose.MARKETING) {
      return decisions;
    }
    return decisions.stream()
        .filter(decision -> !decision.permit() || decision.decidedAt().isAfter(stopped))
        .toList();
  }
}
