package org.rapport.server.projection;

import ca.uhn.fhir.context.FhirContext;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Message templates. */
@Component
class TemplateProjector extends DefinitionProjector<ActivityDefinition> {
  TemplateProjector(JdbcClient jdbc, FhirContext context, DefinitionState state) {
    super(ActivityDefinition.class, jdbc, context, state);
  }
}
