package org.rapport.server.console.journey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.Timing;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Journeys, version by version, each as a list of steps on a time line. */
@RestController
public class JourneysPage {
  /**
   * One version of a journey.
   *
   * @param under how many people are on it; null: not known to who looks
   */
  public record Journey(
      String id,
      String version,
      String title,
      String status,
      String statusWords,
      String description,
      List<String> triggers,
      List<Step> steps,
      Integer under,
      String review,
      boolean may) {}

  /** A step, with when it is and what it does. */
  public record Step(String id, String title, String when, List<String> conditions, String does) {}

  @GetMapping("/console/journeys")
  ResponseEntity<String> list(Desk desk) {
    Listing list = Listing.of(desk, "journeys").columns("name", "version", "state", "review");
    for (PlanDefinition plan :
        desk.fhir().list(PlanDefinition.class, "PlanDefinition?_count=200&_sort=name")) {
      list.row(
          plan.getIdElement().getIdPart(),
          Listing.link(title(plan), "/console/journeys/" + plan.getIdElement().getIdPart()),
          Listing.text(plan.getVersion()),
          Listing.chip(
              desk.words().say("definition." + plan.getStatus().toCode()),
              look(plan.getStatus().toCode())),
          Listing.text(
              plan.getEffectivePeriod().hasEnd()
                  ? plan.getEffectivePeriod().getEndElement().getValueAsString()
                  : plan.hasLastReviewDate()
                      ? plan.getLastReviewDateElement().getValueAsString()
                      : ""));
    }
    return list.show();
  }

  @GetMapping("/console/journeys/{id:" + Desk.ID + "}")
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    PlanDefinition plan = desk.fhir().read(PlanDefinition.class, id);
    Integer under = null;
    if (desk.user().may("CarePlan", 's')) {
      under =
          desk.fhir()
              .get(
                  Query.of("CarePlan")
                      .with(
                          "instantiates-canonical",
                          plan.getUrl() + (plan.hasVersion() ? "|" + plan.getVersion() : ""))
                      .with("status", "active,on-hold")
                      .with("_summary", "count")
                      .toString())
              .getTotal();
    }
    List<Step> steps = new ArrayList<>();
    Map<String, String> titles = new HashMap<>();
    plan.getAction().forEach(action -> titles(action, titles));
    plan.getAction().forEach(action -> steps(desk, action, titles, steps));
    List<String> triggers = new ArrayList<>();
    plan.getAction()
        .forEach(
            action ->
                action
                    .getTrigger()
                    .forEach(
                        trigger ->
                            triggers.add(
                                trigger.hasName()
                                    ? trigger
                                        .getName()
                                        .substring(trigger.getName().lastIndexOf('/') + 1)
                                        .replace('-', ' ')
                                    : trigger.getType().toCode())));
    return desk.page(
        title(plan),
        "journey/journey.jte",
        new Journey(
            id,
            plan.getIdElement().getVersionIdPart(),
            title(plan),
            plan.getStatus().toCode(),
            desk.words().say("definition." + plan.getStatus().toCode()),
            plan.getDescription(),
            triggers,
            steps,
            under,
            plan.hasApprovalDate() ? plan.getApprovalDateElement().getValueAsString() : null,
            desk.user().may("PlanDefinition", 'u')));
  }

  /** In force, or out of it: the API holds it to its rules, a second person among them. */
  @PostMapping("/console/journeys/{id:" + Desk.ID + "}/status")
  ResponseEntity<String> status(@PathVariable("id") String id, Desk desk) {
    PlanDefinition plan = desk.fhir().read(PlanDefinition.class, id);
    plan.setStatus(PublicationStatus.fromCode(desk.asked("status")));
    desk.fhir().put(plan, desk.asked("_version"));
    return desk.done("journeys.done").on("/console/journeys/" + id);
  }

  private static void titles(PlanDefinitionActionComponent action, Map<String, String> titles) {
    if (action.hasId() && action.hasTitle()) {
      titles.put(action.getId(), action.getTitle());
    }
    action.getAction().forEach(inner -> titles(inner, titles));
  }

  private static void steps(
      Desk desk,
      PlanDefinitionActionComponent action,
      Map<String, String> titles,
      List<Step> steps) {
    if (!action.hasAction()) {
      steps.add(
          new Step(
              action.getId(),
              action.hasTitle()
                  ? action.getTitle()
                  : String.valueOf(action.getId()).replace('-', ' '),
              when(desk, action, titles),
              action.getCondition().stream()
                  .map(
                      one ->
                          one.getExpression().hasDescription()
                              ? one.getExpression().getDescription()
                              : one.getExpression().getExpression())
                  .toList(),
              action.hasDefinitionCanonicalType()
                  ? action.getDefinitionCanonicalType().getValue()
                  : action.getDescription()));
    }
    action.getAction().forEach(inner -> steps(desk, inner, titles, steps));
  }

  private static String when(
      Desk desk, PlanDefinitionActionComponent action, Map<String, String> titles) {
    StringBuilder when = new StringBuilder();
    action
        .getRelatedAction()
        .forEach(
            one -> {
              String relation = one.getRelationship().toCode();
              String other =
                  titles.getOrDefault(one.getActionId(), one.getActionId().replace('-', ' '));
              String key =
                  relation.startsWith("before")
                      ? "journeys.before"
                      : relation.startsWith("after") ? "journeys.after" : "journeys.with";
              when.append(when.isEmpty() ? "" : ", ")
                  .append(
                      desk.words()
                          .say(
                              key,
                              one.getOffset() instanceof Duration offset ? said(desk, offset) : "",
                              other)
                          .strip());
            });
    if (action.getTiming() instanceof Duration offset) {
      when.append(said(desk, offset));
    } else if (action.getTiming() instanceof Timing timing && timing.getRepeat().hasOffset()) {
      when.append(desk.words().say("span.minutes", timing.getRepeat().getOffset()));
    }
    return when.isEmpty() ? desk.words().say("journeys.atonce") : when.toString();
  }

  private static String said(Desk desk, Duration offset) {
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

  static String title(PlanDefinition plan) {
    return plan.hasTitle()
        ? plan.getTitle()
        : plan.hasName() ? plan.getName() : plan.getIdElement().getIdPart();
  }

  static String look(String status) {
    return switch (status) {
      case "active" -> "ok";
      case "draft" -> "warn";
      default -> "plain";
    };
  }
}
