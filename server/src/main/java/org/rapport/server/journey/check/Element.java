package org.rapport.server.journey.check;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.ActionSelectionBehavior;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;

/**
 * An action with where it stands.
 *
 * @param path {@code PlanDefinition.action[0].action[2]}
 * @param conditions its own and those of the groups around it
 * @param choice path of the innermost choice that it is an alternative of; null outside of one
 */
record Element(
    PlanDefinitionActionComponent action, String path, List<String> conditions, String choice) {

  /** Every action of a journey, groups before their children. */
  static List<Element> all(PlanDefinition plan) {
    List<Element> found = new ArrayList<>();
    collect(plan.getAction(), "PlanDefinition", List.of(), null, found);
    return found;
  }

  private static void collect(
      List<PlanDefinitionActionComponent> actions,
      String parent,
      List<String> outer,
      String choice,
      List<Element> found) {
    for (int i = 0; i < actions.size(); i++) {
      PlanDefinitionActionComponent action = actions.get(i);
      String path = parent + ".action[" + i + "]";
      List<String> conditions = new ArrayList<>(outer);
      action
          .getCondition()
          .forEach(c -> conditions.add(String.valueOf(c.getExpression().getExpression())));
      found.add(new Element(action, path, List.copyOf(conditions), choice));
      collect(action.getAction(), path, conditions, isChoice(action) ? path : choice, found);
    }
  }

  static boolean isChoice(PlanDefinitionActionComponent action) {
    return action.getSelectionBehavior() == ActionSelectionBehavior.EXACTLYONE
        || action.getSelectionBehavior() == ActionSelectionBehavior.ATMOSTONE;
  }

  boolean isStep() {
    return action.hasDefinitionCanonicalType();
  }
}
