package org.rapport.server.console.person;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.People;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The one box by which people are found. What is typed into it is never in an address. */
@RestController
public class FindPeople {
  private static final int MOST = 10;

  /**
   * Who was found.
   *
   * @param asked whether anybody was looked for
   */
  public record Found(boolean asked, List<Person> people) {
    /** Somebody, with what tells them apart. */
    public record Person(String id, String name, String born, String contact, String numbers) {}
  }

  @GetMapping("/console/people")
  ResponseEntity<String> empty(Desk desk) {
    return desk.page("nav.people", "person/find.jte", new Found(false, List.of()));
  }

  @PostMapping("/console/people")
  ResponseEntity<String> find(Desk desk) {
    String asked = desk.asked("q");
    if (asked == null) {
      return desk.on("/console/people");
    }
    Parameters in = new Parameters();
    in.addParameter("q", new StringType(asked));
    in.addParameter("_count", new IntegerType(MOST));
    List<Found.Person> people =
        ConsoleFhir.of(Patient.class, desk.fhir().operate("Patient", "$find", in, Bundle.class))
            .stream()
            .map(patient -> person(desk, patient))
            .toList();
    return people.size() == 1
        ? desk.on("/console/people/" + people.get(0).id())
        : desk.page("nav.people", "person/find.jte", new Found(true, people));
  }

  private static Found.Person person(Desk desk, Patient patient) {
    List<String> numbers = new ArrayList<>();
    patient.getIdentifier().forEach(one -> numbers.add(one.getValue()));
    return new Found.Person(
        patient.getIdElement().getIdPart(),
        People.name(patient),
        desk.times().date(patient.getBirthDateElement()),
        patient.hasTelecom() ? patient.getTelecomFirstRep().getValue() : "",
        String.join(", ", numbers));
  }
}
