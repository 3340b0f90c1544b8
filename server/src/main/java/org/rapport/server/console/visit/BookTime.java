package org.rapport.server.console.visit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Books a free time for a person; of two desks at one time, the second is told. */
@RestController
@RequestMapping("/console/people/{id:" + Desk.ID + "}/book")
class BookTime {
  private static final int TIMES = 60;

  @GetMapping
  ResponseEntity<String> choose(@PathVariable("id") String id, Desk desk) {
    Patient patient = desk.fhir().read(Patient.class, id);
    LocalDate day = desk.day("day");
    Instant since = day == null ? desk.now() : day.atStartOfDay(desk.zone()).toInstant();
    List<Resource> answers =
        desk.fhir()
            .all(
                List.of(
                    Query.of("Slot")
                        .with("status", "free")
                        .with("start", "ge" + since)
                        .with("_sort", "start")
                        .with("_count", TIMES)
                        .with("_include", "Slot:schedule")
                        .toString(),
                    "HealthcareService?_count=200"));
    Map<String, String> services = services(answers);
    Listing list =
        Listing.of(desk, "book")
            .date("day", day == null ? "" : day.toString())
            .columns("when", "service", "acts");
    list.above(Listing.link(People.name(patient), "/console/people/" + id));
    for (Slot slot : ConsoleFhir.of(Slot.class, answers.get(0))) {
      list.row(
          slot.getIdElement().getIdPart(),
          Listing.text(desk.times().longFull(slot.getStart().toInstant())),
          Listing.text(
              slot.hasServiceType()
                  ? desk.name(slot.getServiceTypeFirstRep())
                  : services.get(slot.getSchedule().getReferenceElement().getIdPart())),
          Listing.acts(
              List.of(
                  new Listing.Act(
                      "/console/people/" + id + "/book",
                      desk.words().say("book.take"),
                      Map.of("slot", slot.getIdElement().getIdPart()),
                      false,
                      false))));
    }
    return list.show(desk.words().say("book.title", People.name(patient)));
  }

  /** What the times of a Schedule are for, by its id. */
  private static Map<String, String> services(List<Resource> answers) {
    Map<String, String> names = new HashMap<>();
    for (HealthcareService service : ConsoleFhir.of(HealthcareService.class, answers.get(1))) {
      names.put("HealthcareService/" + service.getIdElement().getIdPart(), service.getName());
    }
    Map<String, String> services = new HashMap<>();
    for (Schedule schedule : ConsoleFhir.of(Schedule.class, answers.get(0))) {
      schedule.getActor().stream()
          .map(actor -> names.get(actor.getReference()))
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(name -> services.put(schedule.getIdElement().getIdPart(), name));
    }
    return services;
  }

  @PostMapping
  ResponseEntity<String> book(@PathVariable("id") String id, Desk desk) {
    Parameters in = new Parameters();
    in.addParameter("patient", new Reference("Patient/" + id));
    if (desk.asked("lead") != null) {
      in.addParameter("lead", new Reference("Task/" + desk.asked("lead")));
    }
    desk.fhir().operate("Slot", desk.asked("slot"), "$book", in, Appointment.class);
    return desk.done("book.done").on("/console/people/" + id);
  }
}
