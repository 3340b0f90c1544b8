package org.rapport.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.door.Paths;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * Which sites may show our forms and send to them (RAPPORT_FORM_ORIGINS). No credentials are ever
 * asked for: there are none.
 */
@Component
public class FormOrigins implements CorsConfigurationSource {
  private final List<String> origins;
  private final String own;

  /**
   * Checked at the start.
   *
   * @param origins by commas; blank: none but our own
   * @param base our public address
   */
  FormOrigins(
      @Value("${rapport.form-origins:}") String origins,
      @Value("${rapport.base-url}") String base) {
    this.origins =
        Arrays.stream(origins.split(","))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .toList();
    check(origins);
    this.own = base.replaceFirst("^(https?://[^/]+).*", "$1");
  }

  /**
   * Checks the setting.
   *
   * @throws InvalidSettingException for what is no origin
   */
  public static void check(String origins) {
    for (String origin : origins.split(",")) {
      if (!origin.isBlank() && !origin.strip().matches("https?://[A-Za-z0-9.-]+(:\\d{1,5})?")) {
        throw new InvalidSettingException(
            "RAPPORT_FORM_ORIGINS", "should be origins by commas, such as https://clinic.example");
      }
    }
  }

  /** The value of CSP's {@code frame-ancestors} for a form. */
  String ancestors() {
    return origins.isEmpty() ? "'none'" : "'self' " + String.join(" ", origins);
  }

  /** Whether a request is for what other sites may use. */
  public static boolean covers(HttpServletRequest request) {
    String path = Paths.decoded(request);
    return path.startsWith("/forms/") || path.equals("/events");
  }

  /**
   * Whether a form of ours was sent by a browser: as our pages tell nobody where somebody comes
   * from, their origin is {@code null} (Fetch, 3.2), and the browser says otherwise whose they are.
   */
  private static boolean isOurOwnPage(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return "null".equals(request.getHeader("Origin"))
        && (site == null || site.equals("same-origin"));
  }

  @Override
  public CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
    if (!covers(request) || isOurOwnPage(request)) {
      return null;
    }
    CorsConfiguration configuration = new CorsConfiguration();
    configuration.setAllowedOrigins(Stream.concat(origins.stream(), Stream.of(own)).toList());
    configuration.setAllowedMethods(List.of("GET", "POST"));
    configuration.setAllowedHeaders(List.of("Content-Type"));
    configuration.setExposedHeaders(List.of("Retry-After"));
    configuration.setAllowCredentials(false);
    configuration.setMaxAge(3600L);
    return configuration;
  }
}
