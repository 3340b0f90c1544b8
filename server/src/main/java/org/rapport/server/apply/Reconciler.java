package org.rapport.server.apply;

import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.journey.Facts;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.Plan;
import org.rapport.server.journey.Planner;
import org.rapport.server.projection.Sql;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Plans enrolments against the facts of this moment and writes the differences as one FHIR
 * transaction. Idempotent: a second run writes nothing.
 */
@Component
public class Reconciler {
  private final DefinitionCatalog catalog;
  private final VisitFacts visitFacts;
  private final PlanBundle planBundle;
  private final PatientLocks locks;
  private final IFhirSystemDao<Bundle, ?> systemDao;
  private final JdbcClient jdbc;
  private final ContactBooks contactBooks;
  private final Planner planner = new Planner(CivilTime.installed());

  Reconciler(
      DefinitionCatalog catalog,
      VisitFacts visitFacts,
      PlanBundle planBundle,
      PatientLocks locks,
      IFhirSystemDao<Bundle, ?> systemDao,
      JdbcClient jdbc,
      ContactBooks contactBooks) {
    this.catalog = catalog;
    this.visitFacts = visitFacts;
    this.planBundle = planBundle;
    this.locks = locks;
    this.systemDao = systemDao;
    this.jdbc = jdbc;
    this.contactBooks = contactBooks;
  }

  /**
   * A plan with what it was made from.
   *
   * @param enrolment status of the CarePlan, if there is one
   * @param channel what the patient would be reached on as things are
   */
  record Planned(
      EnrolmentKey key,
      Journey journey,
      Facts facts,
      Plan plan,
      Optional<String> enrolment,
      Optional<Channel> channel) {}

  /**
   * Plans without writing.
   *
   * @param now the instant to plan at
   */
  List<Planned> plan(Collection<EnrolmentKey> keys, Instant now) {
    Map<String, Journey> journeys = catalog.journeys();
    Map<EnrolmentKey, String> ids =
        keys.stream().collect(Collectors.toMap(key -> key, EnrolmentKey::carePlanId));
    Map<String, String> enrolled =
        jdbc
            .sql("select id, status from rapport.enrolment where id = any(?)")
            .param(Sql.array(ids.values()))
            .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Map<String, ContactBook> contacts =
        contactBooks.load(keys.stream().map(EnrolmentKey::patient).toList());
    Map<EnrolmentKey, Facts> facts = visitFacts.load(keys, ids);
    return keys.stream()
        .filter(key -> journeys.containsKey(key.journey()))
        .map(
            key -> {
              Journey journey = journeys.get(key.journey());
              return new Planned(
                  key,
                  journey,
                  facts.get(key),
                  planner.plan(journey, facts.get(key), now),
                  Optional.ofNullable(enrolled.get(ids.get(key))),
                  contacts
                      .getOrDefault(key.patient(), ContactBook.EMPTY)
                      .choose(OutreachPurpose.APPOINTMENT, Optional.empty(), now)
                      .route()
                      .map(ContactBook.Route::channel));
            })
        .toList();
  }

  /** Plans and writes; needs a transaction. */
  List<Planned> reconcile(Collection<EnrolmentKey> keys, Instant now) {
    locks.lock(keys.stream().map(EnrolmentKey::patient).toList());
    List<Planned> planned = plan(keys, now);
    Bundle bundle = planBundle.of(planned, now);
    if (bundle.hasEntry()) {
      systemDao.transactionNested(new SystemRequestDetails(), bundle);
    }
    return planned;
  }

  /**
   * The enrolments that a change touches: of an Appointment, of the Patient's visits that are
   * planned or still to come.
   *
   * @param changes patient id by focus reference
   */
  Collection<EnrolmentKey> touched(List<ChangeEvent> changes, String trigger, Instant now) {
    List<String> journeys =
        catalog.journeys().values().stream()
            .filter(journey -> journey.triggers().contains(trigger))
            .map(Journey::url)
            .sorted()
            .toList();
    Map<EnrolmentKey, EnrolmentKey> keys = new LinkedHashMap<>();
    for (ChangeEvent change : changes) {
      List<String> visits =
          change.focus().startsWith("Appointment/")
              ? List.of(change.focus().substring("Appointment/".length()))
              : visitsOf(change.patient(), now);
      for (String journey : journeys) {
        for (String visit : visits) {
          EnrolmentKey key = new EnrolmentKey(journey, change.patient(), visit);
          keys.put(key, key);
        }
      }
    }
    return keys.values();
  }

  private List<String> visitsOf(String patient, Instant now) {
    return jdbc.sql(
            """
            select id from rapport.appointment_facts
            where patients @> array[:patient]::text[] and start_at >= :now
            union
            select substr(focus, length('Appointment/') + 1) from rapport.enrolment
            where patient_id = :patient and status = 'active' and focus like 'Appointment/%'""")
        .param("patient", patient)
        .param("now", Sql.at(now))
        .query(String.class)
        .list();
  }

  /** A change that a plan may depend on. */
  record ChangeEvent(String patient, String focus) {}
}
