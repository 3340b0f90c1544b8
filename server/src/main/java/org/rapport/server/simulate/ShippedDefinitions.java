package org.rapport.server.simulate;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.catalog.Definitions;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The journeys and templates in the jar, for commands that start no server. */
final class ShippedDefinitions {
  private ShippedDefinitions() {}

  /** As resources, in no order. */
  static List<Resource> read(FhirContext context) throws IOException {
    List<Resource> resources = new ArrayList<>();
    for (var file :
        new PathMatchingResourcePatternResolver()
            .getResources("classpath*:rapport-profiles/*Definition-*.json")) {
      String name = String.valueOf(file.getFilename());
      if (name.startsWith("PlanDefinition-") || name.startsWith("ActivityDefinition-")) {
        try (InputStream in = file.getInputStream()) {
          String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          resources.add((Resource) context.newJsonParser().parseResource(json));
        }
      }
    }
    return resources;
  }

  /** In force, templates before the journeys that name them. */
  static Definitions inForce(FhirContext context) throws IOException {
    List<Resource> shipped = read(context);
    Definitions definitions = new Definitions();
    for (Resource one : shipped) {
      if (one instanceof ActivityDefinition template) {
        definitions.add(template, true);
      }
    }
    for (Resource one : shipped) {
      if (one instanceof PlanDefinition plan) {
        definitions.add(plan, true);
      }
    }
    return definitions;
  }
}
