package org.rapport.server.projection;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.HealthcareService;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which services visits are of. */
@Component
class ServiceProjector extends PlaceProjector<HealthcareService> {
  ServiceProjector(JdbcClient jdbc, Sensitivities sensitivities) {
    super(HealthcareService.class, jdbc, sensitivities);
  }

  @Override
  List<CodeableConcept> services(HealthcareService service) {
    List<CodeableConcept> all = new ArrayList<>(service.getCategory());
    all.addAll(service.getType());
    all.addAll(service.getSpecialty());
    return all;
  }
}
