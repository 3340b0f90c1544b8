package org.rapport.server.console.visit;

import java.time.LocalDate;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The visits of a day at a place, as a list by hour that prints. */
@RestController
class VisitsPage {
  private static final int MOST = 500;

  @GetMapping("/console/visits")
  ResponseEntity<String> show(Desk desk) {
    LocalDate asked = desk.day("day");
    LocalDate day = asked == null ? desk.today() : asked;
    Bundle found =
        desk.fhir()
            .get(
                Query.of("Appointment")
                    .with("date", "ge" + day.atStartOfDay(desk.zone()).toInstant())
                    .with("date", "lt" + day.plusDays(1).atStartOfDay(desk.zone()).toInstant())
                    .with("location", desk.asked("place"))
                    .with("_sort", "date")
                    .with("_count", MOST)
                    .toString());
    Listing list =
        Listing.of(desk, "visits")
            .date("day", day.toString())
            .columns("time", "person", "phone", "place", "state")
            .prints()
            .live();
    list.above(
        Listing.link(
            desk.words().say("visits.before"), desk.with("day", day.minusDays(1).toString())));
    list.above(
        Listing.link(
            desk.words().say("visits.after"), desk.with("day", day.plusDays(1).toString())));
    Map<String, Patient> people = desk.people(found);
    ConsoleFhir.of(Appointment.class, found).forEach(visit -> row(desk, list, visit, people));
    // On paper the day is nowhere else.
    String title =
        desk.words().say("nav.visits")
            + ", "
            + desk.times().longDay(day.atStartOfDay(desk.zone()).toInstant());
    String place = desk.asked("place");
    return list.show(place == null ? title : title + ", " + desk.placeName(place, place));
  }

  private static void row(Desk desk, Listing list, Appointment visit, Map<String, Patient> people) {
    String patient = actor(visit, "Patient");
    String place = actor(visit, "Location");
    Patient person = people.get(patient);
    String status = visit.getStatus().toCode();
    AppointmentParticipantComponent who =
        visit.getParticipant().stream()
            .filter(one -> "Patient".equals(one.getActor().getReferenceElement().getResourceType()))
            .findFirst()
            .orElse(new AppointmentParticipantComponent());
    boolean coming = who.hasStatus() && who.getStatus() == Appointment.ParticipationStatus.ACCEPTED;
    list.row(
        visit.getIdElement().getIdPart(),
        Listing.text(desk.times().time(visit.hasStart() ? visit.getStart().toInstant() : null)),
        Listing.link(
            person == null ? desk.words().say("person.unknown") : People.name(person),
            patient == null ? null : "/console/people/" + patient),
        Listing.text(person == null ? "" : People.telephone(person)),
        Listing.text(desk.placeName(place, "")),
        Listing.chip(
            status.equals("booked")
                ? desk.words().say(coming ? "visits.confirmed" : "visits.booked")
                : desk.words().say("visit.status." + status),
            switch (status) {
              case "cancelled", "noshow" -> "late";
              case "booked" -> coming ? "ok" : "plain";
              default -> "plain";
            }));
  }

  static String actor(Appointment visit, String type) {
    return visit.getParticipant().stream()
        .map(one -> one.getActor().getReferenceElement())
        .filter(one -> type.equals(one.getResourceType()))
        .map(one -> one.getIdPart())
        .findFirst()
        .orElse(null);
  }
}
