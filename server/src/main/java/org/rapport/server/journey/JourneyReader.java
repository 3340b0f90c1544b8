package org.rapport.server.journey;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.ActionSelectionBehavior;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionConditionComponent;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionRelatedActionComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.TriggerDefinition;
import org.hl7.fhir.r4.model.Type;
import org.rapport.profiles.Extensions;
import org.rapport.server.journey.Journey.Anchor;
import org.rapport.server.journey.Journey.Experiment;
import org.rapport.server.journey.Journey.Guard;
import org.rapport.server.journey.Journey.Kind;
import org.rapport.server.journey.Journey.ReEntry;
import org.rapport.server.journey.Journey.Step;
import org.rapport.server.journey.Journey.Trigger;
import org.rapport.server.journey.Journey.Usefulness;

/** Reads a PlanDefinition into a {@link Journey}. Pure. */
public final class JourneyReader {
  /** Reserved action ids: the moment of enrolment, and the focus. */
  static final String ENROLMENT = "enrolment";

  static final String FOCUS = "focus";

  private static final int USUAL_SAMPLE = 100;

  private final Templates templates;
  private final List<Trigger> triggers = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> reads = new HashSet<>();
  private final Type subject;

  private JourneyReader(Templates templates, Type subject) {
    this.templates = templates;
    this.subject = subject;
  }

  /** What the definitions of steps are, by their canonical. */
  @FunctionalInterface
  public interface Templates {
    /** The purpose code of a message's template. */
    String purpose(String canonical);

    /** Whether it defines a Task rather than a message. */
    default boolean isTask(String canonical) {
      return false;
    }
  }

  /**
   * Reads a journey.
   *
   * @throws IllegalArgumentException naming the action that cannot be read
   */
  public static Journey read(PlanDefinition plan, Templates templates) {
    JourneyReader reader = new JourneyReader(templates, plan.getSubject());
    reader.collect(plan.getAction(), List.of(), null);
    StepOrder.check(reader.steps);
    List<String> stops = new ArrayList<>();
    reader.stops(plan.getExtensionsByUrl(Extensions.STOP_WHEN), stops);
    plan.getGoal()
        .forEach(goal -> reader.stops(goal.getExtensionsByUrl(Extensions.STOP_WHEN), stops));
    return new Journey(
        plan.getUrl(),
        plan.getVersion(),
        List.copyOf(reader.triggers),
        List.copyOf(reader.steps),
        List.copyOf(stops),
        reEntry(plan),
        experiment(plan),
        Set.copyOf(reader.reads),
        Optional.ofNullable(plan.getExtensionByUrl(Extensions.INSTEAD_OF))
            .map(extension -> extension.getValue().primitiveValue())
            .map(canonical -> canonical.replaceFirst("\\|.*", "")));
  }

  private void stops(List<Extension> extensions, List<String> stops) {
    for (Extension extension : extensions) {
      if (extension.getValue() instanceof Expression expression) {
        stops.add(fhirPath(expression));
      }
    }
  }

  private void collect(
      List<PlanDefinitionActionComponent> actions,
      List<Guard> outer,
      PlanDefinitionActionRelatedActionComponent related) {
    for (PlanDefinitionActionComponent action : actions) {
      try {
        List<Guard> guards = new ArrayList<>(outer);
        List<String> conditions = conditions(action);
        if (!conditions.isEmpty()) {
          guards.add(new Guard(conditions, List.of(), Set.of()));
        }
        for (TriggerDefinition trigger : action.getTrigger()) {
          triggers.add(
              TriggerReader.read(
                  trigger,
                  trigger.hasCondition()
                      ? Optional.of(fhirPath(trigger.getCondition()))
                      : Optional.empty(),
                  // Who it is for: the action's own subject, else that of the whole.
                  TriggerReader.group(action.getSubject()).or(() -> TriggerReader.group(subject))));
        }
        PlanDefinitionActionRelatedActionComponent own =
            action.hasRelatedAction() ? action.getRelatedActionFirstRep() : related;
        if (action.hasDefinitionCanonicalType()) {
          steps.add(step(action, own, List.copyOf(guards)));
        }
        if (isChoice(action)) {
          collectChoice(action.getAction(), guards, own);
        } else {
          collect(action.getAction(), guards, own);
        }
      } catch (IllegalArgumentException e) {
        if (String.valueOf(e.getMessage()).startsWith("Action ")) {
          throw e;
        }
        throw new IllegalArgumentException("Action " + action.getId() + ": " + e.getMessage(), e);
      }
    }
  }

  // Each alternative is barred by those before it, and by any other that has gone out.
  private void collectChoice(
      List<PlanDefinitionActionComponent> alternatives,
      List<Guard> outer,
      PlanDefinitionActionRelatedActionComponent related) {
    List<List<String>> before = new ArrayList<>();
    for (PlanDefinitionActionComponent alternative : alternatives) {
      Set<String> rivals = new HashSet<>();
      alternatives.stream().filter(a -> a != alternative).forEach(a -> ids(a, rivals));
      List<Guard> guards = new ArrayList<>(outer);
      guards.add(new Guard(List.of(), List.copyOf(before), Set.copyOf(rivals)));
      collect(List.of(alternative), guards, related);
      before.add(conditions(alternative));
    }
  }

  private static void ids(PlanDefinitionActionComponent action, Set<String> ids) {
    if (action.hasDefinition()) {
      ids.add(action.getId());
    }
    action.getAction().forEach(child -> ids(child, ids));
  }

  private static boolean isChoice(PlanDefinitionActionComponent action) {
    return action.getSelectionBehavior() == ActionSelectionBehavior.EXACTLYONE
        || action.getSelectionBehavior() == ActionSelectionBehavior.ATMOSTONE;
  }

  private List<String> conditions(PlanDefinitionActionComponent action) {
    List<String> found = new ArrayList<>();
    for (PlanDefinitionActionConditionComponent condition : action.getCondition()) {
      if (condition.getKind() != PlanDefinition.ActionConditionKind.APPLICABILITY) {
        throw new IllegalArgumentException("has a condition of a kind other than applicability");
      }
      found.add(fhirPath(condition.getExpression()));
    }
    return List.copyOf(found);
  }

  private String fhirPath(Expression expression) {
    if (expression.hasLanguage() && !"text/fhirpath".equals(expression.getLanguage())) {
      throw new IllegalArgumentException("has an expression in a language other than FHIRPath");
    }
    Conditions.parse(String.valueOf(expression.getExpression()));
    reads.addAll(Conditions.constants(expression.getExpression()));
    // Also what reads no constant has to be asked again when it is due.
    reads.add(Conditions.NOW);
    return expression.getExpression();
  }

  private Step step(
      PlanDefinitionActionComponent action,
      PlanDefinitionActionRelatedActionComponent related,
      List<Guard> guards) {
    String to = related == null ? ENROLMENT : String.valueOf(related.getActionId());
    String target = to.startsWith("#") ? to.substring(1) : to;
    String relationship =
        related == null || related.getRelationship() == null
            ? "after-start"
            : related.getRelationship().toCode();
    boolean end = relationship.endsWith("end");
    Anchor anchor =
        switch (target) {
          case ENROLMENT -> Anchor.ENROLMENT;
          case FOCUS -> end ? Anchor.FOCUS_END : Anchor.FOCUS_START;
          default -> end ? Anchor.STEP_END : Anchor.STEP;
        };
    Offset offset =
        related != null && related.hasOffsetDuration()
            ? offset(related.getOffsetDuration())
            : Offset.NONE;
    String template = action.getDefinitionCanonicalType().getValue();
    boolean task = templates.isTask(template);
    return new Step(
        action.getId(),
        task ? Kind.TASK : Kind.MESSAGE,
        anchor,
        anchor == Anchor.STEP || anchor == Anchor.STEP_END ? target : null,
        relationship.startsWith("before") ? offset.negated() : offset,
        timeOfDay(action.getTiming()),
        template,
        Optional.ofNullable(action.getExtensionByUrl(Extensions.CHANGE_NOTICE))
            .map(extension -> ((CanonicalType) extension.getValue()).getValue()),
        task ? null : templates.purpose(template),
        Optional.ofNullable(action.getExtensionByUrl(Extensions.USEFULNESS))
            .map(JourneyReader::usefulness),
        Optional.ofNullable(action.getExtensionByUrl(Extensions.REPLY_WINDOW))
            .map(extension -> offset((Duration) extension.getValue())),
        guards);
  }

  private static Optional<LocalTime> timeOfDay(Type timing) {
    if (timing instanceof Timing given && given.getRepeat().hasTimeOfDay()) {
      return Optional.of(LocalTime.parse(given.getRepeat().getTimeOfDay().get(0).getValue()));
    }
    return Optional.empty();
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

  private static ReEntry reEntry(PlanDefinition plan) {
    Extension extension = plan.getExtensionByUrl(Extensions.RE_ENTRY);
    if (extension == null) {
      return ReEntry.ALWAYS;
    }
    if (extension.getValue() instanceof Duration duration) {
      return new ReEntry(false, Optional.of(offset(duration)));
    }
    return "never".equals(extension.getValue().primitiveValue()) ? ReEntry.NEVER : ReEntry.ALWAYS;
  }

  private static Optional<Experiment> experiment(PlanDefinition plan) {
    Extension extension = plan.getExtensionByUrl(Extensions.EXPERIMENT);
    if (extension == null) {
      return Optional.empty();
    }
    List<Experiment.Variant> variants = new ArrayList<>();
    for (Extension variant : plan.getExtensionsByUrl(Extensions.EXPERIMENT_VARIANT)) {
      variants.add(
          new Experiment.Variant(
              part(variant, Extensions.ExperimentVariant.NAME).orElse(""),
              Integer.parseInt(part(variant, Extensions.ExperimentVariant.WEIGHT).orElse("0")),
              part(variant, Extensions.ExperimentVariant.HOLD_OUT)
                  .map(Boolean::parseBoolean)
                  .orElse(false)));
    }
    return Optional.of(
        new Experiment(
            part(extension, Extensions.Experiment.VARIABLE).orElse(""),
            part(extension, Extensions.Experiment.MINIMUM_SAMPLE)
                .map(Integer::parseInt)
                .orElse(USUAL_SAMPLE),
            List.copyOf(variants)));
  }

  private static Optional<String> part(Extension extension, String name) {
    Extension part = extension.getExtensionByUrl(name);
    return part != null && part.getValue() instanceof PrimitiveType<?> value
        ? Optional.ofNullable(value.getValueAsString())
        : Optional.empty();
  }

  private static Offset offset(Duration duration) {
    Offset offset =
        Offset.of(
            duration.getValue(), duration.hasCode() ? duration.getCode() : duration.getUnit());
    Extension business = duration.getExtensionByUrl(Extensions.BUSINESS_TIME);
    return business != null
            && business.getValue() instanceof BooleanType flag
            && Boolean.TRUE.equals(flag.getValue())
        ? offset.inBusinessTime()
        : offset;
  }
}
