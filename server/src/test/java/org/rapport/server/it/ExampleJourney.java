package org.rapport.server.it;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.PlanDefinition;

/** The worked example of docs/journeys, as tests write it. */
final class ExampleJourney {
  /** Of the example; a test puts its name behind it. */
  static final String URL = "https://clinic.example/PlanDefinition/inquiry-follow-up";

  private ExampleJourney() {}

  /** The worked example of docs/journeys, its templates after the journey that names them. */
  static Bundle example() {
    try (InputStream in =
        ExampleJourney.class.getResourceAsStream("/journeys/inquiry-follow-up.json")) {
      return FhirContext.forR4Cached()
          .newJsonParser()
          .parseResource(Bundle.class, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static PlanDefinition journey(Bundle bundle) {
    return (PlanDefinition) bundle.getEntryFirstRep().getResource();
  }

  static ActivityDefinition template(Bundle bundle) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(ActivityDefinition.class::isInstance)
        .map(ActivityDefinition.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** An example of its own for each test: journeys of others must not run for its leads. */
  static Bundle example(String name, String priority) {
    Bundle bundle = example();
    PlanDefinition plan = journey(bundle);
    plan.setUrl(URL + "-" + name);
    plan.getActionFirstRep()
        .getTriggerFirstRep()
        .getCondition()
        .setLanguage("text/fhirpath")
        .setExpression("%focus.description = 'followed by journey " + priority + "'");
    for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
      if (entry.getResource() instanceof ActivityDefinition template) {
        template.setUrl(template.getUrl() + "-" + name);
      }
    }
    plan.getActionFirstRep()
        .getAction()
        .forEach(
            step ->
                step.getDefinitionCanonicalType()
                    .setValue(
                        step.getDefinitionCanonicalType()
                            .getValue()
                            .replace("|", "-" + name + "|")));
    return bundle;
  }
}
