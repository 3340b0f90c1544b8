package org.rapport.server.apply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rapport.server.apply.ChangeWork.Change;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.journey.Journey;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Ref;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which enrolments a change touches: those that are about what changed, and those that the journeys
 * in force would begin because of it. A constant number of queries for any number of changes.
 */
@Component
class TouchedEnrolments {
  private static final String PATIENT = "Patient";
  private static final String ENROLMENT = "CarePlan";

  private final DefinitionCatalog catalog;
  private final EnrolmentRows enrolments;
  private final JdbcClient jdbc;

  TouchedEnrolments(DefinitionCatalog catalog, EnrolmentRows enrolments, JdbcClient jdbc) {
    this.catalog = catalog;
    this.enrolments = enrolments;
    this.jdbc = jdbc;
  }

  /** Without doubles, in a stable order. */
  Collection<EnrolmentKey> of(List<Change> changes, Instant now) {
    List<Journey> journeys = new ArrayList<>(catalog.journeys().values());
    journeys.sort(Comparator.comparing(Journey::url));
    Set<EnrolmentKey> keys = new LinkedHashSet<>();
    List<String> enrolmentIds = new ArrayList<>();
    List<String> foci = new ArrayList<>();
    List<String> patients = new ArrayList<>();
    for (Change change : changes) {
      Ref focus = Ref.of(change.focus());
      if (focus.type().equals(ENROLMENT)) {
        enrolmentIds.add(focus.id());
        continue;
      }
      if (focus.type().equals(PATIENT)) {
        patients.add(change.patient());
      } else {
        foci.add(change.focus());
      }
      begin(journeys, change.patient(), change.focus(), keys);
    }
    enrolments.byId(enrolmentIds).forEach(row -> keys.add(row.key()));
    enrolments.byFocus(foci).forEach(row -> keys.add(row.key()));
    if (!patients.isEmpty()) {
      enrolments.underWay(patients).forEach(row -> keys.add(row.key()));
      comingVisits(patients, now).forEach(c -> begin(journeys, c.patient(), c.focus(), keys));
    }
    return keys;
  }

  private static void begin(
      List<Journey> journeys, String patient, String focus, Set<EnrolmentKey> keys) {
    String type = Ref.of(focus).type();
    for (Journey journey : journeys) {
      if (journey.beginsByItself(type)) {
        keys.add(new EnrolmentKey(journey.url(), patient, focus));
      }
    }
  }

  private List<Change> comingVisits(List<String> patients, Instant now) {
    return jdbc.sql(
            """
            select p.id, 'Appointment/' || a.id from unnest(:patients::text[]) as p(id)
            join rapport.appointment_facts a on a.patients @> array[p.id] and a.start_at >= :now""")
        .param("patients", Sql.array(Set.copyOf(patients)))
        .param("now", Sql.at(now))
        .query((row, n) -> new Change(row.getString(1), row.getString(2)))
        .list();
  }
}
