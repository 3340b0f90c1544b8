package org.rapport.server.web;

import java.time.Duration;
import org.rapport.server.page.Look;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The clinic's logo, which a browser may keep for ever: another one has another name. */
@RestController
class LogoRoute {
  /** Opened by itself, a drawing is a document: nothing in it runs or calls. */
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

  private final Look look;

  LogoRoute(Look look) {
    this.look = look;
  }

  @GetMapping(Look.LOGOS + "{name}")
  ResponseEntity<byte[]> logo(@PathVariable("name") String name) {
    return look.logo()
        .filter(logo -> logo.path().equals(Look.LOGOS + name))
        .map(
            logo ->
                ResponseEntity.ok()
                    .header("Content-Type", logo.type())
                    .header("Content-Security-Policy", POLICY)
                    .header("X-Content-Type-Options", "nosniff")
                    .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic())
                    .body(logo.body()))
        .orElseGet(() -> ResponseEntity.notFound().build());
  }
}
