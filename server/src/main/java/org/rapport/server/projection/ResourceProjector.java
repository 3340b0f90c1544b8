package org.rapport.server.projection;

import org.hl7.fhir.r4.model.Resource;

/**
 * Keeps one table equal to the current version of each resource of one type. Runs in the
 * transaction that writes the resource; a failure fails that transaction. Idempotent.
 *
 * @param <R> the resource type
 */
public interface ResourceProjector<R extends Resource> {

  /** The type it reads. */
  Class<R> type();

  /** Empties the table, before a rebuild. */
  void clear();

  /**
   * Writes the row of this version.
   *
   * @return whether anything changed that plans or the gate depend on
   */
  boolean project(R resource);

  /** Removes the row of a deleted resource. */
  void remove(R resource);
}
