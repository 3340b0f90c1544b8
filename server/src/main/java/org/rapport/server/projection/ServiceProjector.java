package org.rapport.server.projection;

import org.hl7.fhir.r4.model.HealthcareService;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which services visits are of. */
@Component
class ServiceProjector extends PlaceProjector<HealthcareService> {
  ServiceProjector(JdbcClient jdbc) {
    super(HealthcareService.class, jdbc);
  }
}
