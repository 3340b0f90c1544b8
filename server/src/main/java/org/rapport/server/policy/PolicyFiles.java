package org.rapport.server.policy;

import java.util.Map;

/**
 * Which file each row came from, by the row's id: the name of one that is shipped, or the path of
 * one in the operator's folder. Immutable.
 */
public record PolicyFiles(Map<String, String> byRow) {
  public PolicyFiles {
    byRow = Map.copyOf(byRow);
  }
}
