package org.rapport.server.segment;

import java.util.Set;
import java.util.TreeSet;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.journey.Journey;
import org.springframework.stereotype.Component;

/** The Groups that journeys are for, those of earlier versions included: somebody may be on one. */
@Component
class SegmentsInUse {
  private final DefinitionCatalog catalog;

  SegmentsInUse(DefinitionCatalog catalog) {
    this.catalog = catalog;
  }

  /** Their ids, in order. */
  Set<String> groups() {
    Set<String> groups = new TreeSet<>();
    for (Journey journey : catalog.everyVersion().values()) {
      journey.segments().forEach(group -> groups.add(group.substring("Group/".length())));
    }
    return groups;
  }
}
