package org.rapport.server.journey;

/**
 * A share with its 95 % interval by Wilson, which also holds for few cases and for none.
 *
 * @param cases how many of {@code all}
 */
public record Proportion(long cases, long all) {
  private static final double Z = 1.959963984540054;

  /** The share; 0 of none is 0. */
  public double share() {
    return all == 0 ? 0 : (double) cases / all;
  }

  /** The lower end of the interval. */
  public double low() {
    return all == 0 ? 0 : Math.max(0, centre() - half());
  }

  /** The upper end of the interval. */
  public double high() {
    return all == 0 ? 1 : Math.min(1, centre() + half());
  }

  /** Whether the intervals have no value in common. */
  public boolean differsFrom(Proportion other) {
    return low() > other.high() || other.low() > high();
  }

  private double centre() {
    return (share() + Z * Z / (2 * all)) / (1 + Z * Z / all);
  }

  private double half() {
    return Z
        / (1 + Z * Z / all)
        * Math.sqrt(share() * (1 - share()) / all + Z * Z / (4.0 * all * all));
  }
}
