package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Location;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where visits are. */
@Component
class LocationPlaceProjector extends PlaceProjector<Location> {
  LocationPlaceProjector(JdbcClient jdbc, Sensitivities sensitivities) {
    super(Location.class, jdbc, sensitivities);
  }

  @Override
  List<CodeableConcept> services(Location place) {
    return place.getType();
  }
}
