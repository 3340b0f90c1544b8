package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.exceptions.FhirClientConnectionException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.Set;
import org.apache.camel.Exchange;
import org.rapport.routes.mllp.NotAnsweredException;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a failure to tell the EHR means. Unlike a text to a patient, the same answer may be told
 * twice: its control id says that it is the same. So all is tried again but what the EHR has
 * refused for good.
 */
public class EhrFailure {
  /** Statuses that say "not now" or "not you" rather than "not this". */
  private static final Set<Integer> TRY_LATER = Set.of(401, 403, 408, 409, 412, 425, 429);

  private static final Logger log = LoggerFactory.getLogger(EhrFailure.class);

  /** Notes the outcome of the exception that the exchange was caught with. */
  public void outcome(Exchange exchange) {
    note(exchange);
    log.warn(
        "The EHR was not told: {}, {}",
        exchange.getProperty(WorkExchange.OUTCOME),
        exchange.getProperty(WorkExchange.DETAIL));
  }

  private static void note(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    for (Throwable cause = caught; cause != null; cause = cause.getCause()) {
      if (cause instanceof EhrRefusalException refusal) {
        WorkExchange.outcome(
            exchange,
            refusal.forGood() ? OutcomeKind.FAILED : OutcomeKind.RETRY,
            null,
            refusal.getMessage());
        WorkExchange.words(exchange, refusal.words());
        return;
      }
      if (cause instanceof NotAnsweredException none) {
        WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, none.getMessage());
        return;
      }
      if (cause instanceof AppointmentNotFoundException) {
        WorkExchange.outcome(exchange, OutcomeKind.FAILED, null, "not-found");
        return;
      }
      if (cause instanceof BaseServerResponseException answer
          && !(cause instanceof FhirClientConnectionException)) {
        int status = answer.getStatusCode();
        boolean refused = status >= 400 && status < 500 && !TRY_LATER.contains(status);
        WorkExchange.outcome(
            exchange, refused ? OutcomeKind.FAILED : OutcomeKind.RETRY, null, "http-" + status);
        WorkExchange.words(exchange, EhrWords.of(answer).orElse(null));
        return;
      }
    }
    WorkExchange.outcome(
        exchange,
        OutcomeKind.RETRY,
        null,
        caught == null ? "none" : caught.getClass().getSimpleName());
  }
}
