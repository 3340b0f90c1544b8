package org.rapport.server.subscription;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.IdType;

/**
 * An event as a subscriber is told of it.
 *
 * @param focus type and id
 * @param version that the change made, or that a deletion ended
 * @param change create, update or delete
 * @param patients whom it names, as references
 */
record NumberedEvent(
    long number, String focus, long version, String change, Instant at, List<String> patients) {
  static final String CREATE = "create";
  static final String UPDATE = "update";
  static final String DELETE = "delete";

  boolean isDeletion() {
    return change.equals(DELETE);
  }

  IdType id() {
    return new IdType(focus);
  }

  IdType versioned() {
    return new IdType(id().getResourceType(), id().getIdPart(), Long.toString(version));
  }
}
