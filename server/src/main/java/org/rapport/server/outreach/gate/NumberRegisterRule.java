package org.rapport.server.outreach.gate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.NumberCheck;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * Was a register of reassigned numbers asked about the number lately? (policy, R12.) Outreach waits
 * for its answer. What rests on the relationship does not: a register that cannot be reached never
 * costs anybody a reminder. That a number was reassigned the rules on consent say themselves, as
 * for a number that has said so. Pure.
 */
final class NumberRegisterRule {
  static final String NAME = "number-register";

  /** A message that waits is woken by the answer; this is for answers that do not come. */
  static final Duration LOOK_AGAIN = Duration.ofMinutes(15);

  private static final Set<OutreachPurpose> AT_ONCE =
      EnumSet.of(
          OutreachPurpose.ACKNOWLEDGEMENT, OutreachPurpose.APPOINTMENT, OutreachPurpose.CARE);

  private final CivilTime time;
  private final Policy policy;

  NumberRegisterRule(CivilTime time, Policy policy) {
    this.time = time;
    this.policy = policy;
  }

  void ask(Question question, Optional<Route> route, Instant now, GateFile file) {
    String channel = route.map(Route::channel).orElse(Channel.SMS).code();
    LocalDate day = time.local(now, question.zone()).toLocalDate();
    List<PolicyRow> rows =
        policy.registers(question.place(), question.purpose().code(), channel, day);
    if (rows.isEmpty() || question.required()) {
      return;
    }
    if (route.isEmpty()) {
      file.notAsked(NAME);
      return;
    }
    String source = Gate.citations(rows);
    Duration within =
        rows.stream()
            .map(row -> row.register().within())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    Optional<NumberCheck> check =
        question.contacts().check(route.get()).filter(last -> last.clears(now.minus(within)));
    if (check.isPresent()) {
      file.pass(NAME, said(check.get()), source);
      return;
    }
    file.unasked(route.get().key());
    if (AT_ONCE.contains(question.purpose())) {
      file.pass(
          NAME,
          "no answer of the register that is recent enough; "
              + question.purpose().code()
              + " does not wait for one",
          source);
    } else {
      file.defer(
          NAME, again(question, now), "the register is being asked about the number", source);
    }
  }

  // No number: this is read by whoever may read verdicts.
  private static String said(NumberCheck check) {
    return "the register said "
        + check.answer().code()
        + " at "
        + check.askedAt()
        + ", asked about the time since "
        + check.about()
        + (check.reference() == null ? "" : ", reference " + check.reference());
  }

  // Once it is of no use any more, the rule on that says so.
  private static Instant again(Question question, Instant now) {
    Instant later = now.plus(LOOK_AGAIN);
    return question.useful(later) ? later : question.request().window().usefulUntil();
  }
}
