package org.rapport.server.projection.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Wakes claimers of this JVM when work may have become due. Only a hint: other nodes' work is found
 * by looking again, so nothing depends on a signal arriving. Thread-safe.
 */
@Component
public class WorkSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();
  private final AtomicLong count = new AtomicLong();

  /** How often it was raised; read before looking for work, to miss nothing in between. */
  public long count() {
    return count.get();
  }

  /** Wakes every waiter. */
  public void raise() {
    lock.lock();
    try {
      count.incrementAndGet();
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is raised after {@code seen}, at most {@code limit}. */
  public void await(long seen, Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (count.get() == seen && nanos > 0) {
        nanos = raised.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
