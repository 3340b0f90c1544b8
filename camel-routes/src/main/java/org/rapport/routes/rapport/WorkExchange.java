package org.rapport.routes.rapport;

import org.apache.camel.Exchange;
import org.rapport.terminology.OutcomeKind;

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

  /** What the reason of a {@code retry} begins with whose channel a person has to look at. */
  private static final String HELD = "held-";

  /** Somebody may have put it right by then. */
  private static final int HOLD_SECONDS = 60;

  /** True: the channel is in trouble, and not only this message. */
  public static final String TROUBLE = "RapportTrouble";

  /** Seconds after which a message that cost no try is due again. */
  public static final String RETRY_AFTER = "RapportRetryAfter";

  /** ISO 8601 instant since when the channel is down. */
  public static final String DOWN_SINCE = "RapportDownSince";

  private WorkExchange() {}

  /** The item of an exchange. */
  public static ClaimedItem item(Exchange exchange) {
    return exchange.getProperty(ITEM, ClaimedItem.class);
  }

  /** Notes the outcome that {@code rapport:complete} will report. */
  public static void outcome(Exchange exchange, OutcomeKind outcome, String reason, String detail) {
    exchange.setProperty(OUTCOME, outcome.code());
    exchange.setProperty(REASON, reason);
    exchange.setProperty(DETAIL, detail);
  }

  /** Notes that the channel itself is in trouble: its circuit counts it. */
  public static void trouble(Exchange exchange) {
    exchange.setProperty(TROUBLE, true);
  }

  /**
   * Notes that it is not the message that is wrong but the channel: it waits, at the cost of no
   * try, and staff are told once what has to be put right.
   *
   * @param cause a code for what is wrong: account, sender, policy
   */
  public static void held(Exchange exchange, String cause, String detail) {
    trouble(exchange);
    outcome(exchange, OutcomeKind.RETRY, HELD + cause, detail);
    unspent(exchange, HOLD_SECONDS);
  }

  /** Notes that a {@code retry} costs the message no try, and when it may come again. */
  public static void unspent(Exchange exchange, int seconds) {
    exchange.setProperty(RETRY_AFTER, seconds);
  }
}
