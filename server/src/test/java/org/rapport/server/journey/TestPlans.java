package org.rapport.server.journey;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.ActionConditionKind;
import org.hl7.fhir.r4.model.PlanDefinition.ActionRelationshipType;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.TriggerDefinition.TriggerType;
import org.rapport.profiles.Extensions;

/** Journeys as a clinic would write them, in few words. */
final class TestPlans {
  static final String URL = "https://clinic.example/PlanDefinition/test";
  static final String TASK = "https://clinic.example/ActivityDefinition/call|1";

  private static final JourneyReader.Templates TEMPLATES =
      new JourneyReader.Templates() {
        @Override
        public String purpose(String canonical) {
          return "care";
        }

        @Override
        public boolean isTask(String canonical) {
          return TASK.equals(canonical);
        }
      };

  private final PlanDefinition plan = new PlanDefinition();
  private final PlanDefinitionActionComponent root = plan.addAction();

  private TestPlans() {
    plan.setUrl(URL).setVersion("1");
    root.setId("root");
  }

  static TestPlans on(String... events) {
    TestPlans journey = new TestPlans();
    for (String event : events) {
      journey.root.addTrigger().setType(TriggerType.NAMEDEVENT).setName(event);
    }
    return journey;
  }

  PlanDefinition definition() {
    return plan;
  }

  PlanDefinitionActionComponent root() {
    return root;
  }

  Journey read() {
    return JourneyReader.read(plan, TEMPLATES);
  }

  TestPlans stopWhen(String fhirPath) {
    plan.addGoal().addExtension(Extensions.STOP_WHEN, expression(fhirPath));
    return this;
  }

  TestPlans with(PlanDefinitionActionComponent action) {
    root.addAction(action);
    return this;
  }

  /** A message some time from something. */
  static PlanDefinitionActionComponent step(
      String id, ActionRelationshipType relationship, String to, String value, String unit) {
    PlanDefinitionActionComponent action = new PlanDefinitionActionComponent();
    action.setId(id);
    action.setDefinition(new CanonicalType("https://clinic.example/ActivityDefinition/" + id));
    action
        .addRelatedAction()
        .setActionId(to)
        .setRelationship(relationship)
        .setOffset(duration(value, unit));
    return action;
  }

  static PlanDefinitionActionComponent after(String id, String to, String value, String unit) {
    return step(id, ActionRelationshipType.AFTERSTART, to, value, unit);
  }

  static PlanDefinitionActionComponent when(PlanDefinitionActionComponent action, String fhirPath) {
    action
        .addCondition()
        .setKind(ActionConditionKind.APPLICABILITY)
        .setExpression(expression(fhirPath));
    return action;
  }

  static PlanDefinitionActionComponent at(PlanDefinitionActionComponent action, String timeOfDay) {
    Timing timing = new Timing();
    timing.getRepeat().addTimeOfDay(timeOfDay);
    return action.setTiming(timing);
  }

  static PlanDefinitionActionComponent inBusinessTime(PlanDefinitionActionComponent action) {
    action
        .getRelatedActionFirstRep()
        .getOffset()
        .addExtension(Extensions.BUSINESS_TIME, new org.hl7.fhir.r4.model.BooleanType(true));
    return action;
  }

  static Expression expression(String fhirPath) {
    return new Expression().setLanguage("text/fhirpath").setExpression(fhirPath);
  }

  static Duration duration(String value, String unit) {
    Duration duration = new Duration();
    duration.setValue(new BigDecimal(value)).setCode(unit).setSystem("http://unitsofmeasure.org");
    return duration;
  }
}
