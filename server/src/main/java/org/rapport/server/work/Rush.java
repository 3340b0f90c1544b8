package org.rapport.server.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Whether more people ask at once than this machine answers at once. What nobody waits for then
 * lets them go first, for a while. Counts real time and this JVM only. Thread-safe.
 */
@Component
public class Rush {
  /** So many at once are no rush. */
  private static final int USUAL = 2;

  /** What waits goes on after so long, whatever comes in. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final long NONE = Long.MIN_VALUE;

  private final AtomicInteger asking = new AtomicInteger();
  private final AtomicLong began = new AtomicLong(NONE);
  private final LongSupplier nanos;

  Rush() {
    this(System::nanoTime);
  }

  Rush(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Does what somebody waits for. */
  public <T> T during(Supplier<T> work) {
    if (asking.incrementAndGet() == USUAL + 1) {
      began.compareAndSet(NONE, nanos.getAsLong());
    }
    try {
      return work.get();
    } finally {
      if (asking.decrementAndGet() == 0) {
        began.set(NONE);
      }
    }
  }

  /** Whether what can wait should: there is a rush, and it began less than half a minute ago. */
  public boolean goesFirst() {
    long since = began.get();
    return asking.get() > USUAL && since != NONE && nanos.getAsLong() - since < LONGEST.toNanos();
  }
}
