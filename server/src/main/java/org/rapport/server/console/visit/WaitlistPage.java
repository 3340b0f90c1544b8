package org.rapport.server.console.visit;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Slot;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Who waits for a free time, in the order in which they came, and how many free times there are.
 */
@RestController
class WaitlistPage {
  private static final int MOST = 200;

  @GetMapping("/console/waitlist")
  ResponseEntity<String> show(Desk desk) {
    List<Resource> answers =
        desk.fhir()
            .all(
                List.of(
                    "Appointment?status=waitlist&_sort=_lastUpdated&_count=" + MOST,
                    "Slot?status=free&start=ge" + desk.now() + "&_summary=count",
                    "Slot?status=busy-tentative&start=ge" + desk.now() + "&_sort=start&_count=50",
                    "HealthcareService?active=true&_sort=name&_count=100"));
    List<HealthcareService> services = ConsoleFhir.of(HealthcareService.class, answers.get(3));
    HealthcareService wanted =
        services.stream()
            .filter(one -> one.getIdElement().getIdPart().equals(desk.asked("service")))
            .findFirst()
            .orElse(null);
    Listing list =
        Listing.of(desk, "waitlist")
            .filter(
                "service",
                services.stream()
                    .map(one -> new Frame.Option(one.getIdElement().getIdPart(), one.getName()))
                    .toList())
            .columns("person", "service", "since", "offer", "links")
            .live();
    Bundle free = (Bundle) answers.get(1);
    list.tile(
        desk.words().say("waitlist.free"),
        free == null ? "–" : Integer.toString(free.getTotal()),
        null,
        null);
    List<Slot> offered = ConsoleFhir.of(Slot.class, answers.get(2));
    list.tile(
        desk.words().say("waitlist.offered"),
        answers.get(2) == null ? "–" : Integer.toString(offered.size()),
        offered.isEmpty() ? null : desk.times().day(offered.get(0).getStart().toInstant()),
        null);
    if (answers.get(0) instanceof Bundle waiting) {
      Map<String, Patient> people = desk.people(waiting);
      Map<String, String> offers = offers(desk, offered);
      for (Appointment visit : ConsoleFhir.of(Appointment.class, waiting)) {
        if (wanted != null && !isFor(visit, wanted)) {
          continue;
        }
        String id = VisitsPage.actor(visit, "Patient");
        Patient person = people.get(id);
        list.row(
            visit.getIdElement().getIdPart(),
            Listing.link(
                person == null ? desk.words().say("person.unknown") : People.name(person),
                id == null ? null : "/console/people/" + id),
            Listing.text(service(desk, visit, services)),
            Listing.text(
                desk.times()
                    .day(
                        (visit.hasCreated() ? visit.getCreated() : visit.getMeta().getLastUpdated())
                            .toInstant())),
            Listing.chip(offers.get(visit.getIdElement().getIdPart()), "warn"),
            Listing.link(
                desk.words().say("person.book"),
                id == null ? null : "/console/people/" + id + "/book"));
      }
    }
    return list.show();
  }

  private static boolean isFor(Appointment visit, HealthcareService service) {
    return service.getIdElement().getIdPart().equals(VisitsPage.actor(visit, "HealthcareService"))
        || visit.getServiceType().stream()
            .flatMap(type -> type.getCoding().stream())
            .anyMatch(
                coding ->
                    service.getType().stream()
                        .anyMatch(type -> type.hasCoding(coding.getSystem(), coding.getCode())));
  }

  private static String service(Desk desk, Appointment visit, List<HealthcareService> services) {
    String actor = VisitsPage.actor(visit, "HealthcareService");
    return services.stream()
        .filter(one -> one.getIdElement().getIdPart().equals(actor))
        .map(HealthcareService::getName)
        .findFirst()
        .orElse(visit.hasServiceType() ? desk.name(visit.getServiceTypeFirstRep()) : "");
  }

  /** Which time is kept for whom, by the visit that they wait for, and until when. */
  private static Map<String, String> offers(Desk desk, List<Slot> offered) {
    Map<String, Slot> slots = new HashMap<>();
    offered.forEach(slot -> slots.put("Slot/" + slot.getIdElement().getIdPart(), slot));
    Map<String, String> offers = new HashMap<>();
    if (slots.isEmpty()) {
      return offers;
    }
    // The newest of a time is the one that stands: those before it have ended.
    for (CommunicationRequest offer :
        desk.fhir()
            .list(
                CommunicationRequest.class,
                Query.of("CommunicationRequest")
                    .with("about", String.join(",", slots.keySet()))
                    .with("_sort", "-authored")
                    .with("_count", MOST))) {
      Slot slot = slots.remove(about(offer, "Slot/"));
      if (slot != null) {
        Instant until = until(offer);
        offers.put(
            about(offer, "Appointment/").replaceFirst(".*/", ""),
            until == null
                ? desk.times().full(slot.getStart().toInstant())
                : desk.words()
                    .say(
                        "waitlist.kept",
                        desk.times().full(slot.getStart().toInstant()),
                        desk.times().when(until)));
      }
    }
    return offers;
  }

  private static String about(CommunicationRequest offer, String type) {
    return offer.getAbout().stream()
        .map(Reference::getReference)
        .filter(one -> one != null && one.startsWith(type))
        .findFirst()
        .orElse("");
  }

  private static Instant until(CommunicationRequest offer) {
    Extension until = offer.getExtensionByUrl(Extensions.USEFUL_UNTIL);
    return until != null && until.getValue() instanceof BaseDateTimeType time
        ? time.getValue().toInstant()
        : null;
  }
}
