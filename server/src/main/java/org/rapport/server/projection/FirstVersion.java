package org.rapport.server.projection;

import org.hl7.fhir.r4.model.Resource;

/** Whether a resource is new: then it has no row anywhere that would have to go. */
final class FirstVersion {
  private FirstVersion() {}

  static boolean is(Resource resource) {
    return resource.getIdElement().getVersionIdPartAsLong() <= 1;
  }
}
