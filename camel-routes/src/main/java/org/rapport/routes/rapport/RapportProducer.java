package org.rapport.routes.rapport;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one operation of the server with what the exchange carries. */
class RapportProducer extends DefaultProducer {
  private static final Logger log = LoggerFactory.getLogger(RapportProducer.class);

  private final RapportEndpoint endpoint;
  private final RapportOperation operation;
  private final RapportClient client;

  RapportProducer(RapportEndpoint endpoint, RapportOperation operation) {
    super(endpoint);
    this.endpoint = endpoint;
    this.operation = operation;
    this.client = endpoint.getComponent().client();
  }

  @Override
  public void process(Exchange exchange) {
    switch (operation) {
      case BEGIN ->
          exchange.setProperty(
              WorkExchange.PROCEED, client.begin(WorkExchange.item(exchange).attempt()));
      case COMPLETE -> complete(exchange);
      case RECONCILE -> client.reconcile(items(exchange));
      case EXPLAIN ->
          exchange
              .getMessage()
              .setBody(Explanation.of(client.explain(WorkExchange.item(exchange).focus())));
      case CALL -> client.call(exchange.getProperty(WorkExchange.INBOUND, InboundCall.class));
      case SUBMIT ->
          exchange.setProperty(
              WorkExchange.ANSWER,
              client.submit(exchange.getProperty(WorkExchange.INBOUND, InboundInquiry.class)));
      case EHR_CHANGES ->
          client.ehrChanges(exchange.getProperty(WorkExchange.INBOUND, EhrChanges.class));
      case MAIL_EVENTS -> client.mailEvents(mailEvents(exchange));
      case RECEIVE ->
          client.receive(
              InboundText.of(
                  exchange.getProperty(WorkExchange.INBOUND),
                  exchange.getProperty(WorkExchange.CHANNEL, String.class)));
      case DELIVERY_STATUS -> deliveryStatus(exchange);
      case CLAIM, OUTCOME -> throw new IllegalStateException(operation + " is no step");
    }
  }

  private void deliveryStatus(Exchange exchange) {
    String attempt = exchange.getMessage().getHeader("attempt", String.class);
    String status = exchange.getProperty(WorkExchange.DELIVERY_STATUS, String.class);
    if (attempt == null) {
      client.deliveryStatusOf(
          exchange.getProperty(WorkExchange.CHANNEL, String.class),
          exchange.getProperty(WorkExchange.PROVIDER_ID, String.class),
          status,
          exchange.getProperty(WorkExchange.REASON, String.class));
    } else {
      client.deliveryStatus(
          attempt, status, exchange.getProperty(WorkExchange.REASON, String.class));
    }
  }

  @SuppressWarnings("unchecked")
  private static List<ClaimedItem> items(Exchange exchange) {
    return exchange.getMessage().getBody(List.class);
  }

  @SuppressWarnings("unchecked")
  private static List<MailEvent> mailEvents(Exchange exchange) {
    return exchange.getProperty(WorkExchange.INBOUND, List.class);
  }

  private void complete(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    if (item.attempt() == null) {
      client.completeWork(
          item,
          exchange.getProperty(WorkExchange.OUTCOME, String.class),
          exchange.getProperty(WorkExchange.REASON, String.class),
          exchange.getProperty(WorkExchange.PROVIDER_ID, String.class),
          exchange.getProperty(WorkExchange.DETAIL, String.class),
          exchange.getProperty(WorkExchange.WORDS, String.class),
          exchange.getProperty(WorkExchange.RETRY_AFTER, String.class));
      return;
    }
    client.complete(
        new RapportClient.Completion(
            WorkExchange.item(exchange).attempt(),
            exchange.getProperty(WorkExchange.OUTCOME, String.class),
            exchange.getProperty(WorkExchange.REASON, String.class),
            exchange.getProperty(WorkExchange.PROVIDER_ID, String.class),
            exchange.getProperty(WorkExchange.DELIVERY_STATUS, String.class),
            exchange.getProperty(WorkExchange.DETAIL, String.class),
            exchange.getProperty(WorkExchange.RETRY_AFTER, String.class),
            exchange.getProperty(WorkExchange.DOWN_SINCE, String.class)));
    tell(
        new Outcome(
            item,
            exchange.getProperty(WorkExchange.OUTCOME, String.class),
            exchange.getProperty(WorkExchange.REASON, String.class),
            exchange.getProperty(WorkExchange.PROVIDER_ID, String.class)));
  }

  // A line a message: its request, its attempt and what came of it, and nothing of the person.
  private void tell(Outcome told) {
    log.info(
        "{} by {}: {}{}, attempt {}",
        told.item().focus(),
        told.item().channel(),
        told.outcome(),
        told.reason() == null ? "" : " (" + told.reason() + ")",
        told.item().attempt());
    endpoint.getComponent().listeners().forEach(listener -> listener.offer(told));
  }
}
