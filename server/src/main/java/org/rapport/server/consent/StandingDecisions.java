package org.rapport.server.consent;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * What counts, of all that was decided about messages to one patient: by the patient, by who acted
 * for them before they were of age, by the address itself and by the law. Knows no addresses of its
 * own, and chooses none. Pure.
 */
record StandingDecisions(
    List<Decision> decisions,
    List<Decision> authorizations,
    Map<Route, AddressState> states,
    Bases bases,
    Representation representation) {

  /** What an address has said of itself. */
  AddressState state(Route route) {
    return states.getOrDefault(route.key(), AddressState.UNKNOWN);
  }

  /** As of {@link ContactBook#authorizes}. */
  boolean authorizes(OutreachPurpose purpose, Channel channel, Instant now) {
    return Permission.newest(
            representation.grown(authorizations, purpose, now), purpose, channel, Bases.NONE, now)
        .filter(Decision::permit)
        .isPresent();
  }

  /** As of {@link ContactBook#withoutNotice}. */
  List<PolicyRow> withoutNotice(OutreachPurpose purpose, Channel channel, Instant now) {
    List<PolicyRow> rows = bases.notices(purpose, channel, now);
    if (rows.isEmpty()) {
      return rows;
    }
    // A permission from before the patient came of age was given by somebody else.
    List<Decision> grown = representation.grown(decisions, OutreachPurpose.OUTREACH, now);
    return Permission.knowing(grown, channel, bases, now) ? List.of() : rows;
  }

  /** Whether there is a permission from before the patient came of age, which counts no more. */
  boolean outgrown(OutreachPurpose purpose, Instant now) {
    return representation.grown(decisions, purpose, now).size() < decisions.size();
  }

  /** When what the law takes for granted ends, for a channel that may be used until then. */
  Optional<Bases.ImpliedEnd> impliedEnd(OutreachPurpose purpose, Channel channel, Instant now) {
    return Permission.impliedEnd(
        representation.grown(decisions, purpose, now), purpose, channel, bases, now);
  }

  /** What decides for an address in this state. */
  Ground ground(AddressState state, OutreachPurpose purpose, Channel channel, Instant now) {
    if (state.suppresses(purpose, permittedSince(state, purpose, channel, now))) {
      return Ground.address(state.erased().at());
    }
    if (state.refusal().isPresent()) {
      return Ground.address(state.last().orElse(null));
    }
    List<Decision> of = representation.grown(state.standing(decisions, purpose), purpose, now);
    return Permission.ground(of, purpose, channel, bases, now);
  }

  /** Why nothing of the purpose goes to an address; empty where it may. */
  Optional<NotDoneReason> refusal(Route route, OutreachPurpose purpose, Instant now) {
    AddressState state = state(route);
    if (state.suppresses(purpose, permittedSince(state, purpose, route.channel(), now))) {
      return Optional.of(NotDoneReason.OPTED_OUT);
    }
    return state
        .refusal()
        .or(() -> refusal(state.standing(decisions, purpose), purpose, route.channel(), now));
  }

  /** Why nothing of the purpose would go to a new address on a channel; empty where it might. */
  Optional<NotDoneReason> refusal(OutreachPurpose purpose, Channel channel, Instant now) {
    return refusal(decisions, purpose, channel, now);
  }

  // A permission that the patient has outgrown is none; it still ended what was denied before it.
  private Optional<NotDoneReason> refusal(
      List<Decision> of, OutreachPurpose purpose, Channel channel, Instant now) {
    return Permission.refusal(of, purpose, channel, bases, now)
        .or(
            () ->
                Permission.refusal(
                        representation.grown(of, purpose, now), purpose, channel, bases, now)
                    .map(outgrown -> NotDoneReason.NO_CONSENT));
  }

  private boolean permittedSince(
      AddressState state, OutreachPurpose purpose, Channel channel, Instant now) {
    return state.erased() != null
        && Permission.newest(decisions, purpose, channel, bases, now)
            .filter(decision -> decision.permit() && !decision.weak())
            .filter(decision -> decision.decidedAt().isAfter(state.erased().at()))
            .isPresent();
  }

  /** The purposes that are stopped on an address, by its own word or by the patient's. */
  Set<OutreachPurpose> stopped(Route route, Instant now) {
    Set<OutreachPurpose> stopped = EnumSet.noneOf(OutreachPurpose.class);
    for (OutreachPurpose purpose : OutreachPurpose.values()) {
      if (refusal(route, purpose, now).filter(NotDoneReason.OPTED_OUT::equals).isPresent()) {
        stopped.add(purpose);
      }
    }
    return stopped;
  }
}
