package org.rapport.routes;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailureHandledEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * How the routes of this process stand and fare, since its start. A failure that an error policy
 * has dealt with is one all the same. Of faults the class is kept and no text. Thread-safe.
 */
public final class RouteStates extends EventNotifierSupport {
  /**
   * A route.
   *
   * @param file it was read from; empty: it is no file's
   * @param state started, stopped, suspended
   * @param total exchanges that have ended
   * @param fault class of the last failure; null: none
   * @param faultAt when that was; null: never
   */
  public record State(
      String id,
      String file,
      String state,
      long total,
      long failed,
      int inFlight,
      String fault,
      Instant faultAt) {}

  private static final class Count {
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile String fault;
    private volatile Instant faultAt;
  }

  private final Map<String, Count> counts = new ConcurrentHashMap<>();
  private final Clock clock;
  private volatile CamelContext context;

  /** Takes the clock that dates failures. */
  public RouteStates(Clock clock) {
    this.clock = clock;
  }

  /** Whose routes these are. As a bean it hears of them without being added: Camel finds it. */
  void of(CamelContext routes) {
    context = routes;
  }

  @Override
  public void notify(CamelEvent event) {
    if (event instanceof ExchangeFailureHandledEvent handled) {
      failed(handled.getExchange());
    } else if (event instanceof ExchangeFailedEvent failed) {
      failed(failed.getExchange());
      ended(failed.getExchange());
    } else if (event instanceof ExchangeCompletedEvent completed) {
      ended(completed.getExchange());
    }
  }

  private void ended(Exchange exchange) {
    count(exchange).ifPresent(count -> count.total.incrementAndGet());
  }

  private void failed(Exchange exchange) {
    Throwable fault =
        exchange.getException() == null
            ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
            : exchange.getException();
    count(exchange)
        .ifPresent(
            count -> {
              count.failed.incrementAndGet();
              count.fault = fault == null ? "unknown" : fault.getClass().getSimpleName();
              count.faultAt = clock.instant();
            });
  }

  private Optional<Count> count(Exchange exchange) {
    return Optional.ofNullable(exchange.getFromRouteId())
        .map(this::beginning)
        .map(id -> counts.computeIfAbsent(id, unseen -> new Count()));
  }

  // What comes in by a source kamelet is the work of the route that begins with it.
  private String beginning(String id) {
    CamelContext routes = context;
    Route from = routes == null ? null : routes.getRoute(id);
    if (from == null || !from.isCreatedByKamelet()) {
      return id;
    }
    return routes.getRoutes().stream()
        .filter(route -> route.getEndpoint() instanceof KameletEndpoint)
        .filter(route -> id.equals(((KameletEndpoint) route.getEndpoint()).getRouteId()))
        .map(Route::getRouteId)
        .findFirst()
        .orElse(id);
  }

  /** The routes, by id, without those within kamelets; none before they stand. */
  public List<State> all() {
    CamelContext routes = context;
    return routes == null
        ? List.of()
        : routes.getRoutes().stream()
            .filter(route -> !route.isCreatedByKamelet())
            .map(this::state)
            .sorted(Comparator.comparing(State::id))
            .toList();
  }

  private State state(Route route) {
    String id = route.getRouteId();
    Count count = counts.getOrDefault(id, new Count());
    ServiceStatus status = context.getRouteController().getRouteStatus(id);
    String source =
        route.getSourceResource() == null ? "" : route.getSourceResource().getLocation();
    return new State(
        id,
        source.substring(source.lastIndexOf('/') + 1),
        status == null ? "stopped" : status.name().toLowerCase(Locale.ROOT),
        count.total.get(),
        count.failed.get(),
        context.getInflightRepository().size(id),
        count.fault,
        count.faultAt);
  }
}
