package org.rapport.server.outreach.release;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.NumberChecks;
import org.rapport.server.consent.NumberChecks.Waiting;
import org.rapport.server.work.WorkQueue;
import org.springframework.stereotype.Component;

/** The numbers that the gate wants a register to be asked about (policy, R12), as work. */
@Component
public class WantedNumbers {
  /** What the focus of such work begins with; the question's id follows. */
  public static final String FOCUS = "NumberCheck/";

  private final NumberChecks checks;
  private final WorkQueue queue;

  WantedNumbers(NumberChecks checks, WorkQueue queue) {
    this.checks = checks;
    this.queue = queue;
  }

  /** A patient's number that no answer is known of. */
  record Unasked(String patient, Route number) {}

  /**
   * Has the register asked about these, unless it is to be already. In the caller's transaction.
   */
  void want(Collection<Unasked> numbers, Instant now) {
    if (numbers.isEmpty()) {
      return;
    }
    List<Waiting> wanted =
        checks.want(
            numbers.stream().map(Unasked::patient).toList(),
            numbers.stream().map(one -> one.number().address()).toList(),
            now);
    if (!wanted.isEmpty()) {
      queue.numberChecks(
          wanted.stream().map(Waiting::patient).toList(),
          wanted.stream().map(one -> FOCUS + one.id()).toList());
    }
  }
}
