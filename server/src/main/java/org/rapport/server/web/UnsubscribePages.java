package org.rapport.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.inbound.Preferences;
import org.rapport.server.link.Link;
import org.rapport.server.page.Sheet;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /u/<token>}: GET shows what would end, POST ends it. A mail program posts by itself (RFC
 * 8058): no cookie, no question, no redirect, and 200 however often it does.
 */
@RestController
class UnsubscribePages {
  private final PatientPages pages;
  private final Preferences preferences;
  private final PreferencePages preferencePages;

  UnsubscribePages(PatientPages pages, Preferences preferences, PreferencePages preferencePages) {
    this.preferencePages = preferencePages;
    this.pages = pages;
    this.preferences = preferences;
  }

  @GetMapping("/u/{token}")
  ResponseEntity<String> show(@PathVariable String token) {
    return preferences
        .see(token, Link.Purpose.UNSUBSCRIBE)
        .map(view -> page(view, view.done()))
        .orElseGet(this::gone);
  }

  /**
   * Ends the messages.
   *
   * @param page given by our own form; a mail program does not
   */
  @PostMapping("/u/{token}")
  ResponseEntity<String> end(
      @PathVariable String token,
      @RequestParam(defaultValue = "one") String scope,
      @RequestParam(required = false) String page,
      HttpServletRequest request) {
    Optional<Preferences.View> ended =
        preferences
            .see(token, Link.Purpose.UNSUBSCRIBE)
            .flatMap(
                view ->
                    preferences.unsubscribe(
                        token,
                        "all".equals(scope),
                        preferencePages.shown(view, "unsubscribe", request)));
    if (ended.isEmpty()) {
      return gone();
    }
    return page == null
        ? ResponseEntity.ok()
            .contentType(MediaType.TEXT_PLAIN)
            .header("Cache-Control", "no-store")
            .body("")
        : page(ended.get(), true);
  }

  private ResponseEntity<String> gone() {
    return pages.say(HttpStatus.NOT_FOUND, null, "gone", "goneIntro");
  }

  private ResponseEntity<String> page(Preferences.View view, boolean done) {
    Map<String, String> t = pages.words(view.language());
    String about = t.getOrDefault("purpose." + view.purpose(), t.get("preferences"));
    String intro = t.get("unsubscribeIntro").formatted(about);
    return done
        ? pages.say(
            HttpStatus.OK,
            view.language(),
            "preferences",
            new Sheet.Said(t.get("unsubscribed"), null, intro))
        : pages.answer(
            HttpStatus.OK,
            view.language(),
            "unsubscribe",
            "unsubscribe",
            Sheet.Said.intro(intro),
            null);
  }
}
