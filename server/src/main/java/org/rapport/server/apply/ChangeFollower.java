package org.rapport.server.apply;

import java.util.Collection;

/**
 * Does what follows from changes besides plans, before they are planned, in their transaction.
 * Idempotent: a change may come again.
 */
public interface ChangeFollower {

  /**
   * Looks at what changed.
   *
   * @param foci relative references, without doubles
   */
  void follow(Collection<String> foci);
}
