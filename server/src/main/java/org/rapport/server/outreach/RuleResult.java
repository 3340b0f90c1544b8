package org.rapport.server.outreach;

import java.util.Locale;
import org.rapport.terminology.NotDoneReason;

/**
 * What one rule of the gate said about one message.
 *
 * @param rule its name
 * @param detail why, in words, without names, addresses or texts
 * @param source where the rule stands
 */
public record RuleResult(String rule, Outcome outcome, String detail, String source) {

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

  static RuleResult collapsed() {
    return new RuleResult(
        Collapse.RULE,
        Outcome.REFUSE,
        NotDoneReason.FREQUENCY_CAP.code() + ": " + Collapse.WORDS,
        Collapse.SOURCE);
  }

  static RuleResult pass(String rule, String detail, String source) {
    return new RuleResult(rule, Outcome.PASS, detail, source);
  }
}
