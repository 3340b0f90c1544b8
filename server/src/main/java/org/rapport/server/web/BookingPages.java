package org.rapport.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rapport.server.booking.BookSlot;
import org.rapport.server.booking.FreeTime;
import org.rapport.server.outreach.text.VisitWords;
import org.rapport.server.page.Page;
import org.rapport.server.page.Sheet;
import org.rapport.time.CivilTime;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Free times behind a link: seen by GET; held, taken and given back by POST. */
@Component
class BookingPages {
  private final PatientPages pages;
  private final BookSlot bookings;

  BookingPages(PatientPages pages, BookSlot bookings) {
    this.pages = pages;
    this.bookings = bookings;
  }

  ResponseEntity<String> show(String token, HttpServletRequest request) {
    return answer(bookings.see(token), request);
  }

  ResponseEntity<String> act(String token, String action, String slot, HttpServletRequest request) {
    return answer(
        switch (action) {
          case "hold" -> bookings.hold(token, slot);
          case "book" -> bookings.book(token, slot);
          case "release" -> bookings.release(token, slot);
          default -> bookings.see(token);
        },
        request);
  }

  private ResponseEntity<String> answer(BookSlot.View view, HttpServletRequest request) {
    HttpStatus status =
        switch (view.state()) {
          case GONE -> HttpStatus.GONE;
          case TAKEN -> HttpStatus.CONFLICT;
          case BOOKED -> HttpStatus.CREATED;
          default -> HttpStatus.OK;
        };
    return FormPages.wantsPage(request) ? page(view, status) : json(view, status);
  }

  private ResponseEntity<String> json(BookSlot.View view, HttpStatus status) {
    Map<String, Object> body = new HashMap<>();
    body.put("state", view.state().name().toLowerCase(Locale.ROOT));
    body.put(
        "free",
        view.free().stream()
            .map(time -> Map.of("slot", time.slot(), "start", time.start().toString()))
            .toList());
    if (view.chosen() != null) {
      body.put("slot", view.chosen().slot());
      body.put("start", view.chosen().start().toString());
      body.put("appointment", view.appointment());
    }
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .header("Cache-Control", "no-store")
        .body(PublicJson.write(body));
  }

  private ResponseEntity<String> page(BookSlot.View view, HttpStatus status) {
    Map<String, String> t = pages.words(view.language());
    if (view.state() == BookSlot.State.GONE) {
      return pages.say(status, view.language(), "gone", "goneIntro");
    }
    if (view.chosen() != null) {
      String label = label(view.chosen().start(), view.zone(), view.language());
      if (view.state() == BookSlot.State.BOOKED) {
        return pages.say(
            status, view.language(), "booking", Sheet.Said.done(t.get("booked").formatted(label)));
      }
      String held =
          view.until() == null
              ? t.get("hold")
              : t.get("holdUntil").formatted(label(view.until(), view.zone(), view.language()));
      return pages.answer(
          status,
          view.language(),
          "booking",
          "booking",
          Sheet.Said.intro(held),
          new Views.Booking(List.of(), new Views.Time(view.chosen().slot(), label)));
    }
    String place = view.zone().getId();
    String intro =
        view.free().isEmpty()
            ? t.get("noSlots")
            : t.get("bookingIntro")
                .formatted(place.substring(place.lastIndexOf('/') + 1).replace('_', ' '));
    String error = view.state() == BookSlot.State.TAKEN ? t.get("slotGone") : null;
    List<Views.Time> times =
        view.free().stream()
            .map(
                (FreeTime time) ->
                    new Views.Time(time.slot(), label(time.start(), view.zone(), view.language())))
            .toList();
    return pages.answer(
        status,
        view.language(),
        "booking",
        "booking",
        new Sheet.Said(null, error, intro),
        new Views.Booking(times, null));
  }

  private static String label(Instant start, ZoneId zone, String language) {
    Map<String, String> words =
        VisitWords.of(start, zone, zone, Page.base(language), CivilTime.installed());
    return words.get("visitDate") + ", " + words.get("visitTime");
  }
}
