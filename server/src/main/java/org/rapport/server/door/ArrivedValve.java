package org.rapport.server.door;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.function.IntSupplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Has filters ask how much of a body has arrived. The Servlet API says of a request's stream only
 * whether there is anything, and that only of what came with the head.
 */
final class ArrivedValve extends ValveBase {
  private static final String ARRIVED = ArrivedValve.class.getName();

  ArrivedValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    org.apache.coyote.Request connection = request.getCoyoteRequest();
    request.setAttribute(
        ARRIVED,
        (IntSupplier)
            () -> {
              // Reads what the socket has, and waits for nothing.
              connection.action(ActionCode.AVAILABLE, Boolean.TRUE);
              return connection.getAvailable();
            });
    getNext().invoke(request, response);
  }

  /**
   * Bytes that can be read at once; those of a further request that came with it are among them.
   * Fewer where more has arrived than a head's buffer holds. Of a request that came another way it
   * is what its stream says.
   */
  static int arrived(ServletRequest request) throws IOException {
    return request.getAttribute(ARRIVED) instanceof IntSupplier arrived
        ? arrived.getAsInt()
        : request.getInputStream().available();
  }
}
