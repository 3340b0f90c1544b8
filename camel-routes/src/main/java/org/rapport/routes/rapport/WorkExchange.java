package org.rapport.routes.rapport;

import org.apache.camel.Exchange;

/**
 * Names of exchange properties. Properties rather than headers, as headers travel out with an HTTP
 * request or an e-mail.
 */
public final class WorkExchange {
  public static final String ITEM = "RapportItem";
  public static final String CHANNEL = "RapportChannel";
  public static final String PROCEED = "RapportProceed";
  public static final String OUTCOME = "RapportOutcome";
  public static final String REASON = "RapportReason";
  public static final String PROVIDER_ID = "RapportProviderId";
  public static final String DELIVERY_STATUS = "RapportDeliveryStatus";
  public static final String INBOUND = "RapportInbound";
  public static final String ANSWER = "RapportAnswer";
  public static final String DETAIL = "RapportDetail";

  private WorkExchange() {}

  /** The item of an exchange. */
  public static ClaimedItem item(Exchange exchange) {
    return exchange.getProperty(ITEM, ClaimedItem.class);
  }

  /** Notes the outcome that {@code rapport:complete} will report. */
  public static void outcome(Exchange exchange, String outcome, String reason, String detail) {
    exchange.setProperty(OUTCOME, outcome);
    exchange.setProperty(REASON, reason);
    exchange.setProperty(DETAIL, detail);
  }
}
