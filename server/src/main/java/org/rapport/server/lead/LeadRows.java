package org.rapport.server.lead;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.lead.routing.RouteInquiry;
import org.rapport.server.store.Sql;
import org.rapport.terminology.LeadStage;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads inquiries and free times from the projections, in the caller's transaction. */
@Component
class LeadRows {
  /** Tasks that nobody has closed. */
  static final String OPEN =
      " status not in ('completed', 'cancelled', 'rejected', 'failed', 'entered-in-error') ";

  private final JdbcClient jdbc;

  LeadRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An inquiry that is known. */
  record Known(String id, String patient, Instant due, boolean outOfScope) {
    private static Known of(ResultSet row, int number) throws SQLException {
      return new Known(
          row.getString("id"),
          row.getString("patient_id"),
          Sql.instant(row, "due_at"),
          LeadStage.OUT_OF_SCOPE.code().equals(row.getString("stage")));
    }
  }

  /** The inquiry that the same submission made since then. */
  Optional<Known> same(String fingerprint, Instant since) {
    return jdbc.sql(
            """
            select id, patient_id, due_at, stage from rapport.lead_facts
            where fingerprint = :fingerprint and created_at >= :since
            order by created_at desc, id limit 1""")
        .param("fingerprint", fingerprint)
        .param("since", Sql.at(since))
        .query(Known::of)
        .optional();
  }

  /** The open inquiry of a person about the same service, or where either names none. */
  Optional<Known> open(String patient, String service) {
    return jdbc.sql(
            "select id, patient_id, due_at, stage from rapport.lead_facts where patient_id = :patient and"
                + OPEN
                + """
                and stage not in ('booked', 'lost', 'out-of-scope')
                and (service_code is null or cast(:service as text) is null
                  or lower(service_code) = lower(:service))
                order by created_at desc, id limit 1""")
        .param("patient", patient)
        .param("service", service)
        .query(Known::of)
        .optional();
  }

  /** How many inquiries each of these teams has not answered. */
  Map<String, Integer> waiting(Collection<String> owners) {
    Map<String, Integer> waiting = new HashMap<>();
    jdbc.sql(
            "select owner, count(*) as n from rapport.lead_facts where owner = any(:owners) and stage ="
                + " 'new' and"
                + OPEN
                + "group by owner")
        .param("owners", Sql.array(owners))
        .query(
            row -> {
              waiting.put(row.getString("owner"), row.getInt("n"));
            });
    return waiting;
  }

  /** How many inquiries that belong to no team have not been answered. */
  int waitingForNobody() {
    return jdbc.sql(
            "select count(*) from rapport.lead_facts where owner is null and stage = 'new' and"
                + OPEN)
        .query(Integer.class)
        .single();
  }

  /** The start of the earliest free Slot of services at places. */
  Map<String, Instant> free(Collection<String> services, Instant from) {
    Map<String, Instant> free = new HashMap<>();
    List<String> actors = services.stream().map(id -> "HealthcareService/" + id).toList();
    jdbc.sql(
            """
            select s.actors, min(f.start_at) as start_at
            from rapport.staffed_schedule s
            join rapport.slot_facts f on f.schedule_id = s.id and f.status = 'free'
              and f.start_at > :from
            where s.actors && cast(:actors as text[])
            group by s.id, s.actors""")
        .param("from", Sql.at(from))
        .param("actors", Sql.array(actors))
        .query(
            row -> {
              Instant start = Sql.instant(row, "start_at");
              for (String service : Sql.strings(row, "actors")) {
                for (String place : Sql.strings(row, "actors")) {
                  if (service.startsWith("HealthcareService/") && place.startsWith("Location/")) {
                    free.merge(
                        service.substring("HealthcareService/".length())
                            + "@"
                            + place.substring("Location/".length()),
                        start,
                        (one, other) -> one.isBefore(other) ? one : other);
                  }
                }
              }
            });
    return free;
  }

  /** What routing asks of the hour. */
  RouteInquiry.Situation situation(
      Collection<String> services, Collection<String> owners, Instant now) {
    return new RouteInquiry.Situation(free(services, now), waiting(owners));
  }
}
