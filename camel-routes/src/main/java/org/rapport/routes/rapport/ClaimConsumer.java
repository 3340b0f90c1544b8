package org.rapport.routes.rapport;

import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims work and runs it, never more than it can hold at once. When the server cannot be reached
 * it asks again after a moment; what it held then runs out of its lease and is claimed anew.
 */
class ClaimConsumer extends DefaultConsumer {
  private static final Logger log = LoggerFactory.getLogger(ClaimConsumer.class);
  private static final int PAUSE_SECONDS = 1;

  private static final int REFUSALS = 3;

  private final AtomicInteger refusals = new AtomicInteger();
  private final RapportEndpoint endpoint;
  private ExecutorService loop;
  private ExecutorService workers;
  private Semaphore room;
  private volatile CountDownLatch stopped;

  ClaimConsumer(RapportEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.endpoint = endpoint;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    stopped = new CountDownLatch(1);
    room = new Semaphore(endpoint.getConcurrency());
    var executors = getEndpoint().getCamelContext().getExecutorServiceManager();
    workers =
        executors.newFixedThreadPool(
            this, "rapport-" + endpoint.getKind(), endpoint.getConcurrency());
    // A batch runs in the loop that claimed it, so there it is the loops that run at once.
    int loops = endpoint.isBatch() ? endpoint.getConcurrency() : 1;
    loop = executors.newFixedThreadPool(this, "rapport-claim-" + endpoint.getKind(), loops);
    CountDownLatch end = stopped;
    for (int i = 0; i < loops; i++) {
      loop.execute(
          () -> {
            while (end.getCount() > 0) {
              runOnce();
            }
          });
    }
  }

  @Override
  protected void doStop() throws Exception {
    if (stopped == null) {
      // A route that is off by its settings is stopped without ever having been started.
      super.doStop();
      return;
    }
    stopped.countDown();
    var executors = getEndpoint().getCamelContext().getExecutorServiceManager();
    executors.shutdownGraceful(loop, TimeUnit.SECONDS.toMillis(endpoint.getWaitSeconds() + 5L));
    executors.shutdownGraceful(workers);
    super.doStop();
  }

  /** One claim, and the start of what it brought. */
  void runOnce() {
    try {
      int free = endpoint.isBatch() ? endpoint.getMax() : Math.min(endpoint.getMax(), freeRoom());
      if (free == 0) {
        return;
      }
      List<ClaimedItem> items =
          endpoint
              .getComponent()
              .client()
              .claim(
                  endpoint.getKind(),
                  free,
                  endpoint.getLeaseSeconds(),
                  endpoint.getWaitSeconds(),
                  endpoint.getComponent().worker());
      refusals.set(0);
      if (endpoint.getComponent().reached()) {
        log.info("The server answers again");
      }
      if (endpoint.isBatch()) {
        if (!items.isEmpty()) {
          run(exchange(items, null));
        }
        return;
      }
      for (ClaimedItem item : items) {
        room.acquireUninterruptibly();
        workers.execute(
            () -> {
              try {
                run(exchange(item, item));
              } finally {
                room.release();
              }
            });
      }
    } catch (AuthenticationException e) {
      // A token that has just ended is asked for anew at the next try; a client that is not known
      // is the end of the worker, said where the token is asked for.
      if (refusals.incrementAndGet() == REFUSALS) {
        log.warn("The server refuses this client's tokens; asked again every second");
      }
      pause();
    } catch (RuntimeException e) {
      if (stopped.getCount() > 0 && endpoint.getComponent().lost()) {
        log.warn("The server cannot be reached; asked again every second until it answers");
      }
      pause();
    }
  }

  private int freeRoom() {
    try {
      if (!room.tryAcquire(PAUSE_SECONDS, TimeUnit.SECONDS)) {
        return 0;
      }
      room.release();
      return Math.max(1, room.availablePermits());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private void pause() {
    try {
      stopped.await(PAUSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }

  private Exchange exchange(Object body, ClaimedItem item) {
    Exchange exchange = createExchange(false);
    exchange.getMessage().setBody(body);
    if (item != null) {
      exchange.setProperty(WorkExchange.ITEM, item);
      exchange.setProperty(WorkExchange.CHANNEL, item.channel());
    }
    return exchange;
  }

  private void run(Exchange exchange) {
    try {
      createUoW(exchange);
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    } finally {
      if (exchange.getException() != null) {
        log.warn(
            "Work ended with {}; it comes again when its lease is over",
            exchange.getException().getClass().getSimpleName());
      }
      doneUoW(exchange);
      releaseExchange(exchange, false);
    }
  }
}
