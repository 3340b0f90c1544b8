package org.rapport.server.apply;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.apply.EnrolmentRows.Enrolled;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.journey.Facts;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.Plan;
import org.rapport.server.journey.Planner;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;
import org.springframework.stereotype.Component;

/**
 * Plans enrolments against the facts of this moment and writes the differences as one FHIR
 * transaction. Idempotent: a second run writes nothing.
 */
@Component
public class Reconciler {
  private final DefinitionCatalog catalog;
  private final EnrolmentFacts enrolmentFacts;
  private final EnrolmentRows enrolments;
  private final PlanBundle planBundle;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final ContactBooks contactBooks;
  private final WorkQueue work;
  private final Planner planner = new Planner(CivilTime.installed());

  Reconciler(
      DefinitionCatalog catalog,
      EnrolmentFacts enrolmentFacts,
      EnrolmentRows enrolments,
      PlanBundle planBundle,
      PatientLocks locks,
      ResourceWriter writer,
      ContactBooks contactBooks,
      WorkQueue work) {
    this.catalog = catalog;
    this.enrolmentFacts = enrolmentFacts;
    this.enrolments = enrolments;
    this.planBundle = planBundle;
    this.locks = locks;
    this.writer = writer;
    this.contactBooks = contactBooks;
    this.work = work;
  }

  /**
   * A plan with what it was made from.
   *
   * @param enrolment the CarePlan as it is stored, if there is one
   * @param channel what the patient would be reached on as things are
   */
  record Planned(
      EnrolmentKey key,
      Journey journey,
      Facts facts,
      Plan plan,
      Optional<Enrolled> enrolment,
      Optional<Channel> channel) {}

  /**
   * Plans without writing. Somebody on a journey stays on the version they are on.
   *
   * @param now the instant to plan at
   */
  List<Planned> plan(Collection<EnrolmentKey> keys, Instant now) {
    return plan(keys, Map.of(), now);
  }

  /**
   * Plans without writing.
   *
   * @param versions canonical with version, by key, for those that should be on another version
   */
  List<Planned> plan(
      Collection<EnrolmentKey> keys, Map<EnrolmentKey, String> versions, Instant now) {
    Map<String, EnrolmentKey> ids = new LinkedHashMap<>();
    keys.forEach(key -> ids.put(key.carePlanId(), key));
    Map<EnrolmentKey, Enrolled> enrolled = new HashMap<>();
    enrolments.byId(ids.keySet()).forEach(row -> enrolled.put(ids.get(row.id()), row));
    Map<EnrolmentKey, Journey> journeys = new LinkedHashMap<>();
    Map<String, Journey> active = catalog.journeys();
    Map<String, Journey> every = catalog.everyVersion();
    for (EnrolmentKey key : ids.values()) {
      Journey journey = journey(key, enrolled.get(key), versions.get(key), active, every);
      if (journey != null) {
        journeys.put(key, journey);
      }
    }
    if (journeys.isEmpty()) {
      return List.of();
    }
    Map<String, ContactBook> contacts =
        contactBooks.load(journeys.keySet().stream().map(EnrolmentKey::patient).toList());
    Map<EnrolmentKey, Journey> rivals = rivals(journeys.keySet(), active.values());
    Map<EnrolmentKey, Journey> asked = new LinkedHashMap<>(journeys);
    rivals.forEach(asked::putIfAbsent);
    Map<EnrolmentKey, Facts> facts = enrolmentFacts.load(asked, enrolled, now);
    Set<EnrolmentKey> displaced = displaced(rivals, facts, now);
    return journeys.entrySet().stream()
        .map(
            entry -> {
              EnrolmentKey key = entry.getKey();
              return new Planned(
                  key,
                  entry.getValue(),
                  facts.get(key),
                  displaced.contains(key)
                      ? planner.displaced(entry.getValue(), facts.get(key), now)
                      : planner.plan(entry.getValue(), facts.get(key), now),
                  Optional.ofNullable(enrolled.get(key)),
                  contacts
                      .getOrDefault(key.patient(), ContactBook.EMPTY)
                      .choose(OutreachPurpose.APPOINTMENT, Optional.empty(), now)
                      .route()
                      .map(ContactBook.Route::channel));
            })
        .toList();
  }

  /** Journeys that would take the place of one of these, by the key that they would have. */
  private static Map<EnrolmentKey, Journey> rivals(
      Collection<EnrolmentKey> keys, Collection<Journey> active) {
    Map<EnrolmentKey, Journey> rivals = new LinkedHashMap<>();
    for (Journey journey : active) {
      if (journey.insteadOf().isPresent()) {
        keys.stream()
            .filter(key -> key.journey().equals(journey.insteadOf().get()))
            .forEach(key -> rivals.put(key.on(journey.url()), journey));
      }
    }
    return rivals;
  }

  // By its trigger, not by its plan: who was taken off the one does not come back to the other.
  private Set<EnrolmentKey> displaced(
      Map<EnrolmentKey, Journey> rivals, Map<EnrolmentKey, Facts> facts, Instant now) {
    Set<EnrolmentKey> displaced = new HashSet<>();
    rivals.forEach(
        (key, rival) -> {
          if (planner.isTriggered(rival, facts.get(key), now)) {
            displaced.add(key.on(rival.insteadOf().orElseThrow()));
          }
        });
    return displaced;
  }

  // Somebody who is on a journey stays on the version they are on; who comes on it, or comes
  // again, goes on the one in force.
  private static Journey journey(
      EnrolmentKey key,
      Enrolled enrolled,
      String version,
      Map<String, Journey> active,
      Map<String, Journey> every) {
    Journey inForce = active.get(key.journey());
    if (version != null) {
      return every.get(version);
    }
    if (enrolled == null || enrolled.canonical() == null) {
      return inForce;
    }
    return enrolled.underWay() ? every.getOrDefault(enrolled.canonical(), inForce) : inForce;
  }

  /** Plans and writes; needs a transaction. */
  List<Planned> reconcile(Collection<EnrolmentKey> keys, Instant now) {
    return reconcile(keys, Map.of(), now);
  }

  /** The same, moving some to another version of their journey. */
  List<Planned> reconcile(
      Collection<EnrolmentKey> keys, Map<EnrolmentKey, String> versions, Instant now) {
    if (keys.isEmpty()) {
      return List.of();
    }
    locks.lock(keys.stream().map(EnrolmentKey::patient).toList());
    List<Planned> planned = plan(keys, versions, now);
    Bundle bundle = planBundle.of(planned, now);
    writer.write(bundle);
    for (Planned one : planned) {
      one.plan()
          .lookAgain()
          .ifPresent(
              at -> work.lookAgain(one.key().patient(), "CarePlan/" + one.key().carePlanId(), at));
    }
    return planned;
  }
}
