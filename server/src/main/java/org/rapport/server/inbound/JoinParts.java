package org.rapport.server.inbound;

import java.util.SortedMap;

/** Parts of a text in their order, whatever order they came in. Pure. */
final class JoinParts {
  /** Stands where parts are missing: nothing that is read as a word. */
  private static final String GAP = " … ";

  private JoinParts() {}

  /**
   * The text.
   *
   * @param parts the words by their number, from 1
   * @param of how many there should be
   */
  static String join(SortedMap<Integer, String> parts, int of) {
    StringBuilder text = new StringBuilder();
    int next = 1;
    for (var part : parts.entrySet()) {
      if (part.getKey() > next) {
        text.append(GAP);
      }
      text.append(part.getValue());
      next = part.getKey() + 1;
    }
    return next > of ? text.toString() : text.append(GAP).toString();
  }
}
