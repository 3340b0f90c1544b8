package org.rapport.server.consent;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * What one address has said about messages to it, or shown, whoever it belongs to. STOP holds for
 * every purpose until START; START gives back what was permitted before, save marketing. Pure.
 *
 * @param stopped when it last opted out; null: never
 * @param started when it last opted in again
 * @param failed when a provider last said that it takes no messages
 * @param reassigned when somebody last said that it is not the patient's (policy, R12)
 * @param erased what is kept of somebody who had it and was erased, or null
 * @param check what a register of reassigned numbers last said of it, or null
 * @param muted why nothing goes there because of a patient's record that was only claimed, or null
 */
public record AddressState(
    Instant stopped,
    Instant started,
    Instant failed,
    Instant reassigned,
    ErasedAddresses.Erased erased,
    NumberCheck check,
    NotDoneReason muted) {
  /** What rests on a permission. */
  static final Set<OutreachPurpose> OUTREACH =
      EnumSet.of(
          OutreachPurpose.SURVEY,
          OutreachPurpose.OUTREACH,
          OutreachPurpose.MARKETING,
          OutreachPurpose.REVIEW);

  public static final AddressState UNKNOWN = new AddressState(null, null, null);

  /** What an address itself has said. */
  public AddressState(Instant stopped, Instant started, Instant failed) {
    this(stopped, started, failed, null, null);
  }

  /** What is known of an address that no register was asked about. */
  public AddressState(
      Instant stopped,
      Instant started,
      Instant failed,
      Instant reassigned,
      ErasedAddresses.Erased erased) {
    this(stopped, started, failed, reassigned, erased, null, null);
  }

  /** An address that somebody typed on a public page, and that is not written to for them. */
  static AddressState muted(NotDoneReason reason) {
    return new AddressState(null, null, null, null, null, null, reason);
  }

  /**
   * What a register said of a number.
   *
   * @param stands nobody has shown since that it is the patient's after all
   */
  static AddressState of(NumberCheck check, boolean stands) {
    boolean reassigned = check.answer() == NumberCheck.Answer.YES && stands;
    return new AddressState(
        null, null, null, reassigned ? check.askedAt() : null, null, check, null);
  }

  static AddressState of(String kind, Instant at) {
    return switch (kind) {
      case "opt-out" -> new AddressState(at, null, null);
      case "opt-in" -> new AddressState(null, at, null);
      // Of one purpose: the consents say which.
      case "opt-out-one" -> UNKNOWN;
      case "reassigned" -> new AddressState(null, null, null, at, null);
      default -> new AddressState(null, null, at);
    };
  }

  AddressState and(AddressState other) {
    return new AddressState(
        latest(stopped, other.stopped),
        latest(started, other.started),
        latest(failed, other.failed),
        latest(reassigned, other.reassigned),
        erased == null ? other.erased : erased,
        check == null ? other.check : check,
        muted == null ? other.muted : muted);
  }

  private static Instant latest(Instant one, Instant other) {
    return one == null || other != null && other.isAfter(one) ? other : one;
  }

  /** The latest of what the address itself has said or shown; empty where it never has. */
  public Optional<Instant> last() {
    return Stream.of(stopped, started, failed, reassigned)
        .filter(Objects::nonNull)
        .max(Instant::compareTo);
  }

  /** Whether it has opted out and not in again; a tie goes to the opt-out. */
  public boolean optedOut() {
    return holds(stopped);
  }

  /** Whether it is somebody else's, and they have not asked for messages since. */
  public boolean isReassigned() {
    return holds(reassigned);
  }

  /** Why nothing goes there, or empty. */
  public Optional<NotDoneReason> refusal() {
    if (optedOut()) {
      return Optional.of(NotDoneReason.OPTED_OUT);
    }
    if (isReassigned()) {
      return Optional.of(NotDoneReason.NUMBER_REASSIGNED);
    }
    return holds(failed) ? Optional.of(NotDoneReason.INVALID_ADDRESS) : Optional.ofNullable(muted);
  }

  private boolean holds(Instant signal) {
    return signal != null && (started == null || !started.isAfter(signal));
  }

  /**
   * Whether a message is held back as its address belongs to somebody who was erased: for what they
   * had stopped, and for all outreach, until who has the address says yes again.
   */
  boolean suppresses(OutreachPurpose purpose, boolean permittedSince) {
    if (erased == null || permittedSince) {
      return false;
    }
    boolean startedSince = started != null && started.isAfter(erased.at());
    return OUTREACH.contains(purpose) || erased.stopped().contains(purpose.code()) && !startedSince;
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
