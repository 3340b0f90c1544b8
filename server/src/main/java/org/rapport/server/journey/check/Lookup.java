package org.rapport.server.journey.check;

import java.util.Optional;
import org.hl7.fhir.r4.model.ActivityDefinition;

/** Where a journey's templates are found: in force, or being written together with it. */
@FunctionalInterface
public interface Lookup {
  /** The active template of a canonical, with or without version. */
  Optional<ActivityDefinition> find(String canonical);
}
