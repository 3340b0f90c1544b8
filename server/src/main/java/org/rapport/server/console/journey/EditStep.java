package org.rapport.server.console.journey;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.ActionConditionKind;
import org.hl7.fhir.r4.model.PlanDefinition.ActionRelationshipType;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionConditionComponent;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionRelatedActionComponent;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.People;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A step of a draft: when, on what conditions, with which words. What the form does not show stays
 * as it is, so that to open and to save loses nothing. Order goes by buttons.
 */
@RestController
public class EditStep {
  private static final String JOURNEY = "/console/journeys/{id:" + Desk.ID + "}";
  private static final String STEP = JOURNEY + "/steps/{step:" + Desk.ID + "}";
  private static final String UCUM = "http://unitsofmeasure.org";
  private static final Map<String, String> UNITS =
      Map.of("min", "minutes", "h", "hours", "d", "days", "wk", "weeks", "mo", "months");
  private static final String FHIRPATH = "text/fhirpath";

  /**
   * What the form holds.
   *
   * @param related id of the action before or after which it is; null: at once
   * @param conditions FHIRPath each; an empty one at the end
   */
  public record Form(
      String journey,
      String version,
      String step,
      String title,
      String description,
      String related,
      String relation,
      String number,
      String unit,
      List<String> conditions,
      String template,
      List<Frame.Option> others,
      List<Frame.Option> relations,
      List<Frame.Option> units,
      List<Frame.Option> templates) {}

  @GetMapping(STEP)
  ResponseEntity<String> show(
      @PathVariable("id") String id, @PathVariable("step") String step, Desk desk) {
    PlanDefinition plan = desk.fhir().read(PlanDefinition.class, id);
    Steps steps = new Steps(desk, plan);
    Optional<Steps.Place> place = steps.place(step);
    if (place.isEmpty()) {
      return ResponseEntity.notFound().build();
    }
    PlanDefinitionActionComponent action = place.get().action();
    PlanDefinitionActionRelatedActionComponent related =
        action.hasRelatedAction() ? action.getRelatedActionFirstRep() : null;
    Duration offset = related != null && related.getOffset() instanceof Duration span ? span : null;
    List<String> conditions = new ArrayList<>();
    action.getCondition().forEach(one -> conditions.add(one.getExpression().getExpression()));
    conditions.add("");
    return desk.page(
        "step.title",
        "journey/step.jte",
        new Form(
            id,
            plan.getIdElement().getVersionIdPart(),
            step,
            action.getTitle(),
            action.getDescription(),
            related == null ? null : related.getActionId(),
            related == null || !related.hasRelationship()
                ? null
                : related.getRelationship().toCode(),
            offset == null || offset.getValue() == null ? null : offset.getValue().toPlainString(),
            offset == null ? null : offset.hasCode() ? offset.getCode() : offset.getUnit(),
            conditions,
            action.hasDefinitionCanonicalType()
                ? action.getDefinitionCanonicalType().getValue()
                : null,
            steps.titles().entrySet().stream()
                .filter(one -> !one.getKey().equals(step))
                .map(one -> new Frame.Option(one.getKey(), one.getValue()))
                .sorted(Comparator.comparing(Frame.Option::label))
                .toList(),
            relations(desk),
            units(desk),
            templates(desk)));
  }

  private static List<Frame.Option> relations(Desk desk) {
    return List.of(
            ActionRelationshipType.CONCURRENTWITHSTART,
            ActionRelationshipType.BEFORESTART,
            ActionRelationshipType.AFTERSTART)
        .stream()
        .map(one -> new Frame.Option(one.toCode(), desk.words().say("step.is." + one.toCode())))
        .toList();
  }

  private static List<Frame.Option> units(Desk desk) {
    return List.of("min", "h", "d").stream()
        .map(one -> new Frame.Option(one, desk.words().say("step.unit." + one)))
        .toList();
  }

  private static List<Frame.Option> templates(Desk desk) {
    return desk
        .fhir()
        .list(
            ActivityDefinition.class,
            "ActivityDefinition?status=active,draft&_count=200&_sort=name")
        .stream()
        .map(
            one ->
                new Frame.Option(
                    one.getUrl() + "|" + one.getVersion(),
                    People.title(desk, one) + " " + one.getVersion()))
        .toList();
  }

  @PostMapping(STEP)
  ResponseEntity<String> save(
      @PathVariable("id") String id, @PathVariable("step") String step, Desk desk) {
    PlanDefinition plan = desk.fhir().read(PlanDefinition.class, id);
    Optional<Steps.Place> place = new Steps(desk, plan).place(step);
    if (place.isEmpty()) {
      return ResponseEntity.notFound().build();
    }
    String act = desk.asked("act", "save");
    switch (act) {
      case "up" -> swap(place.get(), -1);
      case "down" -> swap(place.get(), 1);
      case "remove" -> place.get().among().remove(place.get().index());
      case "after" -> add(place.get(), desk);
      default -> write(place.get().action(), desk);
    }
    desk.fhir().put(plan, desk.asked("_version"));
    return desk.done("step.done").on("/console/journeys/" + id + "#step-" + step);
  }

  private static void swap(Steps.Place place, int by) {
    int other = place.index() + by;
    if (other >= 0 && other < place.among().size()) {
      Collections.swap(place.among(), place.index(), other);
    }
  }

  // It begins as the one before it: at the same time, with the same words.
  private static void add(Steps.Place place, Desk desk) {
    PlanDefinitionActionComponent fresh = place.action().copy();
    fresh.setId("step-" + UUID.randomUUID().toString().substring(0, 8));
    fresh.setTitle(desk.words().say("step.new"));
    place.among().add(place.index() + 1, fresh);
  }

  private static void write(PlanDefinitionActionComponent action, Desk desk) {
    action.setTitle(desk.asked("title"));
    action.setDescription(desk.asked("description"));
    related(action, desk);
    conditions(action, desk.askedAll("condition"));
    String template = desk.asked("template");
    if (template == null) {
      action.setDefinition(null);
    } else if (!action.hasDefinitionCanonicalType()
        || !template.equals(action.getDefinitionCanonicalType().getValue())) {
      action.setDefinition(new CanonicalType(template));
    }
  }

  private static void related(PlanDefinitionActionComponent action, Desk desk) {
    String other = desk.asked("related");
    if (other == null) {
      action.setRelatedAction(null);
      return;
    }
    PlanDefinitionActionRelatedActionComponent related = action.getRelatedActionFirstRep();
    related.setActionId(other);
    String relation = desk.asked("relation");
    if (relation != null) {
      related.setRelationship(ActionRelationshipType.fromCode(relation));
    }
    String number = desk.asked("number");
    if (number == null || !number.matches("\\d{1,5}(\\.\\d{1,2})?")) {
      related.setOffset(null);
      return;
    }
    String unit = desk.asked("unit", "d");
    Duration offset = related.getOffset() instanceof Duration span ? span : new Duration();
    if (offset.getValue() == null || offset.getValue().compareTo(new BigDecimal(number)) != 0) {
      offset.setValue(new BigDecimal(number));
    }
    if (!unit.equals(offset.hasCode() ? offset.getCode() : offset.getUnit())) {
      offset.setSystem(UCUM).setCode(unit).setUnit(UNITS.getOrDefault(unit, unit));
    }
    related.setOffset(offset);
  }

  // Those that are not changed stay, with the descriptions that they have.
  private static void conditions(PlanDefinitionActionComponent action, List<String> asked) {
    List<PlanDefinitionActionConditionComponent> kept = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      String text = asked.get(i).strip();
      PlanDefinitionActionConditionComponent before =
          i < action.getCondition().size() ? action.getCondition().get(i) : null;
      if (before != null && Objects.equals(before.getExpression().getExpression(), asked.get(i))) {
        kept.add(before);
      } else if (!text.isEmpty()) {
        PlanDefinitionActionConditionComponent fresh = new PlanDefinitionActionConditionComponent();
        fresh.setKind(ActionConditionKind.APPLICABILITY);
        fresh.setExpression(new Expression().setLanguage(FHIRPATH).setExpression(text));
        kept.add(fresh);
      }
    }
    action.setCondition(kept);
  }
}
