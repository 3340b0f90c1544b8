package org.rapport.server.audit.capture;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.door.CallerBuckets;
import org.rapport.server.door.Paths;
import org.rapport.server.door.RefusedException;
import org.rapport.terminology.AuditSubtype;
import org.springframework.stereotype.Component;

/**
 * Requests that were refused for want of a right, or a token. Who knocks without any could fill the
 * trail: of each address a hundred and twenty a minute are taken down one by one, the rest as a
 * number with the next.
 */
@Component
class Refusals {
  private static final int A_MINUTE = 120;
  private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._:-]{1,100}");
  private static final Pattern ADDRESS =
      Pattern.compile("/fhir/(?:[A-Z][A-Za-z]+(?:/[A-Za-z0-9.$_-]{1,64}){0,3}|[$_][A-Za-z-]+)?");
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final AuditTrail trail;
  private final Callers callers;
  private final CallerBuckets buckets = new CallerBuckets(A_MINUTE);
  private final AtomicLong untold = new AtomicLong();

  Refusals(AuditTrail trail, Callers callers) {
    this.trail = trail;
    this.callers = callers;
  }

  /**
   * Takes an answer down if it is a refusal; answers whether it was one.
   *
   * @param known whether who asks is known by now
   */
  boolean take(HttpServletRequest request, int status, boolean known) {
    String path = Paths.decoded(request);
    if (path.startsWith("/fhir")) {
      return fhir(request, path, status, known);
    }
    if (known || !request.getMethod().equals("POST")) {
      return false;
    }
    if (path.equals("/oauth2/token") && status >= 400) {
      note(
          AuditKind.TOKEN,
          List.of(AuditSubtype.TOKEN_REFUSED.code()),
          null,
          status,
          claimed(request));
      return true;
    }
    if (path.equals("/oauth2/revoke") && status == 200) {
      trail.note(
          AuditEntry.of(
              AuditKind.TOKEN,
              List.of(AuditSubtype.TOKEN_REVOKED.code()),
              "E",
              claimed(request),
              List.of(),
              List.of()));
      return true;
    }
    if (path.equals("/login") && status == 429) {
      note(AuditKind.SIGN_IN, List.of(), null, status, anybody(request));
      return true;
    }
    return false;
  }

  private boolean fhir(HttpServletRequest request, String path, int status, boolean known) {
    Agent agent = known ? callers.current() : anybody(request);
    // Who may not see something is told that it is not there.
    boolean unseen = status == 404 && known && agent.account() != null;
    if (status != 401 && status != 403 && !unseen) {
      return false;
    }
    String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
    String asked =
        ADDRESS.matcher(path).matches() ? method + " " + path.replaceFirst("/fhir/?", "") : method;
    note(AuditKind.REST, List.of(interaction(method)), asked, status, agent);
    return true;
  }

  private static String interaction(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "read";
    };
  }

  private void note(AuditKind kind, List<String> codes, String asked, int status, Agent agent) {
    if (agent.account() == null && agent.address() != null && !buckets.take(agent.address())) {
      untold.incrementAndGet();
      return;
    }
    long more = untold.getAndSet(0);
    String words = "HTTP " + status + (more == 0 ? "" : "; before it " + more + " more");
    List<String> patients =
        asked != null && asked.contains(" Patient/")
            ? Patients.in("Patient/" + asked.split(" Patient/", 2)[1].split("/", 2)[0])
            : List.of();
    try {
      trail.note(
          AuditEntry.of(kind, codes, "E", agent, patients, List.of())
              .asked(asked, null)
              .ended(AuditEntry.REFUSED, words));
    } catch (RefusedException e) {
      // It is refused already; that it was is told with the next that can be written.
      untold.addAndGet(more + 1);
    }
  }

  private static Agent anybody(HttpServletRequest request) {
    return new Agent(null, null, null, null, null, request.getRemoteAddr(), null);
  }

  // The client that somebody says to be: an id, or nothing.
  private static Agent claimed(HttpServletRequest request) {
    String client = request.getParameter("client_id");
    String header = request.getHeader("Authorization");
    if (client == null && header != null && header.startsWith("Basic ")) {
      try {
        client =
            new String(
                    Base64.getDecoder().decode(header.substring("Basic ".length()).strip()),
                    StandardCharsets.UTF_8)
                .split(":", 2)[0];
      } catch (IllegalArgumentException e) {
        client = null;
      }
    }
    return Agent.client(
        client != null && CLIENT.matcher(client).matches() ? client : null,
        request.getRemoteAddr());
  }
}
