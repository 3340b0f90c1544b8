package org.rapport.server.security.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.rapport.server.door.Paths;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * Which pages of other sites may call the FHIR API and the token endpoint from a browser: those of
 * registered apps, by the origins of their redirect addresses; the two documents of discovery, all.
 * Never with cookies (SMART App Launch 2.2, "CORS support").
 */
public final class AppOrigins implements CorsConfigurationSource {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final List<String> HEADERS =
      List.of(
          "Authorization",
          "Content-Type",
          "Accept",
          "Prefer",
          "If-Match",
          "If-None-Match",
          "If-None-Exist",
          "If-Modified-Since",
          "Cache-Control");
  private static final List<String> SHOWN =
      List.of("Location", "Content-Location", "ETag", "Last-Modified", "Retry-After");

  /** A page's preflight is no reason to ask the database each time. */
  private static final long FRESH = TimeUnit.SECONDS.toNanos(10);

  private final Set<String> origins;
  private final Supplier<Collection<String>> later;

  private volatile Known known;

  private record Known(List<String> origins, long readAt) {}

  /**
   * For apps of these origins.
   *
   * @param later those of apps that are registered while the server runs
   */
  public AppOrigins(Set<String> origins, Supplier<Collection<String>> later) {
    this.origins = Set.copyOf(origins);
    this.later = later;
  }

  private List<String> origins() {
    Known now = known;
    if (now == null || System.nanoTime() - now.readAt() > FRESH) {
      Set<String> all = new HashSet<>(origins);
      all.addAll(later.get());
      now = new Known(List.copyOf(all), System.nanoTime());
      known = now;
    }
    return now.origins();
  }

  @Override
  public CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
    String path = Paths.decoded(request);
    if (path.equals("/oauth2/authorize") || path.equals(ConsentScreen.PATH)) {
      // Where browsers go, and no page calls: a form of ours comes with the origin null.
      return null;
    }
    CorsConfiguration cors = new CorsConfiguration();
    if (path.equals("/fhir/metadata")
        || path.startsWith("/fhir/.well-known/")
        || path.equals("/oauth2/jwks")) {
      cors.setAllowedOrigins(List.of("*"));
      cors.setAllowedMethods(List.of("GET", "HEAD"));
    } else {
      cors.setAllowedOrigins(origins());
      cors.setAllowedMethods(METHODS);
    }
    cors.setAllowedHeaders(HEADERS);
    cors.setExposedHeaders(SHOWN);
    cors.setMaxAge(3600L);
    return cors;
  }
}
