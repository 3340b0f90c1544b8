package org.rapport.server.security.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.door.Paths;
import org.rapport.server.security.client.ClientRegister.Registration;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * {@code /oauth2/register}: registers clients while the server runs (RFC 7591), reads, changes and
 * disables them (RFC 7592), and gives them a second secret before the first ends. With an
 * administrator's token alone; who calls was checked before.
 */
public final class RegistrationEndpoint extends OncePerRequestFilter {
  /** Its address; those of single clients are below. */
  public static final String PATH = "/oauth2/register";

  private static final Pattern ONE = Pattern.compile(PATH + "/([A-Za-z0-9-]{1,64})(/secret)?");
  private static final Duration OVERLAP = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(90);

  private final ObjectMapper mapper = new ObjectMapper();
  private final ClientRegister register;

  /** Over the register. */
  public RegistrationEndpoint(ClientRegister register) {
    this.register = register;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = Paths.decoded(request);
    Matcher one = ONE.matcher(path);
    try {
      if (path.equals(PATH)) {
        all(request, response);
      } else if (one.matches()) {
        one(request, response, one.group(1), one.group(2) != null);
      } else {
        answer(response, 404, error("invalid_request", "There is nothing at this address"));
      }
    } catch (IllegalArgumentException e) {
      String code =
          String.valueOf(e.getMessage()).contains("redirect_uri")
              ? "invalid_redirect_uri"
              : "invalid_client_metadata";
      answer(response, 400, error(code, "The registration " + e.getMessage()));
    }
  }

  private void all(HttpServletRequest request, HttpServletResponse response) throws IOException {
    switch (request.getMethod()) {
      case "POST" ->
          answer(response, 201, shown(register.register(body(request), request.getRemoteUser())));
      case "GET" ->
          answer(
              response, 200, Map.of("clients", register.all().stream().map(this::shown).toList()));
      default -> notAllowed(response, "GET, POST");
    }
  }

  private void one(
      HttpServletRequest request, HttpServletResponse response, String id, boolean secret)
      throws IOException {
    if (secret) {
      if (request.getMethod().equals("POST")) {
        found(response, register.renew(id, overlap(request)));
      } else {
        notAllowed(response, "POST");
      }
      return;
    }
    switch (request.getMethod()) {
      case "GET" -> found(response, register.registration(id));
      case "PUT" -> found(response, register.change(id, body(request)));
      case "DELETE" -> {
        if (register.disable(id)) {
          response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
          found(response, Optional.empty());
        }
      }
      default -> notAllowed(response, "GET, PUT, DELETE");
    }
  }

  private void found(HttpServletResponse response, Optional<Registration> registration)
      throws IOException {
    if (registration.isPresent()) {
      answer(response, 200, shown(registration.get()));
    } else {
      answer(
          response, 404, error("invalid_request", "There is no such client, or no secret of it"));
    }
  }

  private Map<String, Object> shown(Registration registration) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("client_id", registration.id());
    if (registration.secret() != null) {
      shown.put("client_secret", registration.secret());
      shown.put("client_secret_expires_at", 0);
    }
    shown.put("client_id_issued_at", registration.issuedAt().getEpochSecond());
    shown.putAll(registration.metadata());
    if (!registration.active()) {
      shown.put("active", false);
    }
    return shown;
  }

  /** The metadata, with what RFC 7591, section 2, says where nothing is said. */
  private Map<String, Object> body(HttpServletRequest request) throws IOException {
    Map<String, Object> metadata = json(request);
    List.of(
            "client_id",
            "client_secret",
            "client_id_issued_at",
            "client_secret_expires_at",
            "active")
        .forEach(metadata::remove);
    metadata.putIfAbsent("token_endpoint_auth_method", "client_secret_basic");
    metadata.putIfAbsent("grant_types", List.of("authorization_code"));
    return metadata;
  }

  private Map<String, Object> json(HttpServletRequest request) throws IOException {
    try {
      Map<String, Object> read =
          mapper.readValue(
              request.getInputStream(), new TypeReference<LinkedHashMap<String, Object>>() {});
      if (read != null) {
        return read;
      }
    } catch (JsonProcessingException e) {
      // Told below.
    }
    throw new IllegalArgumentException("should be a JSON object of client metadata (RFC 7591)");
  }

  private Duration overlap(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() == 0) {
      return OVERLAP;
    }
    Object seconds = json(request).get("overlap");
    if (seconds == null) {
      return OVERLAP;
    }
    if (seconds instanceof Number number
        && number.longValue() >= 0
        && number.longValue() <= LONGEST.toSeconds()) {
      return Duration.ofSeconds(number.longValue());
    }
    throw new IllegalArgumentException("should have an overlap in seconds, of at most 90 days");
  }

  private static Map<String, Object> error(String code, String words) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("error", code);
    error.put("error_description", words);
    return error;
  }

  private void notAllowed(HttpServletResponse response, String allowed) throws IOException {
    response.setHeader("Allow", allowed);
    answer(response, 405, error("invalid_request", "This takes " + allowed));
  }

  private void answer(HttpServletResponse response, int status, Map<String, Object> body)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    mapper.writeValue(response.getOutputStream(), body);
  }
}
