package org.rapport.server.journey.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionRelatedActionComponent;
import org.rapport.server.journey.Offset;

/** How the actions hang together: ids, what counts from what, and what can never be reached. */
final class Shape {
  private static final Set<String> MILESTONES = Set.of("enrolment", "focus");

  private Shape() {}

  static void check(List<Element> elements, List<Issue> issues) {
    Map<String, Element> byId = new HashMap<>();
    for (Element element : elements) {
      String id = element.action().getId();
      if (id == null && element.isStep()) {
        issues.add(new Issue(element.path() + ".id", "A step needs an id"));
      } else if (id != null && byId.put(id, element) != null) {
        issues.add(new Issue(element.path() + ".id", "Two actions have the id " + id));
      }
    }
    for (Element element : elements) {
      related(element, byId, issues);
      unreachable(element, issues);
    }
    alternatives(elements, issues);
  }

  /** Whether it goes on after the moment at which somebody comes on it. */
  static boolean goesOn(PlanDefinition plan) {
    return Element.all(plan).stream()
        .filter(Element::isStep)
        .map(Element::action)
        .anyMatch(
            action ->
                action.hasRelatedAction()
                    && (action.getRelatedActionFirstRep().hasOffset()
                        || !"enrolment".equals(target(action.getRelatedActionFirstRep()))));
  }

  private static String target(PlanDefinitionActionRelatedActionComponent related) {
    String id = String.valueOf(related.getActionId());
    return id.startsWith("#") ? id.substring(1) : id;
  }

  private static void related(Element element, Map<String, Element> byId, List<Issue> issues) {
    PlanDefinitionActionComponent action = element.action();
    if (!action.hasRelatedAction()) {
      return;
    }
    String path = element.path() + ".relatedAction[0]";
    if (action.getRelatedAction().size() > 1) {
      issues.add(
          new Issue(element.path() + ".relatedAction[1]", "A step counts from one thing only"));
    }
    PlanDefinitionActionRelatedActionComponent related = action.getRelatedActionFirstRep();
    String target = target(related);
    Element to = byId.get(target);
    if (!MILESTONES.contains(target) && (to == null || !to.isStep())) {
      issues.add(new Issue(path + ".actionId", "There is no step " + target));
    } else if (loops(element, byId)) {
      issues.add(new Issue(path + ".actionId", "The step waits for itself"));
    }
    if (related.hasOffset()) {
      if (!related.hasOffsetDuration()) {
        issues.add(new Issue(path + ".offset", "An offset is a Duration"));
        return;
      }
      Duration offset = related.getOffsetDuration();
      try {
        Offset.of(offset.getValue(), offset.hasCode() ? offset.getCode() : offset.getUnit());
      } catch (IllegalArgumentException e) {
        issues.add(new Issue(path + ".offset", String.valueOf(e.getMessage())));
      }
    }
  }

  private static boolean loops(Element element, Map<String, Element> byId) {
    Set<String> seen = new HashSet<>();
    Element at = element;
    while (at != null && at.action().hasRelatedAction()) {
      if (!seen.add(at.path())) {
        return true;
      }
      at = byId.get(target(at.action().getRelatedActionFirstRep()));
    }
    return false;
  }

  private static void unreachable(Element element, List<Issue> issues) {
    for (int i = 0; i < element.action().getCondition().size(); i++) {
      String text = element.action().getCondition().get(i).getExpression().getExpression();
      if (text != null && text.strip().equals("false")) {
        issues.add(
            new Issue(
                element.path() + ".condition[" + i + "]", "The step is never reached: false"));
      }
    }
  }

  // What comes after an alternative without a condition is never chosen.
  private static void alternatives(List<Element> elements, List<Issue> issues) {
    for (Element group : elements) {
      if (!Element.isChoice(group.action())) {
        continue;
      }
      List<PlanDefinitionActionComponent> children = group.action().getAction();
      List<Integer> always = new ArrayList<>();
      for (int i = 0; i < children.size(); i++) {
        if (!always.isEmpty()) {
          issues.add(
              new Issue(
                  group.path() + ".action[" + i + "]",
                  "Never reached: an alternative before it has no condition"));
        }
        if (!children.get(i).hasCondition()) {
          always.add(i);
        }
      }
    }
  }
}
