package org.rapport.server.store;

import java.util.Collection;

/**
 * Told of files that were kept of people whom nobody here knows, once what names them goes by age:
 * whoever removes resources for good has a bean of this kind.
 */
public interface FilesOfNobody {
  /**
   * Removes those that are still about nobody who is here. In the caller's transaction; again
   * changes nothing.
   *
   * @param files ids of Binaries
   */
  void gone(Collection<String> files);
}
