package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;

/**
 * A projector of what is written in large numbers: what is written together is projected in as many
 * statements as one. Nobody's plans depend on what it writes.
 *
 * @param <R> the resource type
 */
interface ProjectedTogether<R extends Resource> extends ResourceProjector<R> {

  /**
   * Writes the rows of these versions.
   *
   * @param resources none twice
   */
  void projectAll(List<R> resources);

  @Override
  default boolean project(R resource) {
    projectAll(List.of(resource));
    return false;
  }
}
