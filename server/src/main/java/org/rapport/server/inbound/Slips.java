package org.rapport.server.inbound;

/**
 * Slips of a thumb: a letter too many, missing, wrong, or two in the wrong order (the restricted
 * distance of Damerau and Levenshtein). Pure.
 */
final class Slips {
  /** Words that are shorter have too many real words around them. */
  static final int SHORTEST = 4;

  /** From so many letters on, two slips are still the same word. */
  private static final int LONG = 8;

  private Slips() {}

  /** Whether one is the other with so few slips that it is meant. */
  static boolean few(String typed, String meant) {
    int most = meant.length() >= LONG ? 2 : 1;
    return Math.abs(typed.length() - meant.length()) <= most && distance(typed, meant) <= most;
  }

  static int distance(String one, String other) {
    int[][] d = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= other.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      for (int j = 1; j <= other.length(); j++) {
        int cost = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[one.length()][other.length()];
  }
}
