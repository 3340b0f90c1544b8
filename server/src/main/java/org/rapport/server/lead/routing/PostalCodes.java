package org.rapport.server.lead.routing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.lead.routing.Place.Position;

/**
 * Where postal codes are.
 *
 * @param centroids by postal code or the beginning of one, in normal form
 */
public record PostalCodes(Map<String, Position> centroids) {
  /** No centroids are known: codes are compared by how they begin. */
  public static final PostalCodes NONE = new PostalCodes(Map.of());

  /** Without spaces and hyphens, in capitals. */
  public static String normal(String code) {
    return code == null ? "" : code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
  }

  /** The centroid of the longest beginning of a code that is known; null for none. */
  public Position of(String code) {
    String normal = normal(code);
    for (int length = normal.length(); length > 0; length--) {
      Position found = centroids.get(normal.substring(0, length));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The same with other centroids besides; of one code the other's. */
  public PostalCodes with(Map<String, Position> others) {
    Map<String, Position> all = new HashMap<>(centroids);
    all.putAll(others);
    return new PostalCodes(Map.copyOf(all));
  }

  /**
   * How far it is from a postal code: kilometres where both are known; else the fewer characters
   * the codes share, the farther.
   *
   * @param from null: everything is as near
   * @param there or null
   * @param code of what may have no position
   */
  public double distance(String from, Position there, String code) {
    if (from == null) {
      return 0;
    }
    Optional<Double> kilometres = kilometres(from, there, code);
    return kilometres.orElseGet(() -> 1000.0 - common(from, code));
  }

  /** How the same was judged, in words; parameters as of {@link #distance}. */
  public String judged(String from, Position there, String code) {
    if (from == null) {
      return "no postal code was given";
    }
    return kilometres(from, there, code)
        .map(kilometres -> Math.round(kilometres) + " km from the postal code")
        .orElseGet(
            () ->
                common(from, code)
                    + " characters of the postal codes in common, as one of the two"
                    + " is not known");
  }

  private Optional<Double> kilometres(String from, Position there, String code) {
    Position home = of(from);
    Position place = there == null ? of(code) : there;
    return home == null || place == null ? Optional.empty() : Optional.of(home.distance(place));
  }

  /** How many characters two codes have in common at their beginning. */
  static int common(String one, String other) {
    String a = normal(one);
    String b = normal(other);
    int length = 0;
    while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return length;
  }
}
