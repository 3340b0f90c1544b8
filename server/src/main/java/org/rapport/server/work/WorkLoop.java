package org.rapport.server.work;

import java.time.Duration;
import org.rapport.server.store.WithoutMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Work that the server does by itself, in a thread of its own: turn by turn while there is some,
 * else waiting for a signal. A turn that fails is tried again after a while. It starts after the
 * projections are there, and ends before the database.
 */
public abstract class WorkLoop implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(WorkLoop.class);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

  private final String name;
  private final String kind;
  private final WorkSignal signal;
  private final Duration lookAgain;
  private volatile Thread thread;

  /** What the last turn failed with; null: it did not. */
  private Class<?> trouble;

  /** A loop that looks whenever anything may have become due. */
  protected WorkLoop(String name, WorkSignal signal, Duration lookAgain) {
    this(name, null, signal, lookAgain);
  }

  /**
   * Names the loop.
   *
   * @param kind of work that it looks for when it is signalled; null: any
   * @param lookAgain how long to wait for a signal at most
   */
  protected WorkLoop(String name, String kind, WorkSignal signal, Duration lookAgain) {
    this.name = name;
    this.kind = kind;
    this.signal = signal;
    this.lookAgain = lookAgain;
  }

  /** One turn; whether there may be more to do at once. */
  protected abstract boolean turn();

  @Override
  public final void start() {
    Thread started = new Thread(this::run, name);
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  private void run() {
    while (thread == Thread.currentThread()) {
      long seen = signal.count(kind);
      try {
        if (turned()) {
          signal.raise(kind);
        } else {
          signal.await(kind, seen, lookAgain);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean turned() throws InterruptedException {
    try {
      boolean more = turn();
      if (trouble != null) {
        log.info("{} goes on", name);
        trouble = null;
      }
      return more;
    } catch (RuntimeException e) {
      tell(e);
      signal.await(kind, signal.count(kind), lookAgain);
      return false;
    }
  }

  // Each turn would say the same again for as long as the database is away.
  private void tell(RuntimeException e) {
    if (!e.getClass().equals(trouble)) {
      trouble = e.getClass();
      log.error("{} cannot go on now", name, WithoutMessages.of(e));
    }
  }

  @Override
  public final void stop() {
    Thread running = thread;
    thread = null;
    if (running != null) {
      // Never by interrupt: that would close Lucene's files under it.
      signal.raise();
      try {
        running.join(LONGEST_TURN.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public final boolean isRunning() {
    return thread != null;
  }

  @Override
  public final int getPhase() {
    return 10;
  }
}
