package org.rapport.server.policy;

/**
 * Whose law holds. What is not known is decided the strict way: a country without a known
 * subdivision is under the rules of all its subdivisions, an unknown country under all rules.
 *
 * @param country ISO 3166-1 alpha-2, upper case, or null
 * @param subdivision the part of ISO 3166-2 after the country, upper case, or null
 */
public record Jurisdiction(String country, String subdivision) {
  public static final Jurisdiction UNKNOWN = new Jurisdiction(null, null);

  boolean isUnder(String rule) {
    if ("*".equals(rule) || country == null) {
      return true;
    }
    int dash = rule.indexOf('-');
    if (dash < 0) {
      return country.equals(rule);
    }
    return country.equals(rule.substring(0, dash))
        && (subdivision == null || subdivision.equals(rule.substring(dash + 1)));
  }

  /** {@code US-RI}, {@code US-?}, or {@code ?}. */
  @Override
  public String toString() {
    return country == null ? "?" : country + "-" + (subdivision == null ? "?" : subdivision);
  }
}
