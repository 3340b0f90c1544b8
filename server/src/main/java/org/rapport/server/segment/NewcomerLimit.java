package org.rapport.server.segment;

import java.time.Duration;
import java.time.Instant;

/**
 * How many people a journey that writes to them may find by itself within a day. All who come at
 * once are let in, or none of them: a clinic that loads its patients does not write to the first
 * hundred of them. Pure.
 *
 * @param most more than so many need a campaign, and with it a second person
 */
record NewcomerLimit(int most) {
  private static final Duration DAY = Duration.ofHours(24);

  /** What happened at this instant, or before it, does not count any more. */
  Instant since(Instant now) {
    return now.minus(DAY);
  }

  /**
   * Whether newcomers come on it by themselves.
   *
   * @param letIn how many have, since {@link #since}
   */
  boolean lets(int letIn, int newcomers) {
    return letIn + newcomers <= most;
  }
}
