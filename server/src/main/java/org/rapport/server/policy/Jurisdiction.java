package org.rapport.server.policy;

import java.util.Set;

/**
 * Whose law holds. What is not known is decided the strict way: a country without a known
 * subdivision is under the rules of all its subdivisions, an unknown country under all rules.
 *
 * @param country ISO 3166-1 alpha-2, upper case, or null
 * @param subdivision the part of ISO 3166-2 after the country, upper case, or null
 */
public record Jurisdiction(String country, String subdivision) {
  public static final Jurisdiction UNKNOWN = new Jurisdiction(null, null);

  /** In a rule: wherever the regulations of the European Union hold. */
  private static final String EUROPE = "EU";

  /** The member states, and those of the European Economic Area. */
  private static final Set<String> EEA =
      Set.of(
          "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
          "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

  boolean isUnder(String rule) {
    if ("*".equals(rule) || country == null) {
      return true;
    }
    if (EUROPE.equals(rule)) {
      return EEA.contains(country);
    }
    int dash = rule.indexOf('-');
    if (dash < 0) {
      return country.equals(rule);
    }
    return country.equals(rule.substring(0, dash))
        && (subdivision == null || subdivision.equals(rule.substring(dash + 1)));
  }

  /** Whether a rule that permits may be relied on: only where the place is known to be under it. */
  boolean isKnownUnder(String rule) {
    if (country == null) {
      return false;
    }
    return country.equals(rule) || rule.equals(country + "-" + subdivision);
  }

  /** Whether a rule holds here for certain, whatever else may. */
  boolean isCertainlyUnder(String rule) {
    return "*".equals(rule)
        || isKnownUnder(rule)
        || country != null && EUROPE.equals(rule) && isUnder(rule);
  }

  /** {@code US-RI}, {@code US-?}, or {@code ?}. */
  @Override
  public String toString() {
    return country == null ? "?" : country + "-" + (subdivision == null ? "?" : subdivision);
  }
}
