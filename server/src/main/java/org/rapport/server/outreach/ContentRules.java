package org.rapport.server.outreach;

import java.util.Optional;
import org.rapport.server.outreach.MessageText.Text;
import org.rapport.server.outreach.RuleResult.Outcome;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;

/** What the gate says of a finished text. Pure. */
final class ContentRules {
  private static final String SAFE = "Rapport policy, order of the gate, 3";
  private static final String RFC_8058 = "R16, R17: RFC 8058 on everything but answers and visits";
  private static final String BREAKER = "Rapport policy, house rules: identical bodies";

  private ContentRules() {}

  /** Whether there is a text, and whether it may go on this channel. */
  static RuleResult of(Optional<Text> text, Channel channel, DueMessage message) {
    if (text.isEmpty()) {
      return refused("there is no text for " + channel.code(), SAFE);
    }
    if (!sendable(channel, message)) {
      return refused("an e-mail of this purpose needs a one-click unsubscribe", RFC_8058);
    }
    return RuleResult.pass("content", "a text in " + text.get().language(), SAFE);
  }

  /** The circuit breaker, by how many equal bodies went to the address before in its window. */
  static RuleResult identicalBodies(int before, int most) {
    return before < most
        ? RuleResult.pass("identical-body", before + " equal bodies went before", BREAKER)
        : new RuleResult(
            "identical-body",
            Outcome.REFUSE,
            NotDoneReason.FREQUENCY_CAP.code() + ": " + before + " equal bodies went before",
            BREAKER);
  }

  private static RuleResult refused(String detail, String source) {
    return new RuleResult(
        "content", Outcome.REFUSE, NotDoneReason.UNSAFE_CONTENT.code() + ": " + detail, source);
  }

  // E-mail of these purposes must carry a one-click unsubscribe (RFC 8058), which does not exist
  // yet: refused rather than sent without.
  private static boolean sendable(Channel channel, DueMessage message) {
    return channel != Channel.EMAIL
        || switch (GateQuestions.purpose(message)) {
          case ACKNOWLEDGEMENT, APPOINTMENT, CARE -> true;
          default -> false;
        };
  }
}
