package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;

/**
 * Keeps its rows equal to the current version of each resource of one type. Runs in the transaction
 * that writes the resource; a failure fails that transaction. Idempotent.
 *
 * @param <R> the resource type
 */
public interface ResourceProjector<R extends Resource> {

  /** The type it reads. */
  Class<R> type();

  /** What it writes, and nobody else: emptied before a rebuild, and compared by its test. */
  List<ProjectedRows> tables();

  /**
   * Writes the row of this version.
   *
   * @return whether anything changed that plans or the gate depend on
   */
  boolean project(R resource);

  /** Removes the row of a deleted resource. */
  void remove(R resource);
}
