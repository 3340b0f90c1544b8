package org.rapport.server.projection;

import org.hl7.fhir.r4.model.Location;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where visits are. */
@Component
class LocationPlaceProjector extends PlaceProjector<Location> {
  LocationPlaceProjector(JdbcClient jdbc) {
    super(Location.class, jdbc);
  }
}
