package org.rapport.server.fhir;

import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.Set;

/**
 * Serves a type from tables of ours, in the place of HAPI's provider: what it has no method for
 * does not work, and is not in the capability statement.
 */
public interface OwnStore extends IResourceProvider {
  /** The search parameters that it takes, by name. */
  Set<String> searchParameters();

  /** The type's name. */
  default String type() {
    return getResourceType().getSimpleName();
  }
}
