package org.rapport.server.web;

import io.github.bucket4j.Bucket;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private static final int ADDRESSES = 10_000;
  private static final String TOO_MANY =
      "{\"errors\":[{\"field\":\"\",\"message\":\"Too many requests; try again in a minute\"}]}";

  private final PatientPages pages;
  private final long rate;

  /** The addresses seen last; the one that asked longest ago goes first. */
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > ADDRESSES;
        }
      };

  PublicRate(PatientPages pages, @Value("${rapport.public-rate:60}") String rate) {
    this.pages = pages;
    this.rate = "off".equals(rate) ? 0 : Long.parseLong(rate);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    boolean page = path.startsWith("/p/");
    boolean shown = path.startsWith("/u/") && !"POST".equals(request.getMethod());
    boolean open = path.startsWith("/forms/") || path.equals("/events");
    return rate == 0 || !(page || shown || open);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (bucket(request.getRemoteAddr()).tryConsume(1)) {
      chain.doFilter(request, response);
      return;
    }
    ResponseEntity<String> slow =
        FormPages.wantsPage(request) || request.getRequestURI().startsWith("/p/")
            ? pages.say(HttpStatus.TOO_MANY_REQUESTS, null, "slow", "slowIntro")
            : ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                .header("Content-Type", "application/json")
                .body(TOO_MANY);
    response.setStatus(slow.getStatusCode().value());
    slow.getHeaders().forEach((name, values) -> response.setHeader(name, values.get(0)));
    response.setHeader("Retry-After", "60");
    response
        .getOutputStream()
        .write(slow.getBody().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private Bucket bucket(String address) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(
          address,
          unseen ->
              Bucket.builder()
                  .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, Duration.ofMinutes(1)))
                  .build());
    }
  }
}
