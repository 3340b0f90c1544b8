package org.rapport.server.console.journey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.Timing;
import org.rapport.server.console.Desk;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;

/** The steps of a journey: found by id, and said in a sentence. Pure but for the words. */
public final class Steps {
  private final Desk desk;
  private final PlanDefinition plan;
  private final Map<String, String> titles = new HashMap<>();

  Steps(Desk desk, PlanDefinition plan) {
    this.desk = desk;
    this.plan = plan;
    plan.getAction().forEach(this::title);
  }

  /**
   * A step.
   *
   * @param id of its action; null: it has none, and cannot be changed here
   * @param when in words
   * @param does canonical of the template, or what is done; null: nothing
   * @param template where the template that it sends is shown; null: it sends none
   * @param path of the action within the resource, as findings name it
   */
  public record Step(
      String id,
      String title,
      String when,
      List<String> conditions,
      String does,
      String template,
      String path) {}

  /** One list of actions, and where in it one stands. */
  record Place(List<PlanDefinitionActionComponent> among, int index) {
    PlanDefinitionActionComponent action() {
      return among.get(index);
    }
  }

  private void title(PlanDefinitionActionComponent action) {
    if (action.hasId()) {
      titles.put(action.getId(), action.hasTitle() ? action.getTitle() : spoken(action.getId()));
    }
    action.getAction().forEach(this::title);
  }

  private static String spoken(String id) {
    return id == null ? "" : id.replace('-', ' ');
  }

  /** All that have no steps of their own, in order. */
  List<Step> all() {
    List<Step> steps = new ArrayList<>();
    add(plan.getAction(), "PlanDefinition", steps);
    return steps;
  }

  private void add(List<PlanDefinitionActionComponent> actions, String path, List<Step> steps) {
    for (int i = 0; i < actions.size(); i++) {
      PlanDefinitionActionComponent action = actions.get(i);
      String own = path + ".action[" + i + "]";
      if (!action.hasAction()) {
        steps.add(
            new Step(
                action.getId(),
                action.hasTitle() ? action.getTitle() : spoken(action.getId()),
                when(action),
                action.getCondition().stream()
                    .map(
                        one ->
                            one.getExpression().hasDescription()
                                ? one.getExpression().getDescription()
                                : one.getExpression().getExpression())
                    .toList(),
                action.hasDefinitionCanonicalType()
                    ? People.canonical(action.getDefinitionCanonicalType().getValue())
                    : action.getDescription(),
                template(action),
                own));
      }
      add(action.getAction(), own, steps);
    }
  }

  private static String template(PlanDefinitionActionComponent action) {
    String canonical =
        action.hasDefinitionCanonicalType() ? action.getDefinitionCanonicalType().getValue() : "";
    return canonical.contains("/ActivityDefinition/")
        ? Query.of("/console/templates/named").with("canonical", canonical).toString()
        : null;
  }

  /** Where an action stands, by its id. */
  Optional<Place> place(String id) {
    return place(plan.getAction(), id);
  }

  private static Optional<Place> place(List<PlanDefinitionActionComponent> among, String id) {
    for (int i = 0; i < among.size(); i++) {
      if (id.equals(among.get(i).getId())) {
        return Optional.of(new Place(among, i));
      }
      Optional<Place> inner = place(among.get(i).getAction(), id);
      if (inner.isPresent()) {
        return inner;
      }
    }
    return Optional.empty();
  }

  /** What other actions are called, by id; what a step may stand before or after. */
  Map<String, String> titles() {
    return Map.copyOf(titles);
  }

  /** What starts it, in words. */
  List<String> triggers() {
    return plan.getAction().stream()
        .flatMap(action -> action.getTrigger().stream())
        .map(
            trigger ->
                trigger.hasName()
                    ? spoken(trigger.getName().substring(trigger.getName().lastIndexOf('/') + 1))
                    : trigger.getType().toCode())
        .toList();
  }

  /** When a step is, in words. */
  String when(PlanDefinitionActionComponent action) {
    StringBuilder when = new StringBuilder();
    for (PlanDefinition.PlanDefinitionActionRelatedActionComponent one :
        action.getRelatedAction()) {
      String relation = one.hasRelationship() ? one.getRelationship().toCode() : "";
      String key =
          relation.startsWith("before")
              ? "journeys.before"
              : relation.startsWith("after") ? "journeys.after" : "journeys.with";
      String offset = one.getOffset() instanceof Duration span ? said(span) : "";
      String other = titles.getOrDefault(one.getActionId(), spoken(one.getActionId()));
      when.append(when.isEmpty() ? "" : ", ").append(desk.words().say(key, offset, other).strip());
    }
    if (action.getTiming() instanceof Duration offset) {
      when.append(said(offset));
    } else if (action.getTiming() instanceof Timing timing && timing.getRepeat().hasOffset()) {
      when.append(desk.words().say("span.minutes", timing.getRepeat().getOffset()));
    }
    return when.isEmpty() ? desk.words().say("journeys.atonce") : when.toString();
  }

  private String said(Duration offset) {
    if (offset.getValue() == null) {
      return "";
    }
    String number = offset.getValue().abs().toPlainString();
    String unit = offset.hasCode() ? offset.getCode() : offset.getUnit();
    String key =
        switch (unit == null ? "" : unit) {
          case "min" -> "span.minutes";
          case "h" -> "span.hours";
          case "d" -> "span.days";
          default -> null;
        };
    return key == null ? number + " " + unit : desk.words().say(key, number);
  }
}
