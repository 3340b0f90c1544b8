package org.rapport.server.subscription;

import java.time.Duration;

/** How long to wait after failures, and when to give up. Pure. */
final class RetryPause {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofHours(1);

  /** Who does not answer for so long is told nothing more until they ask. */
  static final Duration GIVE_UP = Duration.ofDays(3);

  private RetryPause() {}

  /**
   * The pause before the next try: twice as long each time, within bounds.
   *
   * @param failures one after the other, at least one
   * @param asked what the endpoint asks for (Retry-After); null: nothing. More than the longest
   *     pause is not waited.
   */
  static Duration after(int failures, Duration asked) {
    int doublings = Math.min(Math.max(failures, 1) - 1, 20);
    Duration own = FIRST.multipliedBy(1L << doublings);
    Duration pause = asked == null || asked.compareTo(own) < 0 ? own : asked;
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
