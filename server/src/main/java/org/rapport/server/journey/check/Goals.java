package org.rapport.server.journey.check;

import java.util.List;
import org.hl7.fhir.r4.model.PlanDefinition;

/**
 * Targets of goals. A target compares a measured value of the patient, and Rapport measures none:
 * what is not obeyed is refused rather than passed over.
 */
final class Goals {
  private Goals() {}

  static void check(PlanDefinition plan, List<Issue> issues) {
    for (int g = 0; g < plan.getGoal().size(); g++) {
      for (int t = 0; t < plan.getGoal().get(g).getTarget().size(); t++) {
        issues.add(
            new Issue(
                "PlanDefinition.goal[" + g + "].target[" + t + "]",
                "Targets are not evaluated: say in stop-when, on the goal, when it is reached"));
      }
    }
  }
}
