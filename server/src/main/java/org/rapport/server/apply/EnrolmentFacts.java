package org.rapport.server.apply;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.rapport.server.apply.EnrolmentRows.Enrolled;
import org.rapport.server.apply.FocusRows.Found;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.journey.Evidence;
import org.rapport.server.journey.Facts;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.Journey;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Loads the facts of many enrolments in a constant number of queries; resources are read only for
 * journeys with conditions or business time. Reads in the caller's transaction.
 */
@Component
class EnrolmentFacts {
  private final JdbcClient jdbc;
  private final FocusRows foci;
  private final EnrolmentRows enrolments;
  private final EvidenceLoader evidence;
  private final ZoneId clinicZone;

  EnrolmentFacts(
      JdbcClient jdbc,
      FocusRows foci,
      EnrolmentRows enrolments,
      EvidenceLoader evidence,
      RapportSettings settings) {
    this.jdbc = jdbc;
    this.foci = foci;
    this.enrolments = enrolments;
    this.evidence = evidence;
    this.clinicZone = settings.clinic().zone();
  }

  private record Person(boolean active, String zone, boolean sensitive) {}

  /** The facts of each key, for the journey it is on. */
  Map<EnrolmentKey, Facts> load(
      Map<EnrolmentKey, Journey> journeys, Map<EnrolmentKey, Enrolled> enrolled, Instant now) {
    Collection<EnrolmentKey> keys = journeys.keySet();
    Map<String, Person> people = people(keys.stream().map(EnrolmentKey::patient).toList());
    Map<String, Found> found = foci.load(keys);
    Map<String, List<Standing>> standing =
        enrolments.standing(enrolled.values().stream().map(Enrolled::id).toList());
    Set<String> crisis = enrolments.inCrisis(people.keySet());
    // Answers, conditions and hours only matter where the focus is in a state that it is for.
    Map<EnrolmentKey, Journey> deciding = new LinkedHashMap<>();
    Set<String> sensitive = new HashSet<>();
    for (EnrolmentKey key : keys) {
      Found focus = found.get(key.focus());
      Person person = people.get(key.patient());
      if (journeys.get(key).mayBeWanted(focus(key, journeys.get(key), focus))) {
        deciding.put(key, journeys.get(key));
      }
      if (person != null && person.sensitive() || focus != null && focus.sensitive()) {
        sensitive.add(key.carePlanId());
      }
    }
    Map<String, List<Instant>> replies =
        enrolments.replies(
            deciding.entrySet().stream()
                .filter(entry -> entry.getValue().readsReplies())
                .map(entry -> entry.getKey().patient())
                .collect(Collectors.toSet()));
    Map<EnrolmentKey, Evidence> conditions =
        evidence.load(deciding, enrolled, found, sensitive, now);
    Map<EnrolmentKey, BusinessHours> hours = evidence.hours(deciding, found, clinicZone);
    Map<EnrolmentKey, Facts> result = new HashMap<>();
    for (EnrolmentKey key : keys) {
      Person person = people.get(key.patient());
      Found focus = found.get(key.focus());
      String zone =
          person != null && person.zone() != null
              ? person.zone()
              : focus == null ? null : focus.zone();
      ZoneId zoneId = zone == null ? clinicZone : ZoneId.of(zone);
      Enrolled state = enrolled.get(key);
      result.put(
          key,
          new Facts(
              key.patient(),
              person == null
                  ? PatientState.DELETED
                  : person.active() ? PatientState.ACTIVE : PatientState.INACTIVE,
              zoneId,
              focus(key, journeys.get(key), focus),
              state == null ? List.of() : standing.getOrDefault(state.id(), List.of()),
              EnrolmentRows.enrolment(
                  key, journeys.get(key), state, replies, crisis.contains(key.patient())),
              hours.getOrDefault(key, BusinessHours.usual(zoneId)),
              conditions.getOrDefault(key, Evidence.NONE)));
    }
    return result;
  }

  private static Focus focus(EnrolmentKey key, Journey journey, Found found) {
    if (found == null) {
      return Focus.gone(key.focusType(), key.focusId());
    }
    boolean takesPart = found.patients().contains(key.patient());
    return new Focus(
        key.focusType(),
        key.focusId(),
        takesPart ? found.status() : AppointmentStatus.CANCELLED.toCode(),
        kinds(key, journey, found),
        found.start(),
        found.end());
  }

  // Who is in a segment and waits for a campaign is not in it for a journey that writes to people.
  private static Set<String> kinds(EnrolmentKey key, Journey journey, Found found) {
    Set<String> kinds = new HashSet<>(found.kinds());
    if (journey.sendsMessages()) {
      journey.segments().stream()
          .filter(group -> !found.entered().contains(Found.entry(key.journey(), group)))
          .forEach(kinds::remove);
    }
    return kinds;
  }

  private Map<String, Person> people(List<String> ids) {
    return jdbc
        .sql(
            """
            select id, active, zone, sensitivity > 0
            from rapport.patient_facts where id = any(?)\
            """)
        .param(Sql.array(Set.copyOf(ids)))
        .query(
            (row, n) ->
                Map.entry(
                    row.getString(1),
                    new Person(row.getBoolean(2), row.getString(3), row.getBoolean(4))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
