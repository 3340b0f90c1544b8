package org.rapport.server.embedded;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved, and never moves backwards. Thread-safe. */
public final class SimulatedClock extends Clock {
  private final AtomicReference<Instant> now;
  private final ZoneId zone;

  public SimulatedClock(Instant start) {
    this(new AtomicReference<>(start), ZoneOffset.UTC);
  }

  private SimulatedClock(AtomicReference<Instant> now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /**
   * Moves time.
   *
   * @throws IllegalArgumentException when {@code instant} is before the present one
   */
  public void moveTo(Instant instant) {
    now.updateAndGet(
        present -> {
          if (instant.isBefore(present)) {
            throw new IllegalArgumentException("Time does not move backwards");
          }
          return instant;
        });
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, seen in another zone: both move together. */
  @Override
  public Clock withZone(ZoneId other) {
    return new SimulatedClock(now, other);
  }
}
