package org.rapport.server.door;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each caller may do one thing a minute. Callers are told apart by network ({@link
 * TrustedProxies#network}); one of them cannot use up another's. Thread-safe; counts of this node.
 */
public final class CallerBuckets {
  private static final int CALLERS = 10_000;

  private final long perMinute;

  /** The callers seen last; the one that asked longest ago goes first. */
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > CALLERS;
        }
      };

  /** So many a minute for each. */
  public CallerBuckets(long perMinute) {
    this.perMinute = perMinute;
  }

  /** Takes one; false where there is none left. */
  public boolean take(String caller) {
    return take(caller, "");
  }

  /**
   * Takes one of those for one thing; false where there is none left.
   *
   * @param what told apart for each caller
   */
  public boolean take(String caller, String what) {
    return bucket(caller, what).tryConsume(1);
  }

  /** Whether there is one left for one thing, without taking it. */
  public boolean has(String caller, String what) {
    return bucket(caller, what).getAvailableTokens() > 0;
  }

  private Bucket bucket(String caller, String what) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(
          TrustedProxies.network(caller) + ' ' + what,
          unseen ->
              Bucket.builder()
                  .addLimit(
                      limit ->
                          limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                  .build());
    }
  }
}
