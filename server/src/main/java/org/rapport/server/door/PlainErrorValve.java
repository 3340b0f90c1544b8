package org.rapport.server.door;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.buf.MessageBytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the caller's dialect what Tomcat refuses by itself, in the place of its HTML page. */
final class PlainErrorValve extends ErrorReportValve {
  private static final Logger log = LoggerFactory.getLogger(PlainErrorValve.class);

  @Override
  protected void report(Request request, Response response, Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    if (failure != null && status >= 500) {
      log.error("A request failed outside of any handler ({})", failure.getClass().getName());
    }
    MessageBytes uri = request.getCoyoteRequest().requestURI();
    // Where not even the path could be read, most callers speak FHIR.
    Dialect dialect = uri.isNull() ? Dialect.FHIR : Dialect.of(uri.toString());
    try {
      dialect.refuse(response.getResponse(), status, code(status), "", words(status));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      // The caller is gone.
    }
  }

  private static String code(int status) {
    return switch (status) {
      case 404, 405 -> "not-supported";
      case 413, 414, 431 -> "too-long";
      case 503 -> "throttled";
      default -> status < 500 ? "structure" : "exception";
    };
  }

  private static String words(int status) {
    return switch (status) {
      case 400 -> "The request's address or headers cannot be read, or are too long";
      case 404 -> "There is nothing at this address";
      case 405 -> "The address does not know this method";
      case 413, 414, 431 -> "The request is larger than is taken";
      case 503 -> "Not ready; try again";
      default -> status < 500 ? "The request is not taken" : "The request could not be processed";
    };
  }
}
