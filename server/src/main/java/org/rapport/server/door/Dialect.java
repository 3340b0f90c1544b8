package org.rapport.server.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In which words a path's callers are refused: an OperationOutcome for FHIR (R4, http.html#2.21.0),
 * {@code error} for OAuth (RFC 6749, 5.2), {@code errors} for everything else.
 */
public enum Dialect {
  FHIR("application/fhir+json;charset=UTF-8") {
    @Override
    Map<String, Object> body(String code, String element, String message) {
      Map<String, Object> issue = new LinkedHashMap<>();
      issue.put("severity", "error");
      issue.put("code", code);
      issue.put("diagnostics", message);
      if (!element.isBlank()) {
        issue.put("expression", List.of(element));
      }
      return Map.of("resourceType", "OperationOutcome", "issue", List.of(issue));
    }
  },
  OAUTH("application/json") {
    @Override
    Map<String, Object> body(String code, String element, String message) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put(
          "error",
          switch (code) {
            case "throttled" -> "slow_down";
            case "login" -> "invalid_client";
            default -> "invalid_request";
          });
      body.put("error_description", message);
      return body;
    }
  },
  PLAIN("application/json") {
    @Override
    Map<String, Object> body(String code, String element, String message) {
      return Map.of("errors", List.of(Map.of("field", element, "message", message)));
    }
  };

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String contentType;

  Dialect(String contentType) {
    this.contentType = contentType;
  }

  abstract Map<String, Object> body(String code, String element, String message);

  /** The dialect of a path, raw or decoded; null: plain. */
  public static Dialect of(String path) {
    if (path == null) {
      return PLAIN;
    }
    if (path.equals("/fhir") || path.startsWith("/fhir/") || path.startsWith("/fhir?")) {
      return FHIR;
    }
    return path.startsWith("/oauth2/") ? OAUTH : PLAIN;
  }

  /** The dialect of a request. */
  public static Dialect of(HttpServletRequest request) {
    return of(Paths.decoded(request));
  }

  /** Writes a refusal, and nothing else; the response must not be committed. */
  public void refuse(
      HttpServletResponse response, int status, String code, String element, String message)
      throws IOException {
    response.setStatus(status);
    response.setContentType(contentType);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    byte[] body = json(body(code, element, message));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Writes a refusal. */
  public void refuse(HttpServletResponse response, RefusedException refused) throws IOException {
    refuse(response, refused.status(), refused.code(), refused.element(), refused.getMessage());
  }

  private static byte[] json(Map<String, Object> body) {
    try {
      return MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer of ours is always JSON", e);
    }
  }
}
