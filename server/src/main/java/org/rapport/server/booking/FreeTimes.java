package org.rapport.server.booking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.link.Link;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a booking link is for, and the times that fit it. Reads in the caller's transaction. */
@Component
class FreeTimes {
  private static final Duration NOTICE = Duration.ofHours(1);
  private static final int MOST = 20;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final ZoneId clinicZone;

  FreeTimes(JdbcClient jdbc, Clock clock, RapportSettings settings) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.clinicZone = settings.clinic().zone();
  }

  /**
   * What is to be booked.
   *
   * @param open whether the inquiry, or the wait, still stands
   * @param location or null where any place will do
   * @param language the patient's, or null
   */
  record Wanted(
      String patient,
      boolean open,
      String service,
      String location,
      ZoneId zone,
      String language) {}

  /** By the link's focus: an inquiry. */
  Optional<Wanted> wanted(Link link) {
    IdType focus = new IdType(link.focus());
    return jdbc.sql(
            """
            select l.patient_id, l.service_id, l.location_id, p.language, loc.zone,
              l.stage not in ('booked', 'lost', 'out-of-scope') as open
            from rapport.lead_facts l
            join rapport.patient_facts p on p.id = l.patient_id and p.active
            left join rapport.location_facts loc on loc.id = l.location_id
            where l.id = ? and l.service_id is not null""")
        .param("Task".equals(focus.getResourceType()) ? focus.getIdPart() : "")
        .query(
            (row, n) ->
                new Wanted(
                    row.getString("patient_id"),
                    row.getBoolean("open"),
                    row.getString("service_id"),
                    row.getString("location_id"),
                    row.getString("zone") == null ? clinicZone : ZoneId.of(row.getString("zone")),
                    row.getString("language")))
        .optional();
  }

  /** The next times, in order. */
  List<FreeTime> next(Wanted wanted) {
    return jdbc.sql(
            """
            select f.id, f.start_at from rapport.staffed_schedule s
            join rapport.slot_facts f on f.schedule_id = s.id
            where f.status = 'free' and f.start_at > :from
              and s.actors @> array['HealthcareService/' || :service]
              and (cast(:location as text) is null or s.actors @> array['Location/' || :location])
            order by f.start_at, f.id limit :most""")
        .param("from", Sql.at(clock.instant().plus(NOTICE)))
        .param("service", wanted.service())
        .param("location", wanted.location())
        .param("most", MOST)
        .query((row, n) -> new FreeTime(row.getString(1), Sql.instant(row, "start_at")))
        .list();
  }

  /** Whether a slot is of the service and place that are wanted, still to come, and staffed. */
  boolean fits(Wanted wanted, String slot) {
    Instant earliest = clock.instant().plus(NOTICE);
    return jdbc.sql(
                """
                select count(*) from rapport.slot_facts f
                join rapport.staffed_schedule s on s.id = f.schedule_id
                where f.id = :slot and f.start_at > :from
                  and s.actors @> array['HealthcareService/' || :service]
                  and (cast(:location as text) is null
                    or s.actors @> array['Location/' || :location])""")
            .param("slot", slot)
            .param("from", Sql.at(earliest))
            .param("service", wanted.service())
            .param("location", wanted.location())
            .query(Long.class)
            .single()
        > 0;
  }
}
