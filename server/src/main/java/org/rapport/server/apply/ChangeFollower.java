package org.rapport.server.apply;

import java.util.Collection;
import java.util.List;
import org.rapport.terminology.Ref;

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

  /** Ids of those of a type, sorted. */
  static List<String> ids(String type, Collection<String> foci) {
    return Ref.ids(type, foci).stream().sorted().toList();
  }
}
