package org.rapport.server.security.scope;

import ca.uhn.fhir.util.FhirTerser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.sensitivity.Sensitivity;

/**
 * What a person may see of some resources: as staff within their reach, or because it belongs to
 * the record that is open (R4, compartmentdefinition-patient.html, with our own rule for Task,
 * Group, Communication and the other participants of a visit). What is labelled is for who may see
 * it. Asks nobody: all that tables know was asked for before.
 */
final class Sight {
  static final String PATIENT = "Patient/";
  private static final String LOCATION = "Location/";

  /**
   * Whom and which visits a resource refers to.
   *
   * @param patients ids
   * @param visits ids
   */
  record Named(Set<String> patients, Set<String> visits) {}

  private final Person person;
  private final Map<Resource, Named> named;
  private final Set<String> reachedPatients;
  private final Set<String> reachedVisits;
  private final Set<String> sensitiveVisits;
  private final Set<String> openedPatients;
  private final FhirTerser terser;
  private final BiPredicate<String, Resource> matches;

  Sight(
      Person person,
      Map<Resource, Named> named,
      Set<String> reachedPatients,
      Set<String> reachedVisits,
      Set<String> sensitiveVisits,
      Set<String> openedPatients,
      FhirTerser terser,
      BiPredicate<String, Resource> matches) {
    this.person = person;
    this.named = named;
    this.reachedPatients = reachedPatients;
    this.reachedVisits = reachedVisits;
    this.sensitiveVisits = sensitiveVisits;
    this.openedPatients = openedPatients;
    this.terser = terser;
    this.matches = matches;
  }

  /** Whether it may be shown, if only masked. */
  boolean maySee(Resource resource) {
    if (resource instanceof Basic own) {
      return asStaffOf(own) && Authorship.names(own.getAuthor(), person.account());
    }
    return (asStaff(resource) || ofRecord(resource))
        && (resource instanceof Appointment || !isWithheld(resource));
  }

  /** Whether what may be shown of it is less than all. */
  boolean isMasked(Resource resource) {
    return resource instanceof Appointment && isWithheld(resource);
  }

  /** What is shown of what may be seen. */
  Resource shown(Resource resource) {
    if (!(resource instanceof Appointment visit)) {
      return resource;
    }
    Appointment shown = isMasked(visit) ? MaskedVisit.whenAndWhere(visit) : visit;
    return !person.asStaff("Appointment", 'r') && person.record().isPresent()
        ? MaskedVisit.ofOne(shown, PATIENT + person.record().get())
        : shown;
  }

  private boolean isWithheld(Resource resource) {
    return !person.account().sensitive()
        && isSensitive(resource)
        && named.get(resource).patients().stream().noneMatch(openedPatients::contains);
  }

  // It, or a visit that it is about, carries a label that asks for care.
  private boolean isSensitive(Resource resource) {
    if (resource.fhirType().equals("Patient") || Person.DIRECTORY.contains(resource.fhirType())) {
      return false;
    }
    if (Sensitivity.of(resource) != Sensitivity.NONE) {
      return true;
    }
    return resource instanceof Appointment
        ? sensitiveVisits.contains(resource.getIdElement().getIdPart())
        : named.get(resource).visits().stream().anyMatch(sensitiveVisits::contains);
  }

  private boolean asStaffOf(Basic own) {
    return (person.asStaff(Person.OWNED, 'r') || person.asStaff(Person.OWNED, 's'))
        && matches(own, "user");
  }

  private boolean asStaff(Resource resource) {
    String type = resource.fhirType();
    return (person.asStaff(type, 'r') || person.asStaff(type, 's'))
        && (!person.onlyToMany('r') && !person.onlyToMany('s') || !isToOne(resource))
        && matches(resource, "user")
        && (person.account().locations().isEmpty() || inReach(resource));
  }

  /** Whether it is a message to somebody, and not to a Group. */
  static boolean isToOne(Resource resource) {
    return resource instanceof CommunicationRequest message
        && !"Group".equals(message.getSubject().getReferenceElement().getResourceType());
  }

  private boolean inReach(Resource resource) {
    String id = resource.getIdElement().getIdPart();
    if (resource.fhirType().equals("Patient")) {
      return id == null || reachedPatients.contains(id);
    }
    if (resource instanceof Appointment visit && visit.hasParticipant()) {
      return atPlace(visit);
    }
    Named names = named.get(resource);
    return (names.patients().isEmpty()
            || names.patients().stream().anyMatch(reachedPatients::contains))
        && reachedVisits.containsAll(names.visits());
  }

  private boolean atPlace(Appointment visit) {
    List<String> places =
        visit.getParticipant().stream()
            .map(one -> one.getActor().getReference())
            .filter(reference -> reference != null && reference.startsWith(LOCATION))
            .map(reference -> reference.substring(LOCATION.length()))
            .toList();
    return places.isEmpty() || places.stream().anyMatch(person.account().locations()::contains);
  }

  private boolean ofRecord(Resource resource) {
    String type = resource.fhirType();
    if (person.record().isEmpty() || !matches(resource, null)) {
      return false;
    }
    return Person.DIRECTORY.contains(type)
        || Person.RECORD.contains(type) && inCompartment(resource, person.record().get());
  }

  private boolean inCompartment(Resource resource, String patient) {
    String reference = PATIENT + patient;
    return switch (resource.fhirType()) {
      case "Patient" -> patient.equals(resource.getIdElement().getIdPart());
      case "Task" -> is(((Task) resource).getFor(), reference);
      case "Communication" -> {
        Communication message = (Communication) resource;
        yield is(message.getSubject(), reference)
            || message.getRecipient().stream().anyMatch(one -> is(one, reference));
      }
      case "CommunicationRequest" -> {
        CommunicationRequest message = (CommunicationRequest) resource;
        yield is(message.getSubject(), reference)
            || message.getRecipient().stream().anyMatch(one -> is(one, reference));
      }
      case "Group" -> false;
      default -> terser.isSourceInCompartmentForTarget("Patient", resource, new IdType(reference));
    };
  }

  private static boolean is(Reference reference, String wanted) {
    String text = reference.getReference();
    return text != null && (text.equals(wanted) || text.startsWith(wanted + "/_history/"));
  }

  // Of scopes for a type, one without a condition lets all of it through.
  private boolean matches(Resource resource, String level) {
    String type = resource.fhirType();
    return Stream.concat(person.about(type, 'r').stream(), person.about(type, 's').stream())
        .filter(scope -> level == null || scope.level().equals(level))
        .distinct()
        .anyMatch(
            scope -> scope.query() == null || matches.test(type + "?" + scope.query(), resource));
  }
}
