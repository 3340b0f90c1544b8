package org.rapport.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RushTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final Rush rush = new Rush(nanos::get);

  /** What is seen while so many are being answered. */
  private boolean during(int many, BooleanSupplier seen) {
    return many == 0 ? seen.getAsBoolean() : rush.during(() -> during(many - 1, seen));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void aFewAtOnceAreNoRush() {
    assertThat(rush.goesFirst()).isFalse();
    assertThat(during(2, rush::goesFirst)).isFalse();
    assertThat(during(3, rush::goesFirst)).isTrue();
    assertThat(rush.goesFirst()).isFalse();
  }

  @Test
  void nothingWaitsLongerThanHalfAMinute_howeverManyCome() {
    assertThat(
            during(
                3,
                () -> {
                  pass(Duration.ofSeconds(29));
                  boolean before = rush.goesFirst();
                  pass(Duration.ofSeconds(1));
                  return before && !rush.goesFirst() && !during(5, rush::goesFirst);
                }))
        .isTrue();
  }

  @Test
  void theNextRushIsOneOfItsOwn() {
    during(
        3,
        () -> {
          pass(Duration.ofMinutes(1));
          return rush.goesFirst();
        });
    assertThat(during(3, rush::goesFirst)).isTrue();
  }

  @Test
  void whoFailsDoesNotCountForEver() {
    for (int i = 0; i < 5; i++) {
      try {
        rush.during(
            () -> {
              throw new IllegalStateException();
            });
      } catch (IllegalStateException e) {
        assertThat(during(2, rush::goesFirst)).isFalse();
      }
    }
  }
}
