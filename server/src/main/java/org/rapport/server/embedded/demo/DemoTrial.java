package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.math.BigDecimal;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.ActionConditionKind;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.rapport.profiles.Canonicals;
import org.rapport.profiles.Extensions;

/**
 * A journey of the clinic's own that is tried in two variants: whether people come more often who
 * are told three days ahead what to bring once more. It is the reminders' preparation, later.
 */
final class DemoTrial {
  private static final String ID = "word-before-the-visit";
  private static final String WRITTEN = "three-days-before";
  private static final int DAYS = 3;
  private static final int MINIMUM = 20;

  private final IGenericClient client;

  DemoTrial(IGenericClient client) {
    this.client = client;
  }

  /** Puts it in force, unless it is. */
  void start() {
    boolean known =
        client
            .search()
            .byUrl("PlanDefinition?_id=" + ID)
            .returnBundle(Bundle.class)
            .execute()
            .hasEntry();
    if (!known) {
      client.update().resource(journey()).execute();
    }
  }

  private PlanDefinition journey() {
    PlanDefinition trial =
        client.read().resource(PlanDefinition.class).withId("appointment-reminders").execute();
    trial.setId(new IdType("PlanDefinition", ID));
    trial.setMeta(null);
    trial.setUrl(Canonicals.BASE + "/PlanDefinition/" + ID).setName("WordBeforeTheVisit");
    trial.setTitle("A word before the visit").setVersion("1.0.0");
    trial.setDescription(
        "Tries whether people come more often who are told three days ahead what to bring.");
    trial.setPurpose("Fewer visits missed.").setUsage(null);
    Extension experiment = trial.addExtension().setUrl(Extensions.EXPERIMENT);
    experiment.addExtension(
        Extensions.Experiment.VARIABLE, new StringType("a message three days before"));
    experiment.addExtension(Extensions.Experiment.MINIMUM_SAMPLE, new PositiveIntType(MINIMUM));
    variant(trial, WRITTEN, false);
    variant(trial, "nothing-more", true);
    List<PlanDefinitionActionComponent> steps = trial.getActionFirstRep().getAction();
    steps.removeIf(step -> !List.of("enrolment", "focus", "preparation").contains(step.getId()));
    PlanDefinitionActionComponent word = steps.get(steps.size() - 1);
    word.setId(WRITTEN);
    word.setTitle("What to bring").setDescription("Three days before, to one half.");
    word.addCondition()
        .setKind(ActionConditionKind.APPLICABILITY)
        .setExpression(
            new Expression()
                .setLanguage("text/fhirpath")
                .setExpression("%variant = '" + WRITTEN + "'"));
    ((Duration) word.getRelatedActionFirstRep().getOffset()).setValue(BigDecimal.valueOf(DAYS));
    return trial;
  }

  private static void variant(PlanDefinition trial, String name, boolean holdOut) {
    Extension variant = trial.addExtension().setUrl(Extensions.EXPERIMENT_VARIANT);
    variant.addExtension(Extensions.ExperimentVariant.NAME, new CodeType(name));
    variant.addExtension(Extensions.ExperimentVariant.WEIGHT, new UnsignedIntType(50));
    variant.addExtension(Extensions.ExperimentVariant.HOLD_OUT, new BooleanType(holdOut));
  }
}
