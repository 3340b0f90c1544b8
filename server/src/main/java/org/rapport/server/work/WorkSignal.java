package org.rapport.server.work;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Wakes claimers of this JVM when work of their kind may have become due. Only a hint: other nodes'
 * work is found by looking again, so nothing depends on a signal arriving. Thread-safe.
 */
@Component
public class WorkSignal {
  /** Kind of the outcomes that wait to be recorded, which are no work items. */
  public static final String OUTCOME = "outcome";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();
  private final Map<String, Long> ofKind = new HashMap<>();
  private long forAll;
  private long total;

  /** How often it was raised; read before looking for work, to miss nothing in between. */
  public long count() {
    return count(null);
  }

  /**
   * How often it was raised for work of a kind, or for all.
   *
   * @param kind null: of any
   */
  public long count(String kind) {
    lock.lock();
    try {
      return kind == null ? total : forAll + ofKind.getOrDefault(kind, 0L);
    } finally {
      lock.unlock();
    }
  }

  /** Wakes every waiter. */
  public void raise() {
    raise(null);
  }

  /**
   * Wakes who waits for work of a kind, or for anything.
   *
   * @param kind null: every waiter
   */
  public void raise(String kind) {
    lock.lock();
    try {
      total++;
      if (kind == null) {
        forAll++;
      } else {
        ofKind.merge(kind, 1L, Long::sum);
      }
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is raised after {@code seen}, at most {@code limit}. */
  public void await(long seen, Duration limit) throws InterruptedException {
    await(null, seen, limit);
  }

  /**
   * The same for work of a kind.
   *
   * @param kind null: of any
   * @param seen what {@link #count(String)} said of the same kind
   */
  public void await(String kind, long seen, Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (count(kind) == seen && nanos > 0) {
        nanos = raised.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
