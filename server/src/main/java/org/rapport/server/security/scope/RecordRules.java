package org.rapport.server.security.scope;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.searchparam.matcher.SearchParamMatcher;
import ca.uhn.fhir.util.FhirTerser;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Whether a person may see a resource: as staff within their reach, or because it belongs to the
 * record that is open (R4, compartmentdefinition-patient.html, with our own rule for Task, Group,
 * Communication and the other participants of a visit). What is labelled is for who may see it.
 */
@Component
class RecordRules {
  /** v3-Confidentiality and v3-ActCode that ask for care (contract, 3). */
  private static final Set<String> LABELS =
      Set.of("R", "V", "ETH", "PSY", "HIV", "SUD", "SEX", "SDV", "TBOO", "STD", "MH", "BH");

  private static final String PATIENT = "Patient/";

  private final StaffReach reach;
  private final BrokenGlass glass;
  private final FhirTerser terser;
  private final ObjectProvider<SearchParamMatcher> matcher;

  RecordRules(
      StaffReach reach,
      BrokenGlass glass,
      FhirContext context,
      ObjectProvider<SearchParamMatcher> matcher) {
    this.reach = reach;
    this.glass = glass;
    this.terser = context.newTerser();
    this.matcher = matcher;
  }

  /** Whether it may be shown, if only masked. */
  boolean maySee(Person person, Resource resource) {
    boolean seen = asStaff(person, resource) || ofRecord(person, resource);
    return seen
        && (person.account().sensitive()
            || resource instanceof Appointment
            || !isSensitive(resource)
            || isOpened(person, resource));
  }

  /** Whether what may be shown of it is less than all. */
  boolean isMasked(Person person, Resource resource) {
    return resource instanceof Appointment
        && !person.account().sensitive()
        && isSensitive(resource)
        && !isOpened(person, resource);
  }

  private boolean isOpened(Person person, Resource resource) {
    return person.account().isStaff() && glass.isOpen(person.account().id(), patients(resource));
  }

  private boolean asStaff(Person person, Resource resource) {
    String type = resource.fhirType();
    return (person.asStaff(type, 'r') || person.asStaff(type, 's'))
        && matches(person, resource, "user")
        && (person.account().locations().isEmpty() || inReach(person, resource));
  }

  private boolean inReach(Person person, Resource resource) {
    String id = resource.getIdElement().getIdPart();
    if (resource.fhirType().equals("Patient")) {
      return id == null || reach.reachesPatient(person.account(), id);
    }
    if (resource instanceof Appointment visit && visit.hasParticipant()) {
      return atPlaceOf(person, visit);
    }
    Set<String> patients = patients(resource);
    return (patients.isEmpty()
            || patients.stream().anyMatch(one -> reach.reachesPatient(person.account(), one)))
        && visits(resource).stream().allMatch(one -> reach.reachesVisit(person.account(), one));
  }

  private static boolean atPlaceOf(Person person, Appointment visit) {
    List<String> places =
        visit.getParticipant().stream()
            .map(one -> one.getActor().getReference())
            .filter(reference -> reference != null && reference.startsWith("Location/"))
            .map(reference -> reference.substring("Location/".length()))
            .toList();
    return places.isEmpty() || places.stream().anyMatch(person.account().locations()::contains);
  }

  private boolean ofRecord(Person person, Resource resource) {
    String type = resource.fhirType();
    if (person.record().isEmpty() || !matches(person, resource, null)) {
      return false;
    }
    return Person.DIRECTORY.contains(type)
        || Person.RECORD.contains(type) && inCompartment(resource, person.record().get());
  }

  /** Whether it belongs to a patient's record. */
  boolean inCompartment(Resource resource, String patient) {
    String reference = PATIENT + patient;
    return switch (resource.fhirType()) {
      case "Patient" -> patient.equals(resource.getIdElement().getIdPart());
      case "Task" -> is(((Task) resource).getFor(), reference);
      case "Communication" ->
          is(((Communication) resource).getSubject(), reference)
              || ((Communication) resource)
                  .getRecipient().stream().anyMatch(one -> is(one, reference));
      case "CommunicationRequest" ->
          is(((CommunicationRequest) resource).getSubject(), reference)
              || ((CommunicationRequest) resource)
                  .getRecipient().stream().anyMatch(one -> is(one, reference));
      case "Group" -> false;
      default -> terser.isSourceInCompartmentForTarget("Patient", resource, new IdType(reference));
    };
  }

  private static boolean is(Reference reference, String wanted) {
    String text = reference.getReference();
    return text != null && (text.equals(wanted) || text.startsWith(wanted + "/_history/"));
  }

  // Of scopes for a type, one without a condition lets all of it through.
  private boolean matches(Person person, Resource resource, String level) {
    String type = resource.fhirType();
    List<SmartScope> scopes =
        Stream.concat(person.about(type, 'r').stream(), person.about(type, 's').stream())
            .filter(scope -> level == null || scope.level().equals(level))
            .distinct()
            .toList();
    return scopes.stream()
        .anyMatch(
            scope ->
                scope.query() == null
                    || matcher
                        .getObject()
                        .match(type + "?" + scope.query(), resource, null)
                        .matched());
  }

  /** Whether it, or a visit that it is about, carries a label that asks for care. */
  boolean isSensitive(Resource resource) {
    if (resource.fhirType().equals("Patient") || Person.DIRECTORY.contains(resource.fhirType())) {
      return false;
    }
    if (resource.getMeta().getSecurity().stream().map(Coding::getCode).anyMatch(LABELS::contains)) {
      return true;
    }
    if (resource instanceof Appointment) {
      return resource.getIdElement().hasIdPart()
          && reach.isSensitive(resource.getIdElement().getIdPart());
    }
    return visits(resource).stream().anyMatch(reach::isSensitive);
  }

  private Set<String> visits(Resource resource) {
    return references(resource, "Appointment/");
  }

  private Set<String> patients(Resource resource) {
    return references(resource, PATIENT);
  }

  private Set<String> references(Resource resource, String prefix) {
    Set<String> ids = new HashSet<>();
    if (resource instanceof AppointmentResponse response && prefix.startsWith("Appointment/")) {
      add(ids, response.getAppointment(), prefix);
      return ids;
    }
    for (Base reference : terser.getAllPopulatedChildElementsOfType(resource, Reference.class)) {
      add(ids, (Reference) reference, prefix);
    }
    return ids;
  }

  private static void add(Set<String> ids, Reference reference, String prefix) {
    String text = reference.getReference();
    if (text != null && text.startsWith(prefix)) {
      ids.add(text.substring(prefix.length()).split("/", 2)[0]);
    }
  }
}
