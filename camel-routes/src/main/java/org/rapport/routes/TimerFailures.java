package org.rapport.routes;

import ca.uhn.fhir.rest.client.exceptions.FhirClientConnectionException;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said when a timer's round failed: one line with the kind of failure, where Camel would
 * write its whole stack and its words. That the server is away is said by who claims work, once.
 */
final class TimerFailures implements ExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(TimerFailures.class);

  @Override
  public void handleException(Throwable exception) {
    handleException(null, null, exception);
  }

  @Override
  public void handleException(String message, Throwable exception) {
    handleException(message, null, exception);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable exception) {
    if (!(exception.getCause() instanceof FhirClientConnectionException)
        && !(exception instanceof FhirClientConnectionException)) {
      Throwable fault = exception.getCause() == null ? exception : exception.getCause();
      log.warn(
          "{} failed and comes again: {}",
          exchange == null ? "A timer" : exchange.getFromRouteId(),
          fault.getClass().getSimpleName());
    }
  }
}
