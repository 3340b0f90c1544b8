package org.rapport.server.console.admin;

import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The clinic's places, and what is offered there. */
@RestController
class PlacesPage {
  @GetMapping("/console/places")
  ResponseEntity<String> show(Desk desk) {
    Listing list = Listing.of(desk, "places").columns("name", "phone", "address", "zone", "state");
    for (Location place : desk.fhir().list(Location.class, "Location?_count=200&_sort=name")) {
      list.row(
          place.getIdElement().getIdPart(),
          Listing.text(place.getName()),
          Listing.text(place.hasTelecom() ? place.getTelecomFirstRep().getValue() : ""),
          Listing.text(place.hasAddress() ? address(place) : ""),
          Listing.text(
              place.hasExtension(Extensions.TIMEZONE)
                  ? place.getExtensionByUrl(Extensions.TIMEZONE).getValue().primitiveValue()
                  : desk.zone().getId()),
          Listing.chip(
              place.hasStatus()
                  ? desk.words().say("place.status." + place.getStatus().toCode())
                  : "",
              "plain"));
    }
    for (HealthcareService service :
        desk.fhir().list(HealthcareService.class, "HealthcareService?_count=200")) {
      list.row(
          service.getIdElement().getIdPart(),
          Listing.text(service.getName()),
          Listing.text(service.hasTelecom() ? service.getTelecomFirstRep().getValue() : ""),
          Listing.text(service.hasType() ? desk.name(service.getTypeFirstRep()) : ""),
          Listing.text(""),
          Listing.chip(
              desk.words()
                  .say(
                      service.getActive() || !service.hasActive()
                          ? "places.offered"
                          : "places.closed"),
              "plain"));
    }
    return list.show();
  }

  private static String address(Location place) {
    return place.getAddress().hasText()
        ? place.getAddress().getText()
        : String.join(
                ", ", place.getAddress().getLine().stream().map(one -> one.getValue()).toList())
            + (place.getAddress().hasCity() ? ", " + place.getAddress().getCity() : "");
  }
}
