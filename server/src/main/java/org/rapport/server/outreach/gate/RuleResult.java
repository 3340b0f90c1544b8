package org.rapport.server.outreach.gate;

import java.util.Locale;

/**
 * What one rule of the gate said about one message.
 *
 * @param rule its name
 * @param detail why, in words, without names, addresses or texts
 * @param source where the rule stands
 */
public record RuleResult(String rule, Outcome outcome, String detail, String source) {

  /** The rule that stops what was said before: a campaign of which many are refused by it halts. */
  public static final String IDENTICAL_BODY = "identical-body";

  /** What a rule can say. */
  public enum Outcome {
    /** Nothing against it. */
    PASS,
    /** Not now. */
    DEFER,
    /** Never. */
    REFUSE,
    /** It cannot be asked, as an earlier rule has decided. */
    NOT_ASKED;

    /** As answers have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A rule that has nothing against the message. */
  public static RuleResult pass(String rule, String detail, String source) {
    return new RuleResult(rule, Outcome.PASS, detail, source);
  }
}
