package org.rapport.routes.rapport;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code rapport:outcome} as a source: one exchange for each attempt whose outcome the server has
 * taken from this process. It runs on a thread of its own and behind a bounded queue, so that a
 * route of an operator's can neither hold up nor lose a message to a patient.
 */
class OutcomeConsumer extends DefaultConsumer {
  private static final Logger log = LoggerFactory.getLogger(OutcomeConsumer.class);
  private static final int ROOM = 10_000;
  private static final long LOOK_MILLIS = 200;

  private final BlockingQueue<Outcome> waiting = new LinkedBlockingQueue<>(ROOM);
  private final AtomicBoolean full = new AtomicBoolean();
  private ExecutorService thread;
  private volatile boolean running;

  OutcomeConsumer(RapportEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
  }

  @Override
  public RapportEndpoint getEndpoint() {
    return (RapportEndpoint) super.getEndpoint();
  }

  /** Takes an outcome without waiting; says once when there is no room. */
  void offer(Outcome outcome) {
    if (waiting.offer(outcome)) {
      full.set(false);
    } else if (full.compareAndSet(false, true)) {
      log.warn("Route {} is too slow: outcomes pass it by", getRouteId());
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    running = true;
    thread =
        getEndpoint()
            .getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadExecutor(this, "rapport-outcome");
    thread.execute(
        () -> {
          while (running) {
            turn();
          }
        });
    getEndpoint().getComponent().listeners().add(this);
  }

  @Override
  protected void doStop() throws Exception {
    getEndpoint().getComponent().listeners().remove(this);
    running = false;
    if (thread != null) {
      getEndpoint().getCamelContext().getExecutorServiceManager().shutdownGraceful(thread);
    }
    super.doStop();
  }

  private void turn() {
    try {
      Outcome outcome = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (outcome != null) {
        run(outcome);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }

  private void run(Outcome outcome) {
    Exchange exchange = createExchange(false);
    exchange.getMessage().setBody(outcome.facts());
    exchange.setProperty(WorkExchange.ITEM, outcome.item());
    exchange.setProperty(WorkExchange.CHANNEL, outcome.item().channel());
    exchange.setProperty(WorkExchange.OUTCOME, outcome.outcome());
    exchange.setProperty(WorkExchange.REASON, outcome.reason());
    exchange.setProperty(WorkExchange.PROVIDER_ID, outcome.providerId());
    try {
      createUoW(exchange);
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    } finally {
      if (exchange.getException() != null) {
        // Its words may be about a person; the route's own policy may say more.
        log.warn(
            "Route {} failed on the outcome of attempt {} with {}",
            getRouteId(),
            outcome.item().attempt(),
            exchange.getException().getClass().getSimpleName());
      }
      doneUoW(exchange);
      releaseExchange(exchange, false);
    }
  }
}
