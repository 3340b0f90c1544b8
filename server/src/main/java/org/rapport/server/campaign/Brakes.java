package org.rapport.server.campaign;

import java.util.Optional;

/**
 * When a campaign halts itself (policy, house rules, and R17: complaints under three in a thousand,
 * better under one). Pure.
 */
final class Brakes {
  private static final int ERRORS = 2;
  private static final int ERROR_SHARE = 10;
  private static final int IDENTICAL = 3;
  private static final int IDENTICAL_SHARE = 100;
  private static final int ENOUGH_DELIVERED = 500;

  private Brakes() {}

  /**
   * Why it has to halt; empty while it may go on.
   *
   * @param canary whether only the first few are out, of which a single failure may be all
   */
  static Optional<String> halt(Progress progress, boolean canary) {
    int errors = progress.errors();
    boolean many = errors >= ERRORS && errors * ERROR_SHARE >= progress.attempted();
    boolean all = canary && errors > 0 && errors >= progress.attempted() && progress.open() == 0;
    if (many || all) {
      return Optional.of(
          "errors: " + errors + " of " + progress.attempted() + " messages did not get through");
    }
    if (complaints(progress, 3)) {
      return Optional.of(
          "complaints: " + progress.complaints() + " of " + progress.delivered() + " delivered");
    }
    if (progress.identical() >= IDENTICAL
        && progress.identical() * IDENTICAL_SHARE >= progress.attempted()) {
      return Optional.of(
          "identical bodies: " + progress.identical() + " would have been a third equal text");
    }
    return Optional.empty();
  }

  /** What staff should know although it goes on. */
  static Optional<String> warning(Progress progress) {
    return complaints(progress, 1)
        ? Optional.of("complaints: at least one in a thousand delivered")
        : Optional.empty();
  }

  private static boolean complaints(Progress progress, int inAThousand) {
    return progress.delivered() >= ENOUGH_DELIVERED
        && progress.complaints() * 1000L >= (long) progress.delivered() * inAThousand
        && progress.complaints() > 0;
  }
}
