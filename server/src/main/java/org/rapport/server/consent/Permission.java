package org.rapport.server.consent;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * Whether a purpose may use a channel: the newest decision wins, a tie goes to deny; without a
 * decision, {@code acknowledgement}, {@code appointment} and {@code care} rest on the relationship,
 * anything else needs an express opt-in, on SMS a confirmed one (policy, "House rules").
 */
public final class Permission {
  // Of a tie the stricter, whatever order they are read in: deny, then what nobody confirmed.
  private static final Comparator<Decision> NEWEST_AND_STRICTEST =
      Comparator.comparing(Decision::decidedAt)
          .thenComparing(decision -> !decision.permit())
          .thenComparing(decision -> !decision.verified());

  private Permission() {}

  /** The decision that counts for a purpose on a channel; empty where nobody has decided. */
  static Optional<Decision> newest(
      List<Decision> decisions, OutreachPurpose purpose, Channel channel, Instant now) {
    return decisions.stream()
        .filter(decision -> decision.covers(purpose.code(), channel.code(), now))
        .max(NEWEST_AND_STRICTEST);
  }

  /** Empty when permitted, else why not. */
  public static Optional<NotDoneReason> refusal(
      List<Decision> decisions, OutreachPurpose purpose, Channel channel, Instant now) {
    Optional<Decision> newest = newest(decisions, purpose, channel, now);
    if (newest.isPresent() && !newest.get().permit()) {
      return Optional.of(NotDoneReason.OPTED_OUT);
    }
    boolean relationship =
        purpose == OutreachPurpose.ACKNOWLEDGEMENT
            || purpose == OutreachPurpose.APPOINTMENT
            || purpose == OutreachPurpose.CARE;
    if (relationship) {
      return Optional.empty();
    }
    boolean express = newest.isPresent() && (channel != Channel.SMS || newest.get().verified());
    return express ? Optional.empty() : Optional.of(NotDoneReason.NO_CONSENT);
  }
}
