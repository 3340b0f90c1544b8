package org.rapport.server.console.journey;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.JourneyNames;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who is on which journey, and who is paused. */
@RestController
class EnrolmentsPage {
  private static final int ROWS = 50;

  @GetMapping("/console/enrolments")
  ResponseEntity<String> show(Desk desk) {
    int from = desk.number("after");
    List<Resource> answers =
        desk.fhir()
            .all(
                List.of(
                    Query.of("CarePlan")
                        .with("status", desk.asked("status", "active"))
                        .with("_sort", "-_lastUpdated")
                        .with("_count", ROWS)
                        .with("_offset", from == 0 ? null : from)
                        .toString(),
                    JourneyNames.ASKED));
    List<CarePlan> found = ConsoleFhir.of(CarePlan.class, answers.get(0));
    JourneyNames names = JourneyNames.of(desk, answers.get(1));
    Listing list =
        Listing.of(desk, "enrolments")
            .filter(
                "status",
                Stream.of("active", "on-hold", "completed", "revoked")
                    .map(one -> new Frame.Option(one, desk.words().say("plan.status." + one)))
                    .toList())
            .columns("person", "journey", "state", "since");
    Map<String, Patient> people = desk.people(found.stream().map(EnrolmentsPage::person).toList());
    for (CarePlan plan : found) {
      String person = person(plan);
      list.row(
          plan.getIdElement().getIdPart(),
          Listing.link(
              people.containsKey(person)
                  ? People.name(people.get(person))
                  : desk.words().say("col.person"),
              "/console/people/" + person),
          Listing.text(names.of(plan)),
          Listing.chip(
              desk.words().say("plan.status." + plan.getStatus().toCode()),
              plan.getStatus() == CarePlan.CarePlanStatus.ONHOLD ? "warn" : "plain"),
          Listing.text(plan.hasCreated() ? desk.times().day(plan.getCreated().toInstant()) : ""));
    }
    return list.after(found.size(), ROWS).show();
  }

  private static String person(CarePlan plan) {
    return plan.getSubject().getReferenceElement().getIdPart();
  }
}
