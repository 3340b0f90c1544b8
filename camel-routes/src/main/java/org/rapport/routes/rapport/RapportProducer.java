package org.rapport.routes.rapport;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Calls one operation of the server with what the exchange carries. */
class RapportProducer extends DefaultProducer {
  private final String operation;
  private final RapportClient client;

  RapportProducer(RapportEndpoint endpoint, String operation) {
    super(endpoint);
    this.operation = operation;
    this.client = endpoint.getComponent().client();
  }

  @Override
  public void process(Exchange exchange) {
    switch (operation) {
      case "begin" ->
          exchange.setProperty(
              WorkExchange.PROCEED, client.begin(WorkExchange.item(exchange).attempt()));
      case "complete" -> complete(exchange);
      case "reconcile" -> client.reconcile(items(exchange));
      case "call" -> client.call(exchange.getProperty(WorkExchange.INBOUND, InboundCall.class));
      case "submit" ->
          exchange.setProperty(
              WorkExchange.ANSWER,
              client.submit(exchange.getProperty(WorkExchange.INBOUND, InboundInquiry.class)));
      case "mail-events" -> client.mailEvents(mailEvents(exchange));
      case "receive" ->
          client.receive(exchange.getProperty(WorkExchange.INBOUND, InboundText.class));
      default -> deliveryStatus(exchange);
    }
  }

  private void deliveryStatus(Exchange exchange) {
    String attempt = exchange.getMessage().getHeader("attempt", String.class);
    String status = exchange.getProperty(WorkExchange.DELIVERY_STATUS, String.class);
    if (attempt == null) {
      client.deliveryStatusOf(
          exchange.getProperty(WorkExchange.CHANNEL, String.class),
          exchange.getProperty(WorkExchange.PROVIDER_ID, String.class),
          status);
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
          exchange.getProperty(WorkExchange.DETAIL, String.class));
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
  }
}
