package org.rapport.routes.ehr.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.MapPerson;
import org.rapport.routes.intake.fhir.MapVisit;
import org.rapport.routes.intake.fhir.UnmappableResourceException;
import org.rapport.routes.intake.siu.NameBasedId;
import org.rapport.routes.intake.siu.SourceEvent;
import org.rapport.routes.intake.siu.TransactionBuilder;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.StoreConflictException;

/**
 * Applies what was read of the EHR to our server, a visit with all that it needs in one
 * transaction. Idempotent: the same version again changes nothing, and neither does an older one.
 * Thread-safe; keeps nothing between visits.
 */
public final class FhirIntake {
  /** The FHIR interactions that the mark on a visit names. */
  private static final String UPDATE = "update";

  private static final String DELETE = "delete";

  private static final String JSON = "application/fhir+json";
  private static final int TRIES = 4;
  private static final int STRIPES = 64;

  private final FhirStore store;
  private final EhrSource ehr;
  private final EhrBase base;
  private final StoredRecords records;
  private final Clock clock;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Lock[] visits =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(Lock[]::new);

  /**
   * An intake.
   *
   * @param clock dates Provenance, and versions that say no time
   */
  public FhirIntake(FhirStore store, EhrSource ehr, Clock clock) {
    this.store = store;
    this.ehr = ehr;
    this.base = ehr.base();
    this.records = new StoredRecords(store, base);
    this.clock = clock;
  }

  /** What became of a resource. */
  public enum Effect {
    /** It is written. */
    APPLIED,
    /** This version was applied before, or says nothing new. */
    UNCHANGED,
    /** What is stored is newer. */
    OLDER,
    /** It is gone there, and so it is here. */
    DELETED,
    /** It is nobody's that we know of, and nothing for us. */
    IGNORED
  }

  /**
   * Reads a resource and applies it.
   *
   * @throws EhrAnswerException where the EHR does not give it, or not whose visit it is
   * @throws UnmappableResourceException where it lacks what we need
   * @throws org.rapport.routes.intake.store.StoreUnavailableException when the outcome is unknown
   * @throws org.rapport.routes.intake.store.StoreRefusedException when our server never takes it
   */
  public Effect lookUp(EhrBase.Id id) {
    return switch (id.type()) {
      case "Appointment" -> ehr.read(id).map(read -> apply(id, read)).orElseGet(() -> deleted(id));
      case "Patient" -> patient(id);
      default -> Effect.IGNORED;
    };
  }

  /**
   * Applies an Appointment that was read. Throws as {@link #lookUp}.
   *
   * @param id as the EHR's base names it
   */
  public Effect apply(EhrBase.Id id, EhrServer.Read read) {
    return alone(id, () -> visit(id, read, ehr));
  }

  /**
   * Applies an Appointment that was sent, together with what it needs. Throws as {@link #lookUp}.
   *
   * @param sent of the same base
   */
  public Effect apply(EhrBase.Id id, SentResources sent) {
    return sent.read(id).map(read -> alone(id, () -> visit(id, read, sent))).orElse(Effect.IGNORED);
  }

  /** The EHR says that an Appointment is gone. Throws as {@link #lookUp}. */
  public Effect deleted(EhrBase.Id id) {
    return alone(id, () -> gone(id));
  }

  /** One visit at a time, read and mapped anew where another writer was first. */
  private Effect alone(EhrBase.Id id, Supplier<Effect> step) {
    Lock visit = visits[Math.floorMod(id.hashCode(), STRIPES)];
    visit.lock();
    try {
      for (int left = TRIES; ; left--) {
        try {
          return step.get();
        } catch (StoreConflictException another) {
          if (left <= 1) {
            throw another;
          }
        }
      }
    } finally {
      visit.unlock();
    }
  }

  private Effect visit(EhrBase.Id id, EhrServer.Read read, EhrSource source) {
    Appointment theirs = (Appointment) read.resource();
    Instant now = clock.instant();
    Optional<Appointment> stored = records.visit(id, theirs);
    Optional<SourceEvent> last = stored.flatMap(SourceEvent::of);
    Optional<SourceEvent> version = version(theirs);
    if (last.isPresent() && version.isPresent()) {
      if (last.equals(version)) {
        return Effect.UNCHANGED;
      }
      if (version.get().isOlderThan(last.get(), false, false, now)) {
        return Effect.OLDER;
      }
    }
    Actors actors = new Actors(store, source, records);
    actors.find(theirs);
    if (actors.patients().isEmpty() && stored.isEmpty()) {
      return Effect.IGNORED;
    }
    Appointment ours = MapVisit.map(base, id, theirs, actors.references(), stored);
    if (version.isPresent() || last.isEmpty()) {
      version.orElseGet(() -> new SourceEvent(now, "", UPDATE, Optional.empty())).writeTo(ours);
    }
    Binary raw = raw(read, actors.patients(), stored);
    TransactionBuilder transaction = new TransactionBuilder(base.url(), raw, now);
    List<String> targets = new ArrayList<>(List.of(TransactionBuilder.reference(ours)));
    for (Actors.Person person : actors.patients()) {
      targets.add(TransactionBuilder.reference(person.ours()));
      transaction.put(person.ours(), person.stored());
    }
    actors.shared().forEach(transaction::createOnce);
    transaction.put(ours, stored);
    if (transaction.bundle().getEntry().isEmpty()) {
      return Effect.UNCHANGED;
    }
    transaction.keepRaw(targets, stored.isPresent(), actors.notes(theirs));
    store.commit(transaction.bundle());
    return Effect.APPLIED;
  }

  /** When this version was made; empty where the EHR does not say, as then it is the latest. */
  private static Optional<SourceEvent> version(Appointment theirs) {
    if (!theirs.getMeta().hasLastUpdated()) {
      return Optional.empty();
    }
    String version = theirs.getMeta().getVersionId();
    return Optional.of(
        new SourceEvent(
            theirs.getMeta().getLastUpdated().toInstant(),
            version == null ? "" : version,
            UPDATE,
            Optional.empty()));
  }

  private Effect gone(EhrBase.Id id) {
    Optional<Appointment> stored = records.own(id);
    if (stored.isEmpty()) {
      return Effect.IGNORED;
    }
    Appointment ours = MapVisit.deleted(stored.get());
    Instant now = clock.instant();
    // With the time of the version that was applied last: one that comes back later, as it was,
    // is not older than its deletion.
    Instant since = SourceEvent.of(stored.get()).map(SourceEvent::time).orElse(now);
    new SourceEvent(since, "", DELETE, Optional.empty()).writeTo(ours);
    ObjectNode said = mapper.createObjectNode();
    said.put("resourceType", "Parameters");
    said.putArray("parameter")
        .addObject()
        .put("name", "deleted")
        .put("valueUri", base.absolute(id));
    TransactionBuilder transaction =
        new TransactionBuilder(base.url(), binary(said.toString(), stored), now);
    transaction.put(ours, stored);
    if (transaction.bundle().getEntry().isEmpty()) {
      return Effect.UNCHANGED;
    }
    transaction.keepRaw(
        List.of(TransactionBuilder.reference(ours)), true, List.of("Deleted by the EHR"));
    store.commit(transaction.bundle());
    return Effect.DELETED;
  }

  /** Somebody of whom we have no visit is nobody's business here. */
  private Effect patient(EhrBase.Id id) {
    return alone(
        id,
        () -> {
          Optional<Patient> stored = records.patient(id);
          Optional<EhrServer.Read> read = stored.isEmpty() ? Optional.empty() : ehr.read(id);
          if (read.isEmpty()) {
            return Effect.IGNORED;
          }
          Patient ours = MapPerson.map(base, id, (Patient) read.get().resource(), stored);
          TransactionBuilder transaction =
              new TransactionBuilder(
                  base.url(), raw(read.get(), List.of(), stored), clock.instant());
          transaction.put(ours, stored);
          if (transaction.bundle().getEntry().isEmpty()) {
            return Effect.UNCHANGED;
          }
          transaction.keepRaw(List.of(TransactionBuilder.reference(ours)), true, List.of());
          store.commit(transaction.bundle());
          return Effect.APPLIED;
        });
  }

  /** What was read, as a Bundle. */
  private Binary raw(
      EhrServer.Read visit, List<Actors.Person> people, Optional<? extends Resource> stored) {
    ObjectNode bundle = JsonNodeFactory.instance.objectNode();
    bundle.put("resourceType", "Bundle").put("type", "collection");
    ArrayNode entries = bundle.putArray("entry");
    entries.addObject().set("resource", visit.json());
    people.stream()
        .filter(person -> person.json() != null)
        .forEach(person -> entries.addObject().set("resource", person.json()));
    return binary(bundle.toString(), stored);
  }

  /** Named by its content and by what it changes: the same may be said again, and count again. */
  private Binary binary(String json, Optional<? extends Resource> stored) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    String over = stored.map(one -> one.getMeta().getVersionId()).orElse("");
    Binary binary = new Binary().setContentType(JSON);
    binary.setId(
        NameBasedId.derived("fhir", base.url() + "|" + DigestUtils.sha256Hex(bytes) + "|" + over));
    return binary.setData(bytes);
  }
}
