package org.rapport.server.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionRelatedActionComponent;
import org.rapport.profiles.Extensions;
import org.rapport.server.journey.Journey.Anchor;
import org.rapport.server.journey.Journey.Step;
import org.rapport.server.journey.Journey.Usefulness;

/** Reads a PlanDefinition into a {@link Journey}. Pure. */
public final class JourneyReader {
  /** Reserved action ids: the moment of enrolment, and the focus. */
  static final String ENROLMENT = "enrolment";

  static final String FOCUS = "focus";

  private JourneyReader() {}

  /**
   * Reads a journey.
   *
   * @param purposeOf the purpose code of a template by its canonical
   * @throws IllegalArgumentException naming the action that cannot be read
   */
  public static Journey read(PlanDefinition plan, Function<String, String> purposeOf) {
    List<Step> steps = new ArrayList<>();
    List<String> triggers = new ArrayList<>();
    collect(plan.getAction(), triggers, steps, purposeOf);
    return new Journey(plan.getUrl(), plan.getVersion(), List.copyOf(triggers), List.copyOf(steps));
  }

  private static void collect(
      List<PlanDefinitionActionComponent> actions,
      List<String> triggers,
      List<Step> steps,
      Function<String, String> purposeOf) {
    for (PlanDefinitionActionComponent action : actions) {
      action.getTrigger().forEach(trigger -> triggers.add(trigger.getName()));
      if (action.hasDefinitionCanonicalType()) {
        try {
          steps.add(step(action, purposeOf));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("Action " + action.getId() + ": " + e.getMessage(), e);
        }
      }
      collect(action.getAction(), triggers, steps, purposeOf);
    }
  }

  private static Step step(
      PlanDefinitionActionComponent action, Function<String, String> purposeOf) {
    PlanDefinitionActionRelatedActionComponent related = action.getRelatedActionFirstRep();
    Anchor anchor =
        switch (String.valueOf(related.getActionId()).replace("#", "")) {
          case ENROLMENT -> Anchor.ENROLMENT;
          case FOCUS -> Anchor.FOCUS_START;
          default ->
              throw new IllegalArgumentException("is related to neither enrolment nor focus");
        };
    Offset offset = related.hasOffsetDuration() ? offset(related.getOffsetDuration()) : Offset.NONE;
    boolean before =
        String.valueOf(related.getRelationshipElement().getCode()).startsWith("before");
    String template = action.getDefinitionCanonicalType().getValue();
    return new Step(
        action.getId(),
        anchor,
        before ? offset.negated() : offset,
        template,
        Optional.ofNullable(action.getExtensionByUrl(Extensions.CHANGE_NOTICE))
            .map(extension -> ((CanonicalType) extension.getValue()).getValue()),
        purposeOf.apply(template),
        Optional.ofNullable(action.getExtensionByUrl(Extensions.USEFULNESS))
            .map(JourneyReader::usefulness));
  }

  private static Usefulness usefulness(Extension extension) {
    String relationship =
        ((CodeType) extension.getExtensionByUrl("relationship").getValue()).getValue();
    return new Usefulness(
        "before-start".equals(relationship)
            ? Usefulness.Relationship.BEFORE_START
            : Usefulness.Relationship.AFTER_OCCURRENCE,
        offset((Duration) extension.getExtensionByUrl("offset").getValue()));
  }

  private static Offset offset(Duration duration) {
    return Offset.of(
        duration.getValue(), duration.hasCode() ? duration.getCode() : duration.getUnit());
  }
}
