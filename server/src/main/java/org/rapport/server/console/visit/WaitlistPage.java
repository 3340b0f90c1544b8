package org.rapport.server.console.visit;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Slot;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
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
                    "Slot?status=busy-tentative&start=ge" + desk.now() + "&_sort=start&_count=50"));
    Listing list =
        Listing.of(desk, "waitlist").columns("person", "service", "since", "links").live();
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
        offered.isEmpty() ? null : desk.times().date(offered.get(0).getStart()),
        null);
    if (answers.get(0) instanceof Bundle waiting) {
      Map<String, Patient> people = desk.people(waiting);
      for (Appointment visit : ConsoleFhir.of(Appointment.class, waiting)) {
        String id = VisitsPage.actor(visit, "Patient");
        Patient person = people.get(id);
        list.row(
            visit.getIdElement().getIdPart(),
            Listing.link(
                person == null ? desk.words().say("person.unknown") : People.name(person),
                id == null ? null : "/console/people/" + id),
            Listing.text(visit.hasServiceType() ? desk.name(visit.getServiceTypeFirstRep()) : ""),
            Listing.text(
                desk.times()
                    .date(
                        visit.hasCreated()
                            ? visit.getCreated()
                            : visit.getMeta().getLastUpdated())),
            Listing.link(
                desk.words().say("person.book"),
                id == null ? null : "/console/people/" + id + "/book"));
      }
    }
    return list.show();
  }
}
