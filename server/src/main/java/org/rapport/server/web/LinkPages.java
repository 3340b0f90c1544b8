package org.rapport.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rapport.server.inbound.Preferences;
import org.rapport.server.inbound.VisitLinks;
import org.rapport.server.inbound.VisitPage;
import org.rapport.server.lead.KeepForm;
import org.rapport.server.link.Link;
import org.rapport.server.outreach.text.VisitNotes;
import org.rapport.server.outreach.text.VisitWords;
import org.rapport.server.page.Page;
import org.rapport.server.page.Sheet;
import org.rapport.server.rights.PersonalData;
import org.rapport.time.CivilTime;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /p/<token>}: a visit, or what the clinic may write. GET shows, however often a mail
 * scanner asks; POST acts. A token that is unknown, ended or of another kind is a page of its own.
 */
@RestController
class LinkPages {
  private final PatientPages pages;
  private final VisitLinks visits;
  private final Preferences preferences;
  private final KeepForm keeper;
  private final FormPages forms;
  private final BookingPages bookings;
  private final PersonalData data;
  private final PreferencePages preferencePages;
  private final VisitNotes notes;
  private final ConsentPages consents;

  LinkPages(
      PatientPages pages,
      VisitLinks visits,
      Preferences preferences,
      PersonalData data,
      KeepForm keeper,
      FormPages forms,
      BookingPages bookings,
      PreferencePages preferencePages,
      VisitNotes notes,
      ConsentPages consents) {
    this.consents = consents;
    this.notes = notes;
    this.preferencePages = preferencePages;
    this.data = data;
    this.pages = pages;
    this.visits = visits;
    this.preferences = preferences;
    this.keeper = keeper;
    this.forms = forms;
    this.bookings = bookings;
  }

  @GetMapping("/p/{token}")
  ResponseEntity<String> show(HttpServletRequest request, @PathVariable String token) {
    Optional<Link.Purpose> purpose = preferences.purpose(token);
    if (purpose.isPresent() && purpose.get() == Link.Purpose.VISIT) {
      return visit(visits.see(token, null), null);
    }
    if (purpose.isPresent() && purpose.get() == Link.Purpose.PREFERENCES) {
      return preferencePages.show(token);
    }
    if (purpose.isPresent() && purpose.get() == Link.Purpose.BOOKING) {
      return bookings.show(token, request);
    }
    if (purpose.isPresent() && purpose.get() == Link.Purpose.CONSENT) {
      return consents.show(token);
    }
    if (purpose.isPresent() && purpose.get() == Link.Purpose.FORM) {
      return keeper.find(token).map(kept -> forms.goOn(kept, request)).orElse(gone());
    }
    return gone();
  }

  @PostMapping("/p/{token}")
  ResponseEntity<String> act(
      HttpServletRequest request,
      @PathVariable String token,
      @RequestParam(defaultValue = "see") String action,
      @RequestParam(defaultValue = "") String wishes,
      @RequestParam(required = false) String born,
      @RequestParam(required = false) Set<String> allow,
      @RequestParam(required = false) String pause,
      @RequestParam(name = "quiet-from", required = false) String quietFrom,
      @RequestParam(name = "quiet-until", required = false) String quietUntil,
      @RequestParam(required = false) String slot,
      @RequestParam(required = false) String typed)
      throws IOException {
    Optional<Link.Purpose> purpose = preferences.purpose(token);
    if (purpose.filter(Link.Purpose.BOOKING::equals).isPresent()) {
      return bookings.act(token, action, slot, request);
    }
    if (purpose.filter(Link.Purpose.CONSENT::equals).isPresent()) {
      return "permit".equals(action) ? consents.permit(token) : consents.show(token);
    }
    Optional<KeepForm.Kept> kept = keeper.find(token);
    if (kept.isPresent() && typed != null) {
      return forms.reveal(kept.get(), keeper.reveal(token, typed), request);
    }
    if (kept.isPresent()) {
      return kept.get().finished()
          ? forms.goOn(kept.get(), request)
          : forms.take(kept.get(), request);
    }
    return switch (action) {
      case "see" -> visit(visits.see(token, born), born);
      case "confirm" -> answer(token, VisitLinks.Answer.CONFIRM, wishes, born);
      case "reschedule" -> answer(token, VisitLinks.Answer.RESCHEDULE, wishes, born);
      case "cancel" -> answer(token, VisitLinks.Answer.CANCEL, wishes, born);
      case "save" ->
          preferencePages.save(
              token,
              allow == null ? Set.of() : allow,
              pause != null,
              quietFrom,
              quietUntil,
              request);
      case "copy-json" -> copy(token, born, true);
      case "copy-csv" -> copy(token, born, false);
      default -> gone();
    };
  }

  // Everything that is kept about the person, to be saved as a file.
  private ResponseEntity<String> copy(String token, String born, boolean json) {
    Preferences.Identified who = preferences.identify(token, born);
    return switch (who.state()) {
      case GONE -> gone();
      case WRONG -> pages.say(HttpStatus.FORBIDDEN, who.language(), "copy", "wrong");
      case LOCKED -> pages.say(HttpStatus.FORBIDDEN, who.language(), "copy", "locked");
      case SHOWN ->
          ResponseEntity.ok()
              .contentType(
                  MediaType.parseMediaType(
                      json ? "application/fhir+json" : "text/csv;charset=UTF-8"))
              .header("Cache-Control", "no-store")
              .header("X-Content-Type-Options", "nosniff")
              .header(
                  "Content-Disposition",
                  "attachment; filename=\"my-data." + (json ? "json" : "csv") + "\"")
              .body(json ? data.json(who.patient()) : data.csv(who.patient()));
    };
  }

  private ResponseEntity<String> answer(
      String token, VisitLinks.Answer answer, String wishes, String born) {
    return visit(visits.answer(token, answer, wishes, born), born);
  }

  private ResponseEntity<String> gone() {
    return pages.say(HttpStatus.NOT_FOUND, null, "gone", "goneIntro");
  }

  private ResponseEntity<String> visit(VisitPage page, String born) {
    Map<String, String> t = pages.words(page.language());
    switch (page.state()) {
      case GONE -> {
        return pages.say(HttpStatus.GONE, page.language(), "gone", "goneIntro");
      }
      case LOCKED -> {
        return pages.say(HttpStatus.FORBIDDEN, page.language(), "visit", "locked");
      }
      case SECOND_FACTOR, WRONG -> {
        boolean wrong = page.state() == VisitPage.State.WRONG;
        return pages.answer(
            wrong ? HttpStatus.FORBIDDEN : HttpStatus.OK,
            page.language(),
            "factor",
            "factor",
            new Sheet.Said(null, wrong ? t.get("wrong") : null, t.get("factorIntro")),
            null);
      }
      default -> {
        // Shown below.
      }
    }
    String done =
        page.answer() == null
            ? null
            : t.get(
                switch (page.answer()) {
                  case "CONFIRM" -> "confirmedDone";
                  case "RESCHEDULE" -> "rescheduleDone";
                  default -> "cancelDone";
                });
    return pages.answer(
        HttpStatus.OK, page.language(), "visit", "visit", Sheet.Said.done(done), view(page, born));
  }

  private Views.Visit view(VisitPage page, String born) {
    VisitPage.Visit visit = page.visit();
    String language = Page.base(page.language());
    Map<String, String> when =
        VisitWords.of(
            visit.start(), visit.place(), visit.patient(), language, CivilTime.installed());
    String where =
        Stream.of(visit.location(), visit.address())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    Map<String, String> before = notes.before(visit.instructions(), language);
    return new Views.Visit(
        when.get("visitDate"),
        when.get("visitTime"),
        when.get("zoneLabel"),
        where.isEmpty() ? null : where,
        before.get("directions"),
        before.get("parking"),
        before.get("bring"),
        before.get("paperwork"),
        page.state() != VisitPage.State.DONE,
        "CONFIRM".equals(page.answer()),
        born == null || born.isBlank() ? null : born);
  }
}
