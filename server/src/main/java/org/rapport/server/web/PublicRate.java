package org.rapport.server.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.rapport.server.door.CallerBuckets;
import org.rapport.server.door.Paths;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds requests a minute and address to pages for patients (RAPPORT_PUBLIC_RATE). A mail program
 * that unsubscribes is never refused: many patients share its address, and an opt-out must not get
 * lost.
 */
@Component
class PublicRate extends OncePerRequestFilter {
  private static final String TOO_MANY =
      "{\"errors\":[{\"field\":\"\",\"message\":\"Too many requests; try again in a minute\"}]}";

  private final PatientPages pages;
  private final Map<String, CallerBuckets> purposes;

  PublicRate(PatientPages pages, @Value("${rapport.public-rate:60}") String rate) {
    this.pages = pages;
    this.purposes = new HashMap<>();
    if (!"off".equals(rate)) {
      CallerBuckets links = new CallerBuckets(Long.parseLong(rate));
      purposes.put("/p/", links);
      purposes.put("/u/", links);
      purposes.put("/forms/", new CallerBuckets(Long.parseLong(rate)));
      purposes.put("/events", new CallerBuckets(Long.parseLong(rate)));
    }
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return buckets(request) == null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (buckets(request).take(request.getRemoteAddr())) {
      chain.doFilter(request, response);
      return;
    }
    ResponseEntity<String> slow =
        FormPages.wantsPage(request) || Paths.decoded(request).startsWith("/p/")
            ? pages.say(HttpStatus.TOO_MANY_REQUESTS, null, "slow", "slowIntro")
            : ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                .header("Content-Type", "application/json")
                .body(TOO_MANY);
    response.setStatus(slow.getStatusCode().value());
    slow.getHeaders().forEach((name, values) -> response.setHeader(name, values.get(0)));
    response.setHeader("Retry-After", "60");
    response.getOutputStream().write(slow.getBody().getBytes(StandardCharsets.UTF_8));
  }

  /** Those of what is asked for, so that who fills one shuts no other; null: not bounded. */
  private CallerBuckets buckets(HttpServletRequest request) {
    String path = Paths.decoded(request);
    if (path.startsWith("/u/") && "POST".equals(request.getMethod())) {
      return null;
    }
    return purposes.entrySet().stream()
        .filter(purpose -> path.startsWith(purpose.getKey()))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(null);
  }
}
