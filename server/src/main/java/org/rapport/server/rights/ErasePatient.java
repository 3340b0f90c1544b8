package org.rapport.server.rights;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
import org.hl7.fhir.r4.model.Bundle;
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
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets a person (GDPR art. 17), with every record that was merged into theirs: what is about
 * them alone is deleted, what is about others too no longer names them, and both lose their history
 * ({@link Expunging}). What is kept is a keyed hash of each address, which goes on suppressing. It
 * is silent from the first transaction on; each deletion is one of its own with the person last, so
 * that repeating it after a crash goes on, and after the end finds nobody.
 */
@Component
class ErasePatient {
  /** What is known of access is kept by law, and is no resource; the patient goes last. */
  private static final List<String> KEPT = List.of("Patient");

  private final DaoRegistry daos;
  private final PatientReferences stored;
  private final SilencedAddresses silenced;
  private final Expunging expunging;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final FhirContext context;
  private final ErasedRows rows;
  private final PersonTraces traces;
  private final PatientMatches matches;
  private final UnreadableResources unreadable;

  /**
   * A worker that has claimed something of the person waits for us while we wait for it: the
   * database ends one of the two, and it may be us.
   */
  private final RetryTemplate again =
      RetryTemplate.builder()
          .maxAttempts(5)
          .exponentialBackoff(50, 2, 1000)
          .retryOn(ConcurrencyFailureException.class)
          .retryOn(ResourceVersionConflictException.class)
          .build();

  ErasePatient(
      DaoRegistry daos,
      PatientReferences stored,
      SilencedAddresses silenced,
      Expunging expunging,
      PatientLocks locks,
      ResourceWriter writer,
      TransactionTemplate transaction,
      FhirContext context,
      ErasedRows rows,
      PersonTraces traces,
      PatientMatches matches,
      UnreadableResources unreadable) {
    this.daos = daos;
    this.stored = stored;
    this.silenced = silenced;
    this.expunging = expunging;
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
    this.context = context;
    this.rows = rows;
    this.traces = traces;
    this.matches = matches;
    this.unreadable = unreadable;
  }

  /**
   * How many resources are gone, how many no longer name the person, how many hashes are kept.
   *
   * @param perhaps ids of records that may be the same person's, which somebody has to decide
   */
  record Erased(int deleted, int changed, int suppressed, List<String> perhaps) {}

  /**
   * Erases.
   *
   * @throws ResourceNotFoundException when there is no such patient
   * @throws UnprocessableEntityException when the record was merged into another
   */
  Erased run(String id) {
    transaction.executeWithoutResult(status -> unreadable.replace(id));
    Found found = transaction.execute(status -> find(id));
    int suppressed = again.execute(attempt -> transaction.execute(status -> silence(found)));
    // Referrers before what they refer to, the person last: who comes back finds what is left.
    List<String> gone = new ArrayList<>(found.gone().keySet());
    Collections.reverse(gone);
    for (String reference : gone) {
      again.execute(
          attempt ->
              transaction.execute(
                  status -> {
                    // What follows from one may be planned while the next goes: one after the
                    // other.
                    locks.lock(found.persons());
                    delete(reference);
                    return null;
                  }));
    }
    // Once for what is deleted, and once more when the index has heard of it.
    while (expunging.runOnce() > 0) {
      // The next turn.
    }
    return new Erased(gone.size(), found.changed().size(), suppressed, found.perhaps());
  }

  /**
   * What an erasure would do, counted by type.
   *
   * @param persons how many records are the person's
   */
  record Preview(
      int persons,
      Map<String, Integer> deleted,
      Map<String, Integer> changed,
      List<String> perhaps) {}

  /**
   * Looks what {@link #run} would do, and leaves all as it is. Fails as that does.
   *
   * @throws ResourceNotFoundException when there is no such patient
   * @throws UnprocessableEntityException when the record was merged into another
   */
  Preview preview(String id) {
    return transaction.execute(
        status -> {
          // What no parser can read is looked at as an erasure leaves it, and then taken back.
          status.setRollbackOnly();
          unreadable.replace(id);
          Found found = find(id);
          return new Preview(
              found.persons().size(),
              counted(found.gone().keySet()),
              counted(found.changed().keySet()),
              found.perhaps());
        });
  }

  private static Map<String, Integer> counted(Collection<String> references) {
    Map<String, Integer> counted = new TreeMap<>();
    byType(references).forEach((type, ids) -> counted.put(type, ids.size()));
    return counted;
  }

  private record Found(
      Set<String> persons,
      Map<String, Resource> gone,
      Map<String, Resource> changed,
      List<String> perhaps) {}

  private Found find(String id) {
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
    traces.filesOf(gone.keySet()).forEach(file -> file(file, gone));
    return new Found(persons, gone, changed, perhaps);
  }

  // Nothing more goes out; what is about others too no longer names the person.
  private int silence(Found found) {
    locks.lock(found.persons());
    int suppressed = silenced.keep(found.persons());
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    found.changed().values().forEach(resource -> put(bundle, resource));
    writer.write(bundle);
    expunging.add(found.changed().keySet());
    rows.delete(found.persons(), found.gone().keySet());
    silenced.taken(found.gone().keySet());
    return suppressed;
  }

  // One at a time: the store cannot delete resources that refer to each other in one session.
  private void delete(String reference) {
    IdType id = new IdType(reference);
    try {
      daos.getResourceDao(id.getResourceType()).delete(id, new SystemRequestDetails());
    } catch (ResourceNotFoundException | ResourceGoneException gone) {
      // It went by itself meanwhile; its history still has to go.
    }
    expunging.add(List.of(reference));
    if (id.getResourceType().equals("Patient")) {
      rows.delete(Set.of(id.getIdPart()), List.of());
    }
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

  private static Map<String, List<String>> byType(Collection<String> references) {
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
