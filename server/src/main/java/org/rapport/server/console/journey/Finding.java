package org.rapport.server.console.journey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Resource;

/**
 * What keeps a draft from being in force.
 *
 * @param step id of the step that it is about; null: the whole
 * @param where the element
 */
public record Finding(String text, String where, String step) {

  /** What {@code $check} said; nothing of what is no OperationOutcome. */
  static List<Finding> of(Resource answer, List<Steps.Step> steps) {
    List<Finding> findings = new ArrayList<>();
    if (answer instanceof OperationOutcome outcome) {
      for (OperationOutcomeIssueComponent issue : outcome.getIssue()) {
        if (issue.getSeverity() == IssueSeverity.ERROR) {
          String where = issue.hasExpression() ? issue.getExpression().get(0).getValue() : "";
          findings.add(new Finding(issue.getDiagnostics(), where, step(where, steps)));
        }
      }
    }
    return findings;
  }

  // The innermost: the path of a step begins with those of what it stands in.
  private static String step(String where, List<Steps.Step> steps) {
    return steps.stream()
        .filter(step -> where.equals(step.path()) || where.startsWith(step.path() + "."))
        .max(Comparator.comparing(step -> step.path().length()))
        .map(Steps.Step::id)
        .orElse(null);
  }
}
