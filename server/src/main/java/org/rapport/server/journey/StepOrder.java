package org.rapport.server.journey;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rapport.server.journey.Journey.Step;

/** Steps that count from other steps: each has to lead back to the enrolment or the focus. */
final class StepOrder {
  private StepOrder() {}

  /**
   * Checks that every step counts from one that exists, and none from itself.
   *
   * @throws IllegalArgumentException naming the step
   */
  static void check(List<Step> steps) {
    Map<String, Step> byId =
        steps.stream()
            .filter(step -> step.id() != null)
            .collect(Collectors.toMap(Step::id, Function.identity(), (one, other) -> one));
    for (Step step : steps) {
      Set<String> seen = new HashSet<>();
      Step at = step;
      while (at.related() != null) {
        if (!seen.add(at.id())) {
          throw new IllegalArgumentException(
              "Action " + step.id() + ": waits for itself, by way of " + seen);
        }
        Step next = byId.get(at.related());
        if (next == null) {
          throw new IllegalArgumentException(
              "Action " + at.id() + ": is related to " + at.related() + ", which is no step");
        }
        at = next;
      }
    }
  }
}
