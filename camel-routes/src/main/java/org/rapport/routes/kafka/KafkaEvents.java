package org.rapport.routes.kafka;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.rapport.routes.rapport.ClaimedEvent;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes records of events and says how many of them the broker has taken. One goes out after the
 * other, and none behind one that did not, so that a number below one that was seen is a repetition
 * and nothing else. Thread-safe.
 */
public class KafkaEvents {
  /** Number of the event, without gaps for each Subscription. */
  static final String NUMBER = "rapport-event-number";

  static final String SUBSCRIPTION = "rapport-subscription";
  static final String TOPIC = "rapport-topic";
  static final String AT = "rapport-event-time";
  static final String CHANGE = "rapport-change";
  static final String FOCUS = "rapport-focus";
  static final String CONTENT = "rapport-content";
  private static final String TYPE = "content-type";

  private static final Logger log = LoggerFactory.getLogger(KafkaEvents.class);
  private static final String PROGRESS = "RapportEventProgress";
  private static final String EVENT = "RapportEvent";

  /** Kafka's own default for the longest request is a little more. */
  private static final int LONGEST = 900_000;

  private static final int PAUSE_SECONDS = 10;

  private final FhirContext context;

  /** What the broker found too long, by Subscription and number: it goes without its resource. */
  private final Set<String> tooLong = ConcurrentHashMap.newKeySet();

  public KafkaEvents(FhirContext context) {
    this.context = context;
  }

  /** Begins with a claim. */
  public void begin(Exchange exchange) {
    exchange.setProperty(PROGRESS, new EventProgress());
  }

  /** Whether all before it were taken. */
  public boolean goesOn(Exchange exchange) {
    return progress(exchange).goesOn();
  }

  /** Makes the record of the event in the body. */
  public void record(Exchange exchange) {
    ClaimedEvent event = event(exchange);
    String subscription = WorkExchange.item(exchange).focus();
    Bundle notification = event.notification();
    boolean whole = notification.getEntry().stream().skip(1).anyMatch(one -> one.hasResource());
    byte[] value = bytes(notification);
    if (whole && (value.length > LONGEST || tooLong.contains(name(exchange, event)))) {
      value = bytes(withoutResources(notification));
      whole = false;
    }
    exchange.getMessage().removeHeaders("*");
    exchange
        .getMessage()
        .setHeader(KafkaConstants.OVERRIDE_TOPIC, WorkExchange.item(exchange).to());
    exchange.getMessage().setHeader(KafkaConstants.KEY, event.key());
    exchange.getMessage().setHeader(NUMBER, Long.toString(event.number()));
    exchange.getMessage().setHeader(SUBSCRIPTION, subscription);
    exchange.getMessage().setHeader(TOPIC, WorkExchange.item(exchange).topic());
    exchange.getMessage().setHeader(AT, event.at());
    exchange.getMessage().setHeader(CHANGE, event.change());
    exchange.getMessage().setHeader(FOCUS, event.focus());
    exchange.getMessage().setHeader(CONTENT, whole ? "full-resource" : KafkaSettings.ID_ONLY);
    exchange.getMessage().setHeader(TYPE, "application/fhir+json");
    exchange.setProperty(EVENT, event);
    exchange.getMessage().setBody(value);
  }

  /** The broker has acknowledged it. */
  public void taken(Exchange exchange) {
    ClaimedEvent event = exchange.getProperty(EVENT, ClaimedEvent.class);
    progress(exchange).taken(event.number());
    tooLong.remove(name(exchange, event));
  }

  /** It did not; it comes again, and what is behind it waits. */
  public void failed(Exchange exchange) {
    EventProgress progress = progress(exchange);
    if (progress == null || !progress.goesOn()) {
      return;
    }
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    while (cause instanceof ExecutionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String code = cause == null ? "unknown" : cause.getClass().getSimpleName();
    ClaimedEvent event = exchange.getProperty(EVENT, ClaimedEvent.class);
    if (event != null && code.equals("RecordTooLargeException")) {
      tooLong.add(name(exchange, event));
    }
    progress.failed(code);
    log.warn(
        "Events of {} wait: {}, tried again every {} s until Kafka takes them",
        WorkExchange.item(exchange).focus(),
        code,
        PAUSE_SECONDS);
  }

  /** Notes what came of the claim. */
  public void outcome(Exchange exchange) {
    EventProgress progress = progress(exchange);
    if (progress.goesOn()) {
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, null);
    } else {
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, progress.failure());
      WorkExchange.unspent(exchange, PAUSE_SECONDS);
    }
    exchange.setProperty(WorkExchange.PROVIDER_ID, progress.taken());
  }

  private static ClaimedEvent event(Exchange exchange) {
    return exchange.getMessage().getBody(ClaimedEvent.class);
  }

  private static String name(Exchange exchange, ClaimedEvent event) {
    return WorkExchange.item(exchange).focus() + "#" + event.number();
  }

  private static EventProgress progress(Exchange exchange) {
    return exchange.getProperty(PROGRESS, EventProgress.class);
  }

  private static Bundle withoutResources(Bundle notification) {
    Bundle bare = notification.copy();
    bare.getEntry().stream().skip(1).forEach(KafkaEvents::bare);
    return bare;
  }

  private static void bare(BundleEntryComponent entry) {
    entry.setResource(null);
  }

  private byte[] bytes(Bundle notification) {
    return context
        .newJsonParser()
        .encodeResourceToString(notification)
        .getBytes(StandardCharsets.UTF_8);
  }
}
