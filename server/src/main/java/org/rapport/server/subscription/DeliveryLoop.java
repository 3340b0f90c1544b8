package org.rapport.server.subscription;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.WithoutMessages;
import org.rapport.server.subscription.NumberEvents.Numbered;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Numbers what has changed, and has each subscriber told of it: one notification at a time to each,
 * many beside each other, none for longer than its time. Woken by the change itself.
 */
@Component
class DeliveryLoop extends WorkLoop {
  /** Kind of its signals. */
  static final String KIND = "subscription";

  /** How long events are kept, told or not. */
  static final Duration RETENTION = Duration.ofDays(14);

  private static final Logger log = LoggerFactory.getLogger(DeliveryLoop.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration SHORTLY = Duration.ofMillis(20);
  private static final Duration PRUNE = Duration.ofHours(1);
  private static final int AT_ONCE = 32;

  /** Seconds beyond an endpoint's own time, for the connection and for what is kept of it. */
  private static final int BEYOND = 10;

  private final NumberEvents numbers;
  private final SubscriptionEvents events;
  private final Subscribers subscribers;
  private final SubscriptionStatuses statuses;
  private final WatchedTopics watched;
  private final Deliver deliver;
  private final WorkSignal signal;
  private final RapportSettings settings;
  private final Clock clock;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private final ExecutorService pool;
  private boolean begun;
  private boolean idle;
  private Instant pruned = Instant.MIN;

  /** A delivery under way; the call is there once it has begun. */
  private static final class Running {
    private final long deadline;
    private volatile HttpPost call;

    Running(int seconds) {
      this.deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }
  }

  DeliveryLoop(
      NumberEvents numbers,
      SubscriptionEvents events,
      Subscribers subscribers,
      SubscriptionStatuses statuses,
      WatchedTopics watched,
      Deliver deliver,
      WorkSignal signal,
      RapportSettings settings,
      Clock clock) {
    super("subscriptions", KIND, signal, LOOK_AGAIN);
    this.numbers = numbers;
    this.events = events;
    this.subscribers = subscribers;
    this.statuses = statuses;
    this.watched = watched;
    this.deliver = deliver;
    this.signal = signal;
    this.settings = settings;
    this.clock = clock;
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            AT_ONCE, AT_ONCE, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
    threads.allowCoreThreadTimeOut(true);
    this.pool = threads;
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "subscription-delivery");
    thread.setDaemon(true);
    return thread;
  }

  /** Numbers what is decided and begins what is due; answers whether there may be more at once. */
  synchronized boolean runOnce() {
    if (!begun && !settings.database().external()) {
      // The folder of the database is locked: whoever held these is gone.
      subscribers.releaseAll();
    }
    begun = true;
    endOverdue();
    if (!watched.refresh()) {
      if (!idle) {
        events.clear();
        idle = true;
      }
      return false;
    }
    idle = false;
    Numbered numbered = numbers.runOnce();
    numbered.lost().stream()
        .filter(Subscriber::isServed)
        .forEach(one -> alone(one, () -> deliver.lost(one)));
    Instant now = clock.instant();
    subscribers
        .ended(now)
        .forEach(one -> alone(one, () -> statuses.move(one, Subscriber.OFF, null)));
    subscribers.due(now, AT_ONCE * 4).forEach(this::begin);
    if (pruned.plus(PRUNE).isBefore(now)) {
      events.prune(now.minus(RETENTION));
      pruned = now;
    }
    return numbered.taken() == NumberEvents.BATCH;
  }

  private void begin(Subscriber one) {
    int seconds = one.timeoutSeconds() + BEYOND;
    Running delivery = new Running(seconds);
    if (running.size() >= AT_ONCE || running.putIfAbsent(one.id(), delivery) != null) {
      return;
    }
    if (!subscribers.lease(one, seconds * 2)) {
      running.remove(one.id(), delivery);
      return;
    }
    pool.execute(() -> deliver(one, delivery));
  }

  private void deliver(Subscriber one, Running delivery) {
    try {
      alone(one, () -> deliver.run(one, call -> delivery.call = call));
    } finally {
      running.remove(one.id(), delivery);
      signal.raise(KIND);
    }
  }

  // What one cannot be served by keeps nobody else waiting. A lease runs out, and it is tried
  // again.
  private static void alone(Subscriber one, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.warn("{} cannot be served now", one, WithoutMessages.of(e));
    }
  }

  // An answer that trickles in would else hold a connection for as long as it likes.
  private void endOverdue() {
    long now = System.nanoTime();
    running
        .values()
        .forEach(
            one -> {
              if (one.call != null && now - one.deadline > 0) {
                one.call.cancel();
              }
            });
  }

  @Override
  protected boolean turn() {
    boolean more = runOnce();
    if (!more && !idle && events.anyWaits()) {
      // Of a transaction beside which an older one is still under way.
      try {
        signal.await(KIND, signal.count(KIND), SHORTLY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      return true;
    }
    return more;
  }

  @PreDestroy
  void close() throws InterruptedException {
    pool.shutdown();
    running
        .values()
        .forEach(
            one -> {
              if (one.call != null) {
                one.call.cancel();
              }
            });
    pool.awaitTermination(LOOK_AGAIN.toMillis() * 5, TimeUnit.MILLISECONDS);
  }
}
