package org.rapport.routes.start;

import java.io.PrintWriter;
import java.net.BindException;
import java.util.Set;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.springframework.boot.web.server.PortInUseException;

/** One sentence for a start that failed, where the operator can put it right. */
public final class StartFailure {
  /** The listener's route, and the one within its kamelet. */
  private static final Set<String> LISTENERS = Set.of("siu-intake", "siu-intake-listener");

  private StartFailure() {}

  /**
   * Prints the sentence.
   *
   * @return the exit code; {@link Commands#FAILED} where there is no such sentence, and nothing was
   *     printed
   */
  public static int print(Throwable thrown, PrintWriter err) {
    String words = sentence(thrown);
    if (words == null) {
      return Commands.FAILED;
    }
    err.println(words);
    err.flush();
    return Commands.WRONG;
  }

  /** The sentence; null where what failed is no operator's to mend. */
  static String sentence(Throwable thrown) {
    String route = null;
    Throwable last = thrown;
    for (Throwable at = thrown; at != null; at = at.getCause() == at ? null : at.getCause()) {
      if (at instanceof WrongSettingException wrong) {
        return wrong.getMessage();
      }
      if (at instanceof PortInUseException port) {
        return Setting.SERVER_PORT + ": the port " + port.getPort() + " is in use";
      }
      if (at instanceof FailedToCreateRouteException failed) {
        route = failed.getRouteId();
      } else if (at instanceof FailedToStartRouteException failed) {
        route = failed.getRouteId();
      }
      last = at;
    }
    if (last instanceof BindException && LISTENERS.contains(String.valueOf(route))) {
      return Setting.RAPPORT_MLLP_PORT + ": nobody can listen there, " + first(last);
    }
    if (last instanceof BindException && route != null) {
      return "The route " + route + " cannot start: nobody can listen there, " + first(last);
    }
    return route == null ? null : "The route " + route + " cannot start: " + first(last);
  }

  private static String first(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("").strip();
  }
}
