package org.rapport.server.security.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whose password was right in a session, and who was asked for a code and has not given it yet. It
 * gives no rights, and is over after five minutes.
 */
record HalfSignedIn(String account, Instant at) implements Serializable {
  private static final String KEY = HalfSignedIn.class.getName();
  private static final Duration LASTS = Duration.ofMinutes(5);

  /** Notes it; who has no session gets one, as the password was right. */
  static void begin(HttpServletRequest request, String account) {
    HttpSession session = request.getSession(true);
    session.setAttribute(
        KEY, new HalfSignedIn(account, Instant.ofEpochMilli(session.getLastAccessedTime())));
  }

  /** Id of the account; empty where nobody is asked for a code. */
  static Optional<String> of(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null || !(session.getAttribute(KEY) instanceof HalfSignedIn half)) {
      return Optional.empty();
    }
    Instant now = Instant.ofEpochMilli(session.getLastAccessedTime());
    if (now.isAfter(half.at().plus(LASTS))) {
      end(request);
      return Optional.empty();
    }
    return Optional.of(half.account());
  }

  /** Forgets it. */
  static void end(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.removeAttribute(KEY);
    }
  }
}
