package org.rapport.server.console.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.HealthcareService.HealthcareServiceEligibilityComponent;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the clinic offers, where, and which insurance is taken for it: inquiries go by it. */
@RestController
public class CataloguePage {
  private static final String SERVICE = "/console/catalogue/{id:" + Desk.ID + "}";
  private static final String PLACE = "Location/";

  /**
   * One service.
   *
   * @param types what it is by its codes, which the EHR knows, too
   * @param insurances taken, one a line; none: all are
   */
  public record Service(
      String id,
      String version,
      String name,
      String comment,
      String phone,
      boolean active,
      List<String> types,
      String insurances,
      List<Choice> places) {}

  /** A place, and whether it is offered there. */
  public record Choice(String value, String label, boolean chosen) {}

  @GetMapping("/console/catalogue")
  ResponseEntity<String> show(Desk desk) {
    Listing list =
        Listing.of(desk, "catalogue").columns("service", "kind", "places", "insurance", "state");
    for (HealthcareService service :
        desk.fhir().list(HealthcareService.class, "HealthcareService?_count=200&_sort=name")) {
      String id = service.getIdElement().getIdPart();
      list.row(
          id,
          Listing.link(
              service.hasName() ? service.getName() : id,
              desk.user().may("HealthcareService", 'u') ? "/console/catalogue/" + id : null),
          Listing.text(String.join(", ", types(desk, service))),
          Listing.text(
              service.getLocation().stream()
                  .map(one -> one.getReferenceElement().getIdPart())
                  .map(place -> desk.placeName(place, place))
                  .collect(Collectors.joining(", "))),
          Listing.text(
              insurances(desk, service).isEmpty()
                  ? desk.words().say("catalogue.all")
                  : String.join(", ", insurances(desk, service))),
          Listing.chip(
              desk.words().say(offered(service) ? "places.offered" : "places.closed"),
              offered(service) ? "ok" : "plain"));
    }
    return list.show();
  }

  private static boolean offered(HealthcareService service) {
    return service.getActive() || !service.hasActive();
  }

  private static List<String> types(Desk desk, HealthcareService service) {
    return service.getType().stream().map(desk::name).toList();
  }

  private static List<String> insurances(Desk desk, HealthcareService service) {
    return service.getEligibility().stream()
        .map(one -> desk.name(one.getCode()))
        .filter(name -> name != null && !name.isEmpty())
        .toList();
  }

  @GetMapping(SERVICE)
  ResponseEntity<String> edit(@PathVariable("id") String id, Desk desk) {
    HealthcareService service = desk.fhir().read(HealthcareService.class, id);
    List<Choice> places = new ArrayList<>();
    desk.places()
        .forEach(
            place ->
                places.add(new Choice(place.value(), place.label(), isAt(service, place.value()))));
    return desk.page(
        service.hasName() ? service.getName() : id,
        "admin/service.jte",
        new Service(
            id,
            service.getIdElement().getVersionIdPart(),
            service.getName(),
            service.getComment(),
            PlacesPage.phone(service.getTelecom()),
            offered(service),
            types(desk, service),
            String.join("\n", insurances(desk, service)),
            places));
  }

  private static boolean isAt(HealthcareService service, String place) {
    return service.getLocation().stream()
        .anyMatch(one -> place.equals(one.getReferenceElement().getIdPart()));
  }

  /** What the form says, and nothing else of the service; held to the version that was seen. */
  @PostMapping(SERVICE)
  ResponseEntity<String> save(@PathVariable("id") String id, Desk desk) {
    HealthcareService service = desk.fhir().read(HealthcareService.class, id);
    service.setName(desk.asked("name"));
    service.setComment(desk.asked("comment"));
    PlacesPage.phone(service.getTelecom(), desk.asked("phone"));
    boolean active = desk.asked("active") != null;
    if (active != offered(service)) {
      service.setActive(active);
    }
    places(service, desk);
    insurances(service, desk);
    desk.fhir().put(service, desk.asked("_version"));
    return desk.done("catalogue.saved").on("/console/catalogue");
  }

  // Places that are not among those to choose from stay.
  private static void places(HealthcareService service, Desk desk) {
    List<String> chosen = desk.askedAll("location");
    desk.places()
        .forEach(
            place -> {
              boolean wanted = chosen.contains(place.value());
              if (isAt(service, place.value()) && !wanted) {
                service
                    .getLocation()
                    .removeIf(one -> place.value().equals(one.getReferenceElement().getIdPart()));
              } else if (wanted && !isAt(service, place.value())) {
                service.addLocation(new Reference(PLACE + place.value()).setDisplay(place.label()));
              }
            });
  }

  // One that was there before keeps its codes.
  private static void insurances(HealthcareService service, Desk desk) {
    List<String> wanted =
        desk.asked("insurances", "").lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (wanted.equals(insurances(desk, service))) {
      return;
    }
    Map<String, HealthcareServiceEligibilityComponent> known = new HashMap<>();
    service.getEligibility().forEach(one -> known.put(desk.name(one.getCode()), one));
    List<HealthcareServiceEligibilityComponent> all = new ArrayList<>();
    for (String name : wanted) {
      HealthcareServiceEligibilityComponent fresh = new HealthcareServiceEligibilityComponent();
      fresh.getCode().setText(name);
      all.add(known.getOrDefault(name, fresh));
    }
    service.setEligibility(all);
  }
}
