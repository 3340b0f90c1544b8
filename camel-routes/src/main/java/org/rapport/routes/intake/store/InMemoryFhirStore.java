package org.rapport.routes.intake.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;

/**
 * The store's twin in memory, for tests and for messages that are only tried: versions, If-Match
 * and conditional creates, all or nothing. Thread-safe.
 */
public final class InMemoryFhirStore implements FhirStore {

  private Map<String, Resource> resources = new LinkedHashMap<>();
  private final AtomicInteger commits = new AtomicInteger();
  private volatile Consumer<Bundle> beforeCommit = bundle -> {};

  /** Runs before each commit; what it throws is the answer. */
  public void beforeCommit(Consumer<Bundle> hook) {
    beforeCommit = hook;
  }

  /** How many transactions were committed. */
  public int commits() {
    return commits.get();
  }

  @Override
  public synchronized boolean exists(String resourceType, String id) {
    return resources.containsKey(resourceType + "/" + id);
  }

  @Override
  public synchronized List<Appointment> appointments(String system, String value) {
    return all(Appointment.class).stream()
        .filter(a -> has(a.getIdentifier(), system, value))
        .toList();
  }

  @Override
  public synchronized Optional<Appointment> appointment(String id) {
    return Optional.ofNullable((Appointment) resources.get("Appointment/" + id))
        .map(Appointment::copy);
  }

  @Override
  public synchronized Optional<Patient> patient(String id) {
    return Optional.ofNullable((Patient) resources.get("Patient/" + id)).map(Patient::copy);
  }

  @Override
  public synchronized List<Patient> patients(String system, String value) {
    return records(system, value);
  }

  @Override
  public synchronized List<Patient> records(String system, String value) {
    return all(Patient.class).stream().filter(p -> has(p.getIdentifier(), system, value)).toList();
  }

  @Override
  public synchronized Optional<Slot> slot(String id) {
    return Optional.ofNullable((Slot) resources.get("Slot/" + id)).map(Slot::copy);
  }

  @Override
  public Optional<String> reference(String type, String system, String value) {
    Stream<? extends Resource> found =
        switch (type) {
          case "Location" ->
              all(Location.class).stream().filter(one -> has(one.getIdentifier(), system, value));
          case "HealthcareService" ->
              all(HealthcareService.class).stream()
                  .filter(one -> has(one.getIdentifier(), system, value));
          default ->
              all(Practitioner.class).stream()
                  .filter(one -> has(one.getIdentifier(), system, value));
        };
    return found.findFirst().map(one -> type + "/" + one.getIdElement().getIdPart());
  }

  /** Copies of all resources of a type, in the order created. */
  public synchronized <T extends Resource> List<T> all(Class<T> type) {
    List<T> found = new ArrayList<>();
    for (Resource resource : resources.values()) {
      if (type.isInstance(resource)) {
        found.add(type.cast(resource.copy()));
      }
    }
    return found;
  }

  /** The resource of a reference as it is kept; null where there is none. */
  public synchronized Resource get(String reference) {
    return resources.get(reference);
  }

  /** Stores a resource as another system would. */
  public synchronized void save(Resource resource) {
    put(resources, resource, null, true);
  }

  @Override
  public void commit(Bundle transaction) {
    beforeCommit.accept(transaction);
    synchronized (this) {
      Map<String, Resource> next = new LinkedHashMap<>(resources);
      Map<String, String> placeholders = new HashMap<>();
      for (BundleEntryComponent entry : transaction.getEntry()) {
        if (entry.getRequest().getMethod() == HTTPVerb.POST) {
          placeholders.put(entry.getFullUrl(), createOnce(next, entry));
        }
      }
      next.values().stream()
          .filter(Schedule.class::isInstance)
          .flatMap(one -> ((Schedule) one).getActor().stream())
          .forEach(actor -> replace(actor, placeholders));
      for (BundleEntryComponent entry : transaction.getEntry()) {
        if (entry.getRequest().getMethod() == HTTPVerb.PUT) {
          Resource resource = entry.getResource().copy();
          if (resource instanceof Slot slot) {
            replace(slot.getSchedule(), placeholders);
          }
          if (resource instanceof Appointment appointment) {
            appointment.getParticipant().forEach(p -> replace(p.getActor(), placeholders));
          }
          put(next, resource, entry.getRequest().getIfMatch(), false);
        }
      }
      resources = next;
      commits.incrementAndGet();
    }
  }

  /** Marks the source as the server does; what refers to it is the server's own affair. */
  @Override
  public synchronized void merge(String source, String target) {
    Patient gone = (Patient) resources.get("Patient/" + source).copy();
    gone.setActive(false)
        .addLink()
        .setType(Patient.LinkType.REPLACEDBY)
        .setOther(new Reference("Patient/" + target));
    put(resources, gone, null, true);
  }

  @Override
  public synchronized void unmerge(String source) {
    Patient back = (Patient) resources.get("Patient/" + source).copy();
    back.setActive(true).setLink(new ArrayList<>());
    put(resources, back, null, true);
  }

  private static void replace(Reference reference, Map<String, String> placeholders) {
    reference.setReference(
        placeholders.getOrDefault(reference.getReference(), reference.getReference()));
  }

  private static String createOnce(Map<String, Resource> next, BundleEntryComponent entry) {
    String id =
        UUID.nameUUIDFromBytes(entry.getRequest().getIfNoneExist().getBytes(StandardCharsets.UTF_8))
            .toString();
    String key = entry.getRequest().getUrl() + "/" + id;
    if (!next.containsKey(key)) {
      Resource resource = entry.getResource().copy();
      resource.setId(id);
      resource.getMeta().setVersionId("1");
      next.put(key, resource);
    }
    return key;
  }

  private static void put(
      Map<String, Resource> next, Resource resource, String ifMatch, boolean force) {
    String key = resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    Resource stored = next.get(key);
    String version = stored == null ? null : stored.getMeta().getVersionId();
    // An unconditional create of what is there is what a unique key refuses in a database.
    boolean conflict = ifMatch == null ? stored != null : !ifMatch.equals("W/\"" + version + "\"");
    if (conflict && !force) {
      throw new StoreConflictException(409);
    }
    resource.getMeta().setVersionId(version == null ? "1" : "" + (Integer.parseInt(version) + 1));
    next.put(key, resource);
  }

  private static boolean has(List<Identifier> identifiers, String system, String value) {
    return identifiers.stream()
        .anyMatch(i -> system.equals(i.getSystem()) && value.equals(i.getValue()));
  }
}
