package org.rapport.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Pauses grow, are never longer than an hour, and heed what the endpoint asks for. */
class RetryPauseTest {
  @Property
  void pausesGrowWithinBounds(
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int failures) {
    Duration pause = RetryPause.after(failures, null);

    assertThat(pause).isBetween(RetryPause.FIRST, RetryPause.LONGEST);
    assertThat(RetryPause.after(failures + 1, null)).isGreaterThanOrEqualTo(pause);
    if (failures < 12) {
      assertThat(RetryPause.after(failures + 1, null)).isEqualTo(pause.multipliedBy(2));
    }
  }

  @Property
  void whoAsksForMoreTimeGetsItAndNotForEver(
      @ForAll @IntRange(min = 1, max = 100) int failures,
      @ForAll @IntRange(min = 0, max = 1_000_000) int seconds) {
    Duration asked = Duration.ofSeconds(seconds);

    Duration pause = RetryPause.after(failures, asked);

    assertThat(pause).isLessThanOrEqualTo(RetryPause.LONGEST);
    assertThat(pause).isGreaterThanOrEqualTo(RetryPause.after(failures, null));
    if (asked.compareTo(RetryPause.LONGEST) <= 0) {
      assertThat(pause).isGreaterThanOrEqualTo(asked);
    }
  }
}
