package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.outreach.gate.Gate.Examination;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.gate.RuleResult.Outcome;
import org.rapport.terminology.NotDoneReason;

/** Collects what rules say of one message; the first that is not a pass decides. */
final class GateFile {
  private final List<RuleResult> rules = new ArrayList<>();
  private Verdict decided;
  private Route unasked;

  void pass(String rule, String detail, String source) {
    rules.add(RuleResult.pass(rule, detail, source));
  }

  void refuse(String rule, NotDoneReason reason, String detail, String source) {
    decide(new Verdict.Refuse(reason));
    rules.add(new RuleResult(rule, Outcome.REFUSE, reason.code() + ": " + detail, source));
  }

  void defer(String rule, Instant until, String detail, String source) {
    decide(new Verdict.Defer(until));
    rules.add(new RuleResult(rule, Outcome.DEFER, detail + ", until " + until, source));
  }

  void withdrawn(String rule, String detail, String source) {
    decide(new Verdict.Withdrawn());
    rules.add(new RuleResult(rule, Outcome.REFUSE, detail, source));
  }

  void notAsked(String rule) {
    rules.add(
        new RuleResult(rule, Outcome.NOT_ASKED, "there is no address to ask about", Gate.ORDER));
  }

  /** Notes a number that a register is to be asked about, whatever else is said. */
  void unasked(Route number) {
    unasked = number;
  }

  private void decide(Verdict verdict) {
    decided = decided == null ? verdict : decided;
  }

  /**
   * Everything that was said.
   *
   * @param route needed where nothing was said against it
   */
  Examination examination(Optional<Route> route) {
    return new Examination(
        decided == null ? new Verdict.Release(route.orElseThrow()) : decided,
        List.copyOf(rules),
        Optional.ofNullable(unasked));
  }
}
