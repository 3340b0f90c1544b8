package org.rapport.server.simulate;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.projection.Responsible;

/**
 * The resources of a simulation, by patient: an NDJSON file (FHIR Bulk Data, "ndjson") of Patient,
 * RelatedPerson, Consent, Appointment, Location and whatever else journeys are about.
 */
final class Scenario {
  /** One patient and everything that names them. */
  record Person(
      Patient patient,
      List<Consent> consents,
      List<Appointment> visits,
      List<Responsible> representatives,
      List<Resource> foci) {}

  private final Map<String, Person> people = new LinkedHashMap<>();
  private final Map<String, Location> places = new HashMap<>();
  private final List<HealthcareService> services = new ArrayList<>();

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming the line that is not a resource with an id
   */
  static Scenario read(Path ndjson, FhirContext context) throws IOException {
    Scenario scenario = new Scenario();
    List<Resource> rest = new ArrayList<>();
    IParser parser = context.newJsonParser();
    try (BufferedReader lines = Files.newBufferedReader(ndjson)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          scenario.add(parse(parser, line, ndjson + ":" + number), rest);
        }
      }
    }
    rest.forEach(scenario::assign);
    return scenario;
  }

  /**
   * Of resources that are at hand.
   *
   * @throws IllegalArgumentException for one without an id
   */
  static Scenario of(List<? extends Resource> resources) {
    Scenario scenario = new Scenario();
    List<Resource> rest = new ArrayList<>();
    for (Resource resource : resources) {
      if (!resource.getIdElement().hasIdPart()) {
        throw new IllegalArgumentException("A " + resource.fhirType() + " has no id");
      }
      scenario.add(resource, rest);
    }
    rest.forEach(scenario::assign);
    return scenario;
  }

  private static Resource parse(IParser parser, String line, String place) {
    try {
      Resource resource = (Resource) parser.parseResource(line);
      if (!resource.getIdElement().hasIdPart()) {
        throw new IllegalArgumentException(place + ": the resource has no id");
      }
      return resource;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(place + ": this is no FHIR R4 resource", e);
    }
  }

  private void add(Resource resource, List<Resource> rest) {
    String id = resource.getIdElement().getIdPart();
    if (resource instanceof Patient patient) {
      Person person =
          new Person(
              patient, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      person.foci().add(patient);
      people.put(id, person);
    } else if (resource instanceof Location location) {
      places.put(id, location);
    } else if (resource instanceof HealthcareService service) {
      services.add(service);
    } else {
      rest.add(resource);
    }
  }

  private void assign(Resource resource) {
    patients(resource)
        .map(Reference::getReference)
        .filter(reference -> reference != null)
        .map(reference -> new IdType(reference).getIdPart())
        .distinct()
        .map(people::get)
        .filter(person -> person != null)
        .forEach(
            person -> {
              if (resource instanceof Consent consent) {
                person.consents().add(consent);
                return;
              }
              if (resource instanceof RelatedPerson related) {
                Responsible.of(related).ifPresent(person.representatives()::add);
                return;
              }
              if (resource instanceof Appointment visit) {
                person.visits().add(visit);
              }
              person.foci().add(resource);
            });
  }

  private static Stream<Reference> patients(Resource resource) {
    if (resource instanceof Appointment visit) {
      return visit.getParticipant().stream().map(participant -> participant.getActor());
    }
    if (resource instanceof Consent consent) {
      return Stream.of(consent.getPatient());
    }
    if (resource instanceof RelatedPerson related) {
      return Stream.of(related.getPatient());
    }
    if (resource instanceof Task task) {
      return Stream.of(task.getFor());
    }
    if (resource instanceof Communication communication) {
      return Stream.of(communication.getSubject());
    }
    return resource instanceof QuestionnaireResponse answers
        ? Stream.of(answers.getSubject())
        : Stream.empty();
  }

  List<Person> people() {
    return List.copyOf(people.values());
  }

  /** The place of a visit, or null. */
  Location place(Resource focus) {
    if (!(focus instanceof Appointment visit)) {
      return null;
    }
    return visit.getParticipant().stream()
        .map(participant -> participant.getActor().getReferenceElement())
        .filter(actor -> "Location".equals(actor.getResourceType()))
        .map(actor -> places.get(actor.getIdPart()))
        .filter(place -> place != null)
        .findFirst()
        .orElse(null);
  }

  /** The services at a place. */
  List<HealthcareService> services(Location place) {
    String address = "Location/" + place.getIdElement().getIdPart();
    return services.stream()
        .filter(
            service ->
                service.getLocation().stream().anyMatch(at -> address.equals(at.getReference())))
        .toList();
  }
}
