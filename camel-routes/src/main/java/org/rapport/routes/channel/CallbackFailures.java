package org.rapport.routes.channel;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once why a callback could not be taken, with the route and the frames. Messages of
 * exceptions are left out: they may quote a number or a text.
 */
public class CallbackFailures {
  private static final Logger log = LoggerFactory.getLogger(CallbackFailures.class);
  private static final int FRAMES = 8;

  /** Logs what was caught; the exchange is left as it is. */
  public void log(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (caught == null) {
      return;
    }
    Throwable root = caught;
    for (int depth = 0; root.getCause() != null && depth < FRAMES; depth++) {
      root = root.getCause();
    }
    log.warn(
        "{}: the callback could not be taken and comes again: {}, {}",
        exchange.getFromRouteId(),
        root.getClass().getName(),
        Arrays.stream(root.getStackTrace())
            .limit(FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(" < ")));
  }
}
