package org.rapport.server.subscription;

import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.security.scope.Grants.Reading;
import org.rapport.server.store.StoredResources;
import org.springframework.stereotype.Component;

/**
 * What of an event may be told: of the resource as the change left it, and only where what it is
 * now may be seen too, since a label may have come later. In the caller's transaction.
 */
@Component
class Contents {
  private final StoredResources stored;

  Contents(StoredResources stored) {
    this.stored = stored;
  }

  /**
   * An event that may be told.
   *
   * @param resource null where nobody asked for it, or it is gone
   */
  record Told(NumberedEvent event, Resource resource) {}

  /**
   * What may be told.
   *
   * @param whole whether the resource is wanted
   * @return empty where who asks may not even know of it
   */
  Optional<Told> of(NumberedEvent event, Reading reading, boolean whole) {
    String type = event.id().getResourceType();
    if (!reading.permits(type)) {
      return Optional.empty();
    }
    boolean free = reading.isFree(type);
    if (free && (!whole || event.isDeletion())) {
      return Optional.of(new Told(event, null));
    }
    Optional<Resource> then = stored.read(event.versioned());
    if (free) {
      return Optional.of(new Told(event, then.orElse(null)));
    }
    boolean hiddenNow =
        stored.read(event.id()).filter(now -> reading.shown(now).isEmpty()).isPresent();
    return hiddenNow
        ? Optional.empty()
        : then.flatMap(reading::shown)
            .map(seen -> new Told(event, whole && !event.isDeletion() ? seen : null));
  }
}
