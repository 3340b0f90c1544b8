package org.rapport.server.fhir;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.door.Paths;
import org.rapport.server.door.UnhurriedAnswer;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Serves the capability statement from memory, with an entity tag, packed where that is taken. It
 * is for everybody and over a megabyte; to make it anew for each caller is a tenth of a second of
 * processor. A search parameter that a client adds shows within a minute.
 */
final class MetadataFilter extends OncePerRequestFilter {
  private static final long LIFE = TimeUnit.MINUTES.toNanos(1);
  private static final String JSON = "application/fhir+json";
  private static final String XML = "application/fhir+xml";

  private final Map<String, Statement> statements = new ConcurrentHashMap<>();

  private record Statement(byte[] plain, byte[] packed, String tag, long made) {}

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !Paths.decoded(request).equals("/fhir/metadata")
        || !List.of("GET", "HEAD").contains(request.getMethod());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String format = format(request);
    Statement statement = statements.get(format);
    if (isOld(statement)) {
      // Made by one while the others wait, however many ask at once.
      synchronized (statements) {
        statement = statements.get(format);
        if (isOld(statement)) {
          ContentCachingResponseWrapper captured = new ContentCachingResponseWrapper(response);
          chain.doFilter(new Plain(request, format), captured);
          if (captured.getStatus() != HttpServletResponse.SC_OK) {
            captured.copyBodyToResponse();
            return;
          }
          statement = statement(captured.getContentAsByteArray());
          captured.reset();
          statements.put(format, statement);
        }
      }
    }
    response.setHeader("ETag", statement.tag());
    response.setHeader("Cache-Control", "public, max-age=60");
    response.setHeader("Vary", "Accept, Accept-Encoding");
    response.setHeader("X-Content-Type-Options", "nosniff");
    String known = request.getHeader("If-None-Match");
    if (known != null && known.contains(statement.tag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(format + ";charset=UTF-8");
    String accepted = String.valueOf(request.getHeader("Accept-Encoding"));
    byte[] bytes = statement.plain();
    if (accepted.toLowerCase(Locale.ROOT).contains("gzip")) {
      response.setHeader("Content-Encoding", "gzip");
      bytes = statement.packed();
    }
    if (request.getMethod().equals("HEAD")) {
      response.setContentLength(bytes.length);
    } else {
      UnhurriedAnswer.write(request, response, bytes);
    }
  }

  private static boolean isOld(Statement statement) {
    return statement == null || System.nanoTime() - statement.made() > LIFE;
  }

  private static String format(HttpServletRequest request) {
    String asked = request.getParameter("_format");
    if (asked == null) {
      asked = String.valueOf(request.getHeader("Accept"));
    }
    int xml = asked.indexOf("xml");
    int json = asked.indexOf("json");
    boolean page = asked.contains("html");
    return xml >= 0 && !page && (json < 0 || xml < json) ? XML : JSON;
  }

  private static Statement statement(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    String tag = "\"" + DigestUtils.sha256Hex(bytes).substring(0, 24) + "\"";
    return new Statement(bytes, packed.toByteArray(), tag, System.nanoTime());
  }

  /** The plainest request for it: whatever else the caller asked does not change it. */
  private static final class Plain extends HttpServletRequestWrapper {
    private final String format;

    Plain(HttpServletRequest request, String format) {
      super(request);
      this.format = format;
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getQueryString() {
      return null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
      return Map.of();
    }

    @Override
    public String getHeader(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "accept" -> format;
        case "accept-encoding", "if-none-match", "if-modified-since", "origin" -> null;
        default -> super.getHeader(name);
      };
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      String value = getHeader(name);
      return value == null
          ? Collections.emptyEnumeration()
          : Collections.enumeration(List.of(value));
    }
  }
}
