package org.rapport.routes.channel;

import java.util.Arrays;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a route says came of an attempt, before the server hears of it. A route of an operator's own
 * may leave out or misspell something: what it does not say clearly is unknown, and never sent
 * again. Idempotent, thread-safe.
 */
public class StatedOutcome {
  private static final Logger log = LoggerFactory.getLogger(StatedOutcome.class);
  private static final String HELD = "held-";
  private static final String CODES = "[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}";
  private static final int LATER_SECONDS = 15;

  /**
   * Forgets what the status of an answer meant, where the provider says more than it. Set to
   * nothing and not removed: what is removed on Camel's way through a kamelet comes back.
   */
  public void forget(Exchange exchange) {
    exchange.setProperty(WorkExchange.REASON, null);
    exchange.setProperty(WorkExchange.RETRY_AFTER, null);
    exchange.setProperty(WorkExchange.TROUBLE, false);
  }

  /** Completes what was noted, so that the server can take it. */
  public void settle(Exchange exchange) {
    String outcome = text(exchange, WorkExchange.OUTCOME);
    if (outcome == null
        || Arrays.stream(OutcomeKind.values()).noneMatch(kind -> kind.code().equals(outcome))) {
      log.warn(
          "Route {} says nothing of what came of a message: unknown", exchange.getFromRouteId());
      WorkExchange.outcome(exchange, OutcomeKind.UNKNOWN, null, "unsaid");
      return;
    }
    reason(exchange, outcome);
    String after = text(exchange, WorkExchange.RETRY_AFTER);
    if (after != null && !after.matches("[1-9]\\d{0,4}")) {
      // An HTTP date, or a fraction: soon, and at the cost of no try, is what was meant.
      WorkExchange.unspent(exchange, LATER_SECONDS);
    }
    String id = text(exchange, WorkExchange.PROVIDER_ID);
    exchange.setProperty(WorkExchange.PROVIDER_ID, id == null || id.equals("null") ? null : id);
    String detail = text(exchange, WorkExchange.DETAIL);
    if (detail != null && !detail.matches(CODES)) {
      // A provider's sentence may quote the number, or the message.
      exchange.setProperty(WorkExchange.DETAIL, null);
    }
  }

  private static void reason(Exchange exchange, String outcome) {
    String reason = text(exchange, WorkExchange.REASON);
    if (outcome.equals(OutcomeKind.FAILED.code()) && reason == null) {
      exchange.setProperty(WorkExchange.REASON, "delivery-failed");
    } else if (outcome.equals(OutcomeKind.RETRY.code())
        && reason != null
        && reason.startsWith(HELD)
        && exchange.getProperty(WorkExchange.RETRY_AFTER) == null) {
      WorkExchange.held(
          exchange, reason.substring(HELD.length()), text(exchange, WorkExchange.DETAIL));
    }
  }

  private static String text(Exchange exchange, String property) {
    String text = exchange.getProperty(property, String.class);
    return text == null || text.isBlank() ? null : text.strip();
  }
}
