package org.rapport.server.console;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.page.Page;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** Fills the templates, with what is around each page and the headers that go with it. */
@Component
public class Screens {
  /** Nothing but ours runs or is shown; no script or style stands in a page. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final RapportSettings settings;
  private final Assets assets;
  private final CodeNames names;
  private final Places places;
  private final Clock clock;

  /** Whether the clock is ours to move. */
  private final boolean stands;

  Screens(
      RapportSettings settings,
      Assets assets,
      CodeNames names,
      Places places,
      Clock clock,
      Environment environment) {
    this.settings = settings;
    this.stands = settings.simulatedClock().isPresent() || environment.containsProperty("demo");
    this.assets = assets;
    this.names = names;
    this.places = places;
    this.clock = clock;
  }

  CodeNames names() {
    return names;
  }

  Instant now() {
    return clock.instant();
  }

  ZoneId zone() {
    return settings.clinic().zone();
  }

  List<Frame.Option> places(Desk desk) {
    return places.of(desk);
  }

  ResponseEntity<String> render(int status, Desk desk, String title, String template, Object view) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("frame", frame(desk, title));
    values.put("view", view);
    return ResponseEntity.status(status)
        .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "same-origin")
        .header("Cache-Control", "no-store")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Robots-Tag", "noindex, nofollow")
        .header("Vary", "HX-Request")
        .header("Server-Timing", "fhir;desc=\"" + desk.fhir().trips() + "\"")
        .body(Page.fill("console/" + template, values));
  }

  private Frame frame(Desk desk, String title) {
    Object csrf = desk.request().getAttribute(CsrfToken.class.getName());
    Map<String, String> query = desk.query();
    return new Frame(
        desk.user(),
        desk.words(),
        names,
        settings.clinic().name(),
        assets.names(),
        title,
        desk.request().getRequestURI(),
        query.isEmpty() ? "" : Desk.encoded(query).substring(1),
        Navigation.of(desk.user()),
        places.of(desk),
        desk.asked("place", ""),
        csrf instanceof CsrfToken token ? token.getToken() : "",
        desk.notice(),
        desk.undone(),
        desk.times(),
        stands);
  }
}
