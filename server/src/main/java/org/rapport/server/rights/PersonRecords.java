package org.rapport.server.rights;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.identity.Match;
import org.rapport.server.identity.PatientMatches;
import org.rapport.server.identity.PatientReferences;
import org.rapport.server.identity.Traits;
import org.springframework.stereotype.Component;

/**
 * What is about a person: every record that was merged into theirs, what refers to one of them, to
 * what refers to it and so on, the files of these, and what names the person without a reference
 * ({@link PersonTraces}). Reads, and changes nothing.
 */
@Component
class PersonRecords {
  /** What is known of access is kept by law, and is no resource; the patient goes last. */
  private static final List<String> KEPT = List.of("Patient");

  private final PatientReferences stored;
  private final FhirContext context;
  private final PersonTraces traces;
  private final PatientMatches matches;

  PersonRecords(
      PatientReferences stored, FhirContext context, PersonTraces traces, PatientMatches matches) {
    this.stored = stored;
    this.context = context;
    this.traces = traces;
    this.matches = matches;
  }

  /**
   * What there is, by reference, what is referred to before what refers to it.
   *
   * @param persons ids of the person's records
   * @param gone what is about the person alone
   * @param changed what is about others too, as it is without the person
   * @param perhaps ids of records that may be the same person's, which somebody has to decide
   */
  record Found(
      Set<String> persons,
      Map<String, Resource> gone,
      Map<String, Resource> changed,
      List<String> perhaps) {}

  /**
   * Finds it, in the caller's transaction.
   *
   * @throws ResourceNotFoundException when there is no such patient
   * @throws UnprocessableEntityException when the record was merged into another
   */
  Found find(String id) {
    Set<String> persons = persons(id);
    Map<String, Resource> gone = new LinkedHashMap<>();
    Map<String, Resource> changed = new LinkedHashMap<>();
    for (String person : persons) {
      stored
          .read(new IdType("Patient", person))
          .ifPresent(patient -> gone.put("Patient/" + person, patient));
    }
    List<Patient> records =
        gone.values().stream().map(Patient.class::cast).collect(Collectors.toList());
    List<String> perhaps =
        records.stream()
            .flatMap(record -> matches.find(Traits.of(record)).stream())
            .map(Match::patientId)
            .filter(other -> !persons.contains(other))
            .distinct()
            .toList();
    // What nobody is named in first: a Task about a text refers to the text, not to its sender.
    List<String> start = new ArrayList<>(gone.keySet());
    for (Resource trace : traces.strangers(records)) {
      gone.put(reference(trace), trace);
      start.add(reference(trace));
    }
    collect(persons, start, gone, changed);
    for (Resource trace : traces.deadLetters(records)) {
      gone.putIfAbsent(reference(trace), trace);
    }
    for (Resource trace : traces.messages(records)) {
      gone.putIfAbsent(reference(trace), trace);
      binaries(trace, gone);
    }
    traces.filesOf(gone.keySet()).forEach(file -> file(file, gone));
    return new Found(persons, gone, changed, perhaps);
  }

  // The person under every record that was merged into this one.
  private Set<String> persons(String id) {
    Set<String> persons = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(id));
    while (!open.isEmpty()) {
      String next = open.poll();
      Patient patient =
          (Patient)
              stored
                  .read(new IdType("Patient", next))
                  .orElseThrow(() -> new ResourceNotFoundException(new IdType("Patient", next)));
      if (persons.isEmpty()) {
        other(patient, LinkType.REPLACEDBY).stream()
            .findFirst()
            .ifPresent(
                by -> {
                  throw new UnprocessableEntityException(
                      "Patient/" + id + " was merged into Patient/" + by + ": erase that");
                });
      }
      persons.add(next);
      other(patient, LinkType.REPLACES).stream()
          .filter(replaced -> !persons.contains(replaced))
          .filter(replaced -> stored.read(new IdType("Patient", replaced)).isPresent())
          .forEach(open::add);
    }
    return persons;
  }

  private static List<String> other(Patient patient, LinkType type) {
    return patient.getLink().stream()
        .filter(link -> link.getType() == type)
        .map(link -> link.getOther().getReferenceElement().getIdPart())
        .toList();
  }

  private void collect(
      Set<String> persons,
      List<String> start,
      Map<String, Resource> gone,
      Map<String, Resource> changed) {
    Map<String, List<String>> open = byType(start);
    while (!open.isEmpty()) {
      List<Resource> referring = new ArrayList<>();
      open.forEach((type, ids) -> referring.addAll(stored.to(type, ids, KEPT)));
      List<String> added = new ArrayList<>();
      for (Resource resource : referring) {
        String reference = reference(resource);
        if (gone.containsKey(reference)) {
          continue;
        }
        if (others(resource, persons).isEmpty() || resource instanceof Provenance) {
          gone.put(reference, resource);
          changed.remove(reference);
          added.add(reference);
          binaries(resource, gone);
        } else {
          changed.putIfAbsent(reference, resource);
        }
      }
      open = byType(added);
    }
    changed.replaceAll((reference, resource) -> without(resource.copy(), gone.keySet()));
  }

  /** Ids by type. */
  static Map<String, List<String>> byType(Collection<String> references) {
    return references.stream()
        .collect(
            Collectors.groupingBy(
                one -> new IdType(one).getResourceType(),
                TreeMap::new,
                Collectors.mapping(one -> new IdType(one).getIdPart(), Collectors.toList())));
  }

  // The message from an EHR that a Provenance tells of has the person in it, in its own words; so
  // has
  // what a document was made of, wherever its address stands.
  private void binaries(Resource resource, Map<String, Resource> gone) {
    traces.files(resource).forEach(file -> file(file, gone));
  }

  private void file(String id, Map<String, Resource> gone) {
    stored
        .read(new IdType("Binary", id))
        .ifPresent(binary -> gone.putIfAbsent("Binary/" + id, binary));
  }

  private Set<String> others(Resource resource, Set<String> persons) {
    return references(resource).stream()
        .filter(reference -> reference.startsWith("Patient/"))
        .filter(reference -> !persons.contains(new IdType(reference).getIdPart()))
        .collect(Collectors.toSet());
  }

  private Resource without(Resource resource, Collection<String> gone) {
    if (resource instanceof Appointment visit) {
      visit.getParticipant().removeIf(one -> gone.contains(relative(one.getActor())));
    } else if (resource instanceof Group group) {
      group.getMember().removeIf(one -> gone.contains(relative(one.getEntity())));
    }
    for (ResourceReferenceInfo info : context.newTerser().getAllResourceReferences(resource)) {
      if (info.getResourceReference() instanceof Reference reference
          && gone.contains(relative(reference))) {
        reference.setReference(null).setDisplay("erased");
      }
    }
    return resource;
  }

  private List<String> references(Resource resource) {
    return context.newTerser().getAllResourceReferences(resource).stream()
        .map(ResourceReferenceInfo::getResourceReference)
        .filter(Reference.class::isInstance)
        .map(reference -> relative((Reference) reference))
        .filter(Objects::nonNull)
        .toList();
  }

  private static String relative(Reference reference) {
    return reference.getReferenceElement().toUnqualifiedVersionless().getValue();
  }

  private static String reference(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }
}
