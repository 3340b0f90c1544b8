package org.rapport.server.consent;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.rapport.server.consent.Bases.ImpliedEnd;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * Whether a purpose may use a channel: the newest decision wins, a tie goes to deny; without a
 * decision the rows of the policy say whether the relationship is enough (policy, "House rules").
 */
public final class Permission {
  // Of a tie the stricter, whatever order they are read in: deny, then what nobody confirmed.
  private static final Comparator<Decision> NEWEST_AND_STRICTEST =
      Comparator.comparing(Decision::decidedAt)
          .thenComparing(decision -> !decision.permit())
          .thenComparing(decision -> !decision.verified());

  private Permission() {}

  /**
   * The decision that counts for a purpose on a channel; empty where nobody has decided. What the
   * patient denied themselves stands against what an EHR brings or the law takes for granted.
   */
  static Optional<Decision> newest(
      List<Decision> decisions,
      OutreachPurpose purpose,
      Channel channel,
      Bases bases,
      Instant now) {
    List<PolicyRow> rows = bases.rows(purpose, channel, now);
    List<Decision> covering =
        decisions.stream()
            .filter(decision -> decision.covers(purpose.code(), channel.code(), now))
            .filter(decision -> bases.counts(decision, rows, now))
            .toList();
    boolean denied =
        covering.stream()
            .filter(decision -> !decision.weak() && !decision.imported())
            .max(NEWEST_AND_STRICTEST)
            .filter(decision -> !decision.permit())
            .isPresent();
    return covering.stream()
        .filter(decision -> !denied || !decision.weak())
        .max(NEWEST_AND_STRICTEST);
  }

  /** Empty when permitted, else why not. */
  public static Optional<NotDoneReason> refusal(
      List<Decision> decisions,
      OutreachPurpose purpose,
      Channel channel,
      Bases bases,
      Instant now) {
    Optional<Decision> newest = newest(decisions, purpose, channel, bases, now);
    if (newest.isPresent() && !newest.get().permit()) {
      return Optional.of(NotDoneReason.OPTED_OUT);
    }
    List<PolicyRow> rows = bases.rows(purpose, channel, now);
    if (bases.relationship(rows)) {
      return Optional.empty();
    }
    boolean said =
        newest.isPresent() && (!bases.confirmed(rows, channel) || newest.get().verified());
    return said ? Optional.empty() : Optional.of(NotDoneReason.NO_CONSENT);
  }

  /** What {@link #refusal} goes by. */
  static Ground ground(
      List<Decision> decisions,
      OutreachPurpose purpose,
      Channel channel,
      Bases bases,
      Instant now) {
    Optional<Decision> newest = newest(decisions, purpose, channel, bases, now);
    List<PolicyRow> rows = bases.rows(purpose, channel, now);
    if (bases.relationship(rows) && newest.filter(one -> !one.permit()).isEmpty()) {
      return Ground.of(Ground.Kind.RELATIONSHIP);
    }
    return newest
        .map(
            one ->
                one.permit() && !Decision.EXPRESS.equals(one.basis())
                    ? new Ground(
                        Ground.Kind.IMPLIED,
                        one,
                        one.decidedAt(),
                        bases.impliedEnd(one, rows).map(ImpliedEnd::at).orElse(one.until()))
                    : new Ground(Ground.Kind.CONSENT, one, one.decidedAt(), one.until()))
        .orElseGet(() -> Ground.of(Ground.Kind.NONE));
  }

  /**
   * Whether the patient was told that a channel is not encrypted, by a permission for a purpose
   * that is still permitted there.
   */
  static boolean knowing(List<Decision> decisions, Channel channel, Bases bases, Instant now) {
    return Arrays.stream(OutreachPurpose.values())
        .filter(
            purpose ->
                decisions.stream()
                    .filter(Decision::knowing)
                    .anyMatch(one -> one.covers(purpose.code(), channel.code(), now)))
        .anyMatch(
            purpose ->
                newest(decisions, purpose, channel, bases, now)
                    .filter(Decision::permit)
                    .isPresent());
  }

  /**
   * When a permission that the law takes for granted ends, with nothing that permits after it.
   * Empty where the purpose may not use the channel now, or may on other grounds.
   */
  static Optional<ImpliedEnd> impliedEnd(
      List<Decision> decisions,
      OutreachPurpose purpose,
      Channel channel,
      Bases bases,
      Instant now) {
    Predicate<Instant> permitted = at -> refusal(decisions, purpose, channel, bases, at).isEmpty();
    if (!permitted.test(now)) {
      return Optional.empty();
    }
    List<PolicyRow> rows = bases.rows(purpose, channel, now);
    return decisions.stream()
        .filter(decision -> decision.permit() && !Decision.EXPRESS.equals(decision.basis()))
        .filter(decision -> decision.covers(purpose.code(), channel.code(), now))
        .flatMap(decision -> bases.impliedEnd(decision, rows).stream())
        .filter(end -> now.isBefore(end.at()))
        .sorted(Comparator.comparing(ImpliedEnd::at))
        .filter(end -> !permitted.test(end.at()))
        .findFirst();
  }
}
