package org.rapport.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.consent.OwnHours;
import org.rapport.server.consent.RiskNotice;
import org.rapport.server.inbound.Preferences;
import org.rapport.server.inbound.Preferences.Chosen;
import org.rapport.server.inbound.Shown;
import org.rapport.server.link.Link;
import org.rapport.server.page.Page;
import org.rapport.server.page.Sheet;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * The page of what the clinic may write, on which channel, and at which hours not; and the words on
 * it, which are kept with every decision.
 */
@Component
class PreferencePages {
  private final PatientPages pages;
  private final Preferences preferences;

  PreferencePages(PatientPages pages, Preferences preferences) {
    this.pages = pages;
    this.preferences = preferences;
  }

  ResponseEntity<String> show(String token) {
    return preferences
        .see(token, Link.Purpose.PREFERENCES)
        .map(view -> choices(HttpStatus.OK, view, null, null))
        .orElseGet(this::gone);
  }

  /**
   * Takes the page's form.
   *
   * @param quietFrom null where the form did not have it: the hours stay as they are
   */
  ResponseEntity<String> save(
      String token,
      Set<String> allowed,
      boolean pause,
      String quietFrom,
      String quietUntil,
      HttpServletRequest request) {
    Optional<Preferences.View> before = preferences.see(token, Link.Purpose.PREFERENCES);
    if (before.isEmpty()) {
      return gone();
    }
    Optional<OwnHours> quiet;
    try {
      quiet =
          quietFrom == null && quietUntil == null
              ? null
              : OwnHours.read(
                  quietFrom == null ? "" : quietFrom, quietUntil == null ? "" : quietUntil);
    } catch (IllegalArgumentException e) {
      return choices(HttpStatus.BAD_REQUEST, before.get(), null, "error.quiet");
    }
    return preferences
        .choose(
            token, new Chosen(allowed, pause, quiet), shown(before.get(), "preferences", request))
        .map(view -> choices(HttpStatus.OK, view, "saved", null))
        .orElseGet(this::gone);
  }

  /** What stands on a page beside each choice. */
  Shown shown(Preferences.View view, String page, HttpServletRequest request) {
    Map<String, String> t = pages.words(view.language());
    Map<String, String> words = new HashMap<>();
    view.choices().forEach(choice -> words.put(choice.name(), cell(t, choice)));
    return new Shown(
        "page " + page,
        Page.base(view.language()),
        t.get("wording"),
        choice ->
            t.get(page + "Intro").formatted(t.getOrDefault("purpose." + view.purpose(), ""))
                + " "
                + words.getOrDefault(choice, t.get(choice)),
        request.getRemoteAddr(),
        RiskNotice.shown(request.getParameter(RiskNotice.FIELD)));
  }

  private ResponseEntity<String> gone() {
    return pages.say(HttpStatus.NOT_FOUND, null, "gone", "goneIntro");
  }

  private static String cell(Map<String, String> t, Preferences.Choice choice) {
    return t.get("purpose." + choice.purpose().code()) + ", " + t.get(choice.channel().code());
  }

  private ResponseEntity<String> choices(
      HttpStatus status, Preferences.View view, String done, String error) {
    Map<String, String> t = pages.words(view.language());
    Map<String, List<Views.Cell>> cells = new LinkedHashMap<>();
    for (Preferences.Choice choice : view.choices()) {
      cells
          .computeIfAbsent(choice.purpose().code(), code -> new ArrayList<>())
          .add(new Views.Cell(choice.name(), choice.ticked(), cell(t, choice)));
    }
    List<Views.Row> rows =
        cells.entrySet().stream()
            .map(row -> new Views.Row(t.get("purpose." + row.getKey()), row.getValue()))
            .toList();
    Optional<OwnHours> quiet = view.quiet().stream().findFirst();
    return pages.answer(
        status,
        view.language(),
        "preferences",
        "preferences",
        new Sheet.Said(
            done == null ? null : t.get(done),
            error == null ? null : t.get(error),
            t.get("preferencesIntro")),
        new Views.Preferences(
            rows,
            Views.Notice.in(view.language()),
            quiet.map(hours -> field(hours.from())).orElse(null),
            quiet.map(hours -> field(hours.until())).orElse(null)));
  }

  private static String field(LocalTime time) {
    return time.truncatedTo(ChronoUnit.MINUTES).toString();
  }
}
