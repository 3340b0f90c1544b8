package org.rapport.server.journey.check;

import java.util.List;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.Experiment;
import org.rapport.profiles.Extensions.ExperimentVariant;

/** An experiment names its one variable, and has at least two variants with a share. */
final class ExperimentCheck {
  private ExperimentCheck() {}

  static void check(PlanDefinition plan, List<Issue> issues) {
    Extension experiment = plan.getExtensionByUrl(Extensions.EXPERIMENT);
    List<Extension> variants = plan.getExtensionsByUrl(Extensions.EXPERIMENT_VARIANT);
    if (experiment == null && variants.isEmpty()) {
      return;
    }
    String path = "PlanDefinition.extension('" + Extensions.EXPERIMENT + "')";
    if (experiment == null || value(experiment, Experiment.VARIABLE).isBlank()) {
      issues.add(new Issue(path, "An experiment names the one variable that differs"));
    }
    if (variants.size() < 2) {
      issues.add(new Issue(path, "An experiment has at least two variants"));
    }
    for (Extension variant : variants) {
      if (value(variant, ExperimentVariant.NAME).isBlank()
          || !value(variant, ExperimentVariant.WEIGHT).matches("[1-9]\\d{0,5}")) {
        issues.add(
            new Issue(
                "PlanDefinition.extension('" + Extensions.EXPERIMENT_VARIANT + "')",
                "A variant has a name and a weight above zero"));
      }
    }
    long names = variants.stream().map(v -> value(v, ExperimentVariant.NAME)).distinct().count();
    if (names < variants.size()) {
      issues.add(new Issue(path, "Two variants have one name"));
    }
  }

  private static String value(Extension extension, String part) {
    Extension found = extension.getExtensionByUrl(part);
    return found == null || found.getValue() == null ? "" : found.getValue().primitiveValue();
  }
}
