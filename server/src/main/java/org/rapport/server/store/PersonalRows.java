package org.rapport.server.store;

import java.util.Collection;

/**
 * Rows about people that no resource holds. The owner of such a table has a bean of this kind, so
 * that an erasure reaches each of them; a projection goes with its resource.
 */
public interface PersonalRows {
  /**
   * Removes what there is of people who are erased, or who it is about. In the caller's
   * transaction; again changes nothing.
   *
   * @param patients their ids
   * @param requests ids of the CommunicationRequests that go with them
   */
  void forget(Collection<String> patients, Collection<String> requests);
}
