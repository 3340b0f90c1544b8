package org.rapport.server.projection;

import ca.uhn.fhir.context.FhirContext;
import java.time.LocalDate;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Journeys. */
@Component
class JourneyDefinitionProjector extends DefinitionProjector<PlanDefinition> {
  JourneyDefinitionProjector(JdbcClient jdbc, FhirContext context, DefinitionState state) {
    super(PlanDefinition.class, jdbc, context, state);
  }

  @Override
  LocalDate reviewDue(PlanDefinition journey) {
    return ReviewDue.of(journey).orElse(null);
  }
}
