package org.rapport.server.console.admin;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Location;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The clinic's places: when they are open, on which days they are not, how they are reached. */
@RestController
public class PlacesPage {
  private static final String PLACE = "/console/places/{id:" + Desk.ID + "}";
  private static final String DAY = "day-";

  /**
   * One place.
   *
   * @param days Monday to Sunday, with the hours of each: 09:00–12:00, 13:00–17:00
   * @param holidays days on which it is closed, one a line
   */
  public record Place(
      String id,
      String version,
      String name,
      String description,
      String phone,
      String zone,
      List<Day> days,
      String holidays) {}

  /** The hours of a day; empty: closed. */
  public record Day(String field, String name, String hours) {}

  @GetMapping("/console/places")
  ResponseEntity<String> show(Desk desk) {
    Listing list =
        Listing.of(desk, "places").columns("name", "phone", "address", "zone", "holidays", "state");
    for (Location place : desk.fhir().list(Location.class, "Location?_count=200&_sort=name")) {
      String id = place.getIdElement().getIdPart();
      list.row(
          id,
          Listing.link(
              place.hasName() ? place.getName() : id,
              desk.user().may("Location", 'u') ? "/console/places/" + id : null),
          Listing.text(phone(place.getTelecom())),
          Listing.text(place.hasAddress() ? address(place) : ""),
          Listing.text(zone(desk, place)),
          Listing.text(String.join(", ", closed(place, desk.today()))),
          Listing.chip(
              place.hasStatus()
                  ? desk.words().say("place.status." + place.getStatus().toCode())
                  : "",
              "plain"));
    }
    return list.show();
  }

  private static String zone(Desk desk, Location place) {
    return place.hasExtension(Extensions.TIMEZONE)
        ? place.getExtensionByUrl(Extensions.TIMEZONE).getValue().primitiveValue()
        : desk.zone().getId();
  }

  @GetMapping(PLACE)
  ResponseEntity<String> edit(@PathVariable("id") String id, Desk desk) {
    Location place = desk.fhir().read(Location.class, id);
    List<Day> days = new ArrayList<>();
    Map<DayOfWeek, String> hours = Hours.of(place);
    for (DayOfWeek day : DayOfWeek.values()) {
      days.add(
          new Day(
              DAY + day.getValue(),
              day.getDisplayName(TextStyle.FULL_STANDALONE, desk.words().locale()),
              hours.getOrDefault(day, "")));
    }
    return desk.page(
        place.hasName() ? place.getName() : id,
        "admin/place.jte",
        new Place(
            id,
            place.getIdElement().getVersionIdPart(),
            place.getName(),
            place.getDescription(),
            phone(place.getTelecom()),
            zone(desk, place),
            days,
            String.join("\n", closed(place, null))));
  }

  /** What the form says, and nothing else of the place; held to the version that was seen. */
  @PostMapping(PLACE)
  ResponseEntity<String> save(@PathVariable("id") String id, Desk desk) {
    Location place = desk.fhir().read(Location.class, id);
    place.setName(desk.asked("name"));
    place.setDescription(desk.asked("description"));
    phone(place.getTelecom(), desk.asked("phone"));
    Map<DayOfWeek, String> hours = new LinkedHashMap<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      hours.put(day, desk.asked(DAY + day.getValue(), ""));
    }
    try {
      Hours.set(place, hours);
      holidays(place, desk.asked("holidays", ""));
    } catch (DateTimeException unreadable) {
      throw new UnprocessableEntityException(desk.words().say("places.unreadable"));
    }
    desk.fhir().put(place, desk.asked("_version"));
    return desk.done("places.saved").on("/console/places");
  }

  /** Days on which it is closed, in order; those to come where there is a day. */
  private static List<String> closed(Location place, LocalDate from) {
    return place.getExtensionsByUrl(Extensions.HOLIDAY).stream()
        .filter(one -> one.getValue() instanceof DateType day && day.hasValue())
        .map(one -> one.getValue().primitiveValue())
        .filter(day -> from == null || day.compareTo(from.toString()) >= 0)
        .sorted()
        .toList();
  }

  private static void holidays(Location place, String text) {
    List<String> days =
        Arrays.stream(text.split("[\\s,;]+"))
            .filter(day -> !day.isEmpty())
            .map(day -> LocalDate.parse(day).toString())
            .sorted()
            .toList();
    if (!days.equals(closed(place, null))) {
      place.getExtension().removeIf(one -> one.getUrl().equals(Extensions.HOLIDAY));
      days.forEach(day -> place.addExtension(Extensions.HOLIDAY, new DateType(day)));
    }
  }

  /** The telephone number; null where there is none. */
  static String phone(List<ContactPoint> telecom) {
    return telecom.stream()
        .filter(one -> one.getSystem() == ContactPointSystem.PHONE)
        .map(ContactPoint::getValue)
        .findFirst()
        .orElse(null);
  }

  /** Another number in the place of the first; null takes it away. */
  static void phone(List<ContactPoint> telecom, String number) {
    ContactPoint first =
        telecom.stream()
            .filter(one -> one.getSystem() == ContactPointSystem.PHONE)
            .findFirst()
            .orElse(null);
    if (number == null) {
      telecom.remove(first);
    } else if (first == null) {
      telecom.add(new ContactPoint().setSystem(ContactPointSystem.PHONE).setValue(number));
    } else {
      first.setValue(number);
    }
  }

  private static String address(Location place) {
    return place.getAddress().hasText()
        ? place.getAddress().getText()
        : String.join(
                ", ", place.getAddress().getLine().stream().map(one -> one.getValue()).toList())
            + (place.getAddress().hasCity() ? ", " + place.getAddress().getCity() : "");
  }
}
