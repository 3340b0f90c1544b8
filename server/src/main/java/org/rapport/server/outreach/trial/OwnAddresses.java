package org.rapport.server.outreach.trial;

import java.time.Clock;
import java.util.List;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Practitioner;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactRoutes;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.server.store.StoredResources;
import org.springframework.stereotype.Component;

/**
 * Where somebody who works here is reached: the telecom of their Practitioner, which administrators
 * write. Nobody says themselves where a test goes, so that it is no way to write to others.
 */
@Component
class OwnAddresses {
  private final StoredResources stored;
  private final ContactRoutes routes;
  private final Clock clock;

  OwnAddresses(StoredResources stored, RapportSettings settings, Clock clock) {
    this.stored = stored;
    this.routes = new ContactRoutes(Addresses.region(settings.clinic().phone(), "US"));
    this.clock = clock;
  }

  /**
   * By text and by e-mail, the first choice first.
   *
   * @param person relative reference; null or of no Practitioner: none
   */
  List<Route> of(String person) {
    IdType id = new IdType(person);
    if (person == null || !"Practitioner".equals(id.getResourceType())) {
      return List.of();
    }
    return stored
        .read(Practitioner.class, id.getIdPart())
        .map(
            who ->
                ContactRoutes.inOrder(
                    who.getTelecom().stream()
                        .filter(ContactPoint::hasSystem)
                        .filter(ContactPoint::hasValue)
                        .map(ContactJson::of),
                    clock.instant(),
                    routes::address))
        .orElse(List.of());
  }
}
