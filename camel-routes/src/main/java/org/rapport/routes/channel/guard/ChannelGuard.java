package org.rapport.routes.channel.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asked before a provider is called, and before the attempt is recorded: a message that its channel
 * cannot take now goes back without having cost a try. Thread-safe.
 */
public class ChannelGuard {
  /** Where a message says whether it may go on. */
  static final String ADMITTED = "RapportAdmitted";

  /** Not much sense in asking sooner: the circuit stays open for as long. */
  static final int OPEN_SECONDS = 60;

  private static final int BUSY_SECONDS = 5;
  private static final String PROBE = "RapportProbe";

  /** The last five minutes, and at least so many calls in them. */
  private static final int WINDOW_SECONDS = 300;

  private static final int FEWEST_CALLS = 10;
  private static final float FAILURE_PERCENT = 50;

  /** How long a message waits for its turn before it goes back; far less than a lease. */
  private static final Duration TURN = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(ChannelGuard.class);

  private final Map<String, Channel> channels;

  /**
   * A guard of these channels; any other is always admitted.
   *
   * @param clock what "open for a minute" is measured by, so that a simulated outage ends
   * @param meters where its numbers go, by channel and by nothing else
   */
  public ChannelGuard(List<ChannelSettings> settings, Clock clock, MeterRegistry meters) {
    CircuitBreakerRegistry circuits =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .clock(clock)
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize(WINDOW_SECONDS)
                .minimumNumberOfCalls(FEWEST_CALLS)
                .failureRateThreshold(FAILURE_PERCENT)
                .waitDurationInOpenState(Duration.ofSeconds(OPEN_SECONDS))
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
    RateLimiterRegistry rates = RateLimiterRegistry.ofDefaults();
    Map<String, Channel> made = new LinkedHashMap<>();
    for (ChannelSettings channel : settings) {
      CircuitBreaker circuit = circuits.circuitBreaker(channel.name());
      RateLimiter rate =
          rates.rateLimiter(
              channel.name(),
              RateLimiterConfig.custom()
                  .limitForPeriod(channel.rate())
                  .limitRefreshPeriod(Duration.ofSeconds(1))
                  .timeoutDuration(TURN)
                  .build());
      Outage outage = new Outage();
      circuit.getEventPublisher().onStateTransition(event -> moved(event, outage, clock));
      made.put(channel.name(), new Channel(channel, circuit, rate, outage));
    }
    this.channels = Collections.unmodifiableMap(made);
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(circuits).bindTo(meters);
    TaggedRateLimiterMetrics.ofRateLimiterRegistry(rates).bindTo(meters);
  }

  private static void moved(
      CircuitBreakerOnStateTransitionEvent event, Outage outage, Clock clock) {
    State now = event.getStateTransition().getToState();
    if (now == State.OPEN) {
      if (outage.since().isEmpty()) {
        log.warn("Channel {} is in trouble: its messages wait", event.getCircuitBreakerName());
      }
      outage.began(clock.instant());
    } else if (now == State.CLOSED) {
      log.info("Channel {} works again", event.getCircuitBreakerName());
      outage.ended();
    }
  }

  /** A channel with its circuit and its rate. */
  record Channel(
      ChannelSettings settings, CircuitBreaker circuit, RateLimiter rate, Outage outage) {}

  /**
   * Notes whether the exchange's channel may be called now; if not, what is to be reported. What
   * comes of the call is counted when the exchange is over.
   */
  public void admit(Exchange exchange) {
    Channel channel = channels.get(exchange.getProperty(WorkExchange.CHANNEL, String.class));
    if (channel == null || channel.settings().sandbox()) {
      exchange.setProperty(ADMITTED, true);
      return;
    }
    boolean permitted = channel.circuit().tryAcquirePermission();
    if (permitted && !channel.rate().acquirePermission()) {
      channel.circuit().releasePermission();
      refuse(exchange, channel, "rate-limited", BUSY_SECONDS);
    } else if (!permitted) {
      refuse(exchange, channel, "circuit-open", OPEN_SECONDS);
    } else {
      exchange.setProperty(ADMITTED, true);
      boolean probe = channel.circuit().getState() == State.HALF_OPEN;
      exchange.getExchangeExtension().addOnCompletion(new Counted(channel));
      exchange.setProperty(PROBE, probe);
    }
  }

  /** A probe that certainly did not leave costs its message no try: it was asked for all others. */
  public void probed(Exchange exchange) {
    if (Boolean.TRUE.equals(exchange.getProperty(PROBE))
        && OutcomeKind.RETRY.code().equals(exchange.getProperty(WorkExchange.OUTCOME))
        && exchange.getProperty(WorkExchange.RETRY_AFTER) == null) {
      Channel channel = channels.get(exchange.getProperty(WorkExchange.CHANNEL, String.class));
      WorkExchange.unspent(exchange, OPEN_SECONDS);
      down(exchange, channel);
    }
  }

  private static void refuse(Exchange exchange, Channel channel, String why, int seconds) {
    exchange.setProperty(ADMITTED, false);
    WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, why);
    WorkExchange.unspent(exchange, seconds);
    down(exchange, channel);
  }

  private static void down(Exchange exchange, Channel channel) {
    channel
        .outage()
        .since()
        .map(Instant::toString)
        .ifPresent(since -> exchange.setProperty(WorkExchange.DOWN_SINCE, since));
  }

  /** Tells the circuit how a call ended. */
  private record Counted(Channel channel) implements Synchronization {
    @Override
    public void onComplete(Exchange exchange) {
      if (exchange.getProperty(WorkExchange.OUTCOME) == null) {
        // Its release was stale, and nobody was called.
        channel.circuit().releasePermission();
      } else if (Boolean.TRUE.equals(exchange.getProperty(WorkExchange.TROUBLE))) {
        channel.circuit().onError(0, TimeUnit.NANOSECONDS, new ChannelTrouble());
      } else {
        channel.circuit().onSuccess(0, TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public void onFailure(Exchange exchange) {
      onComplete(exchange);
    }
  }

  /** Carries nothing: what went wrong is in the message's record. */
  private static final class ChannelTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    ChannelTrouble() {
      super("The channel is in trouble", null, false, false);
    }
  }

  /** Since when a channel is down, from the circuit's first opening to its closing. */
  static final class Outage {
    private volatile Instant since;

    Optional<Instant> since() {
      return Optional.ofNullable(since);
    }

    void began(Instant at) {
      since = since == null ? at : since;
    }

    void ended() {
      since = null;
    }
  }

  /** Each channel with the state of its circuit, for those who watch. */
  Map<String, Channel> channels() {
    return channels;
  }
}
