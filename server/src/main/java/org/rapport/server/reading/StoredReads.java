package org.rapport.server.reading;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.RandomStringUtils;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.audit.capture.ConcernedByText;
import org.rapport.server.door.Paths;
import org.rapport.server.security.scope.CallersScope;
import org.rapport.server.store.LogicalId;
import org.rapport.server.store.StoredTexts;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers the plainest reads there are (R4, http.html#read and #vread) with what is stored: one
 * resource as JSON, whole, to a client from which nothing is kept. All else is HAPI's: people,
 * conditions, other formats, summaries, labelled resources, what is not there. The answers are the
 * same, byte for byte (StoredReadsIT), and so is what the audit trail has of them.
 */
final class StoredReads extends OncePerRequestFilter {
  private static final Pattern READ =
      Pattern.compile("/fhir/([A-Za-z]+)/([^/]+)(?:/_history/([1-9][0-9]{0,8}))?");
  private static final Set<String> JSON =
      Set.of("*/*", "application/fhir+json", "application/fhir+json;charset=utf-8");
  private static final List<String> OTHERWISE =
      List.of("If-None-Match", "If-Modified-Since", "X-Request-ID", "Prefer", "Origin");
  private static final int VERSION = 3;
  private static final int SMALL = 8_192;
  private static final int ID_LENGTH = 16;

  /**
   * What answers.
   *
   * @param poweredBy HAPI's header of this name
   * @param base of the FHIR API, without a slash at its end
   */
  record Answering(
      StoredTexts texts,
      CallersScope scope,
      AuditTrail trail,
      Callers callers,
      String poweredBy,
      String base) {}

  private final Supplier<Answering> answering;

  StoredReads(Supplier<Answering> answering) {
    this.answering = answering;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("GET")
        || request.getQueryString() != null
        || !asksForJson(request.getHeaders("Accept"))
        || OTHERWISE.stream().anyMatch(header -> request.getHeader(header) != null);
  }

  private static boolean asksForJson(Enumeration<String> accept) {
    return !accept.hasMoreElements()
        || JSON.contains(accept.nextElement().toLowerCase(Locale.ROOT).replace(" ", ""))
            && !accept.hasMoreElements();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Matcher read = READ.matcher(Paths.decoded(request));
    if (!read.matches()
        || !LogicalId.is(read.group(2))
        || !ConcernedByText.types().contains(read.group(1))
        || !answered(read, request, response)) {
      chain.doFilter(request, response);
    }
  }

  private boolean answered(Matcher read, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String type = read.group(1);
    String id = read.group(2);
    Long version = read.group(VERSION) == null ? null : Long.valueOf(read.group(VERSION));
    Answering with = answering.get();
    if (!with.scope().readsAll(type)) {
      return false;
    }
    StoredTexts.Text stored = with.texts().text(type, id, version).orElse(null);
    if (stored == null) {
      return false;
    }
    Optional<Set<String>> patients = ConcernedByText.patients(type, id, stored.json());
    Optional<String> answer = StoredAnswer.of(type, id, stored);
    // A large answer is worth the compression that HAPI gives it.
    if (patients.isEmpty()
        || answer.isEmpty()
        || answer.get().length() > SMALL && request.getHeader("Accept-Encoding") != null) {
      return false;
    }
    with.trail()
        .note(
            AuditEntry.of(
                    AuditKind.REST,
                    List.of(version == null ? "read" : "vread"),
                    "R",
                    with.callers().current(),
                    patients.get(),
                    List.of(type + "/" + id))
                .asked(null, null));
    byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
    response.setHeader("X-Powered-By", with.poweredBy());
    response.setHeader("ETag", "W/\"" + stored.version() + "\"");
    response.setHeader("X-Request-ID", RandomStringUtils.insecure().nextAlphanumeric(ID_LENGTH));
    response.setHeader(
        "Content-Location", with.base() + "/" + type + "/" + id + "/_history/" + stored.version());
    response.setDateHeader("Last-Modified", stored.updated().toEpochMilli());
    response.setContentType("application/fhir+json;charset=UTF-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    return true;
  }
}
