package org.rapport.server.store;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Search parameters that say how results are shown, not which (R4, search.html, 3.1.1.1.5): a
 * search that only chooses has none of them.
 */
public final class ResultParameters {
  private static final Set<String> NAMES =
      Set.of(
          "_include",
          "_revinclude",
          "_sort",
          "_count",
          "_offset",
          "_summary",
          "_elements",
          "_total",
          "_format",
          "_pretty",
          "_contained");

  private ResultParameters() {}

  /** The first of them in a query, which is what stands behind the question mark. */
  public static Optional<String> first(String query) {
    return Arrays.stream(query.split("&"))
        .map(parameter -> parameter.split("[=:]", 2)[0])
        .filter(NAMES::contains)
        .findFirst();
  }
}
