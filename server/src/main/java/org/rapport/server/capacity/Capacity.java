package org.rapport.server.capacity;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.projection.Sql;
import org.rapport.time.CivilTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Open inquiries and people who wait, against free times, by service, place and week (Monday to
 * Sunday, on the clinic's calendar). A time that is kept for somebody is not free.
 */
@Component
public class Capacity {
  /** Free times further away do not help who asks now. */
  private static final Duration AHEAD = Duration.ofDays(28);

  private final JdbcClient jdbc;
  private final ZoneId zone;

  Capacity(JdbcClient jdbc, RapportSettings settings) {
    this.jdbc = jdbc;
    this.zone = settings.clinic().zone();
  }

  /**
   * How it stands now.
   *
   * @param location null: everywhere together
   * @param scheduled whether the service has any times at all, free or not; else nothing is known
   * @param nextFree null where none is free
   * @param free times in the next four weeks
   * @param leads inquiries that are neither booked nor over
   * @param waiting people on the waitlist
   */
  public record Standing(
      String location, boolean scheduled, Instant nextFree, int free, int leads, int waiting) {

    /** Open demand for each free time; null where there is no free one. */
    public Double perFreeTime() {
      return free == 0 ? null : (leads + waiting) / (double) free;
    }
  }

  /**
   * One week.
   *
   * @param monday its first day
   * @param leads open inquiries with a deadline in it; those that are overdue count in the first
   * @param waiting people on the waitlist who would take a time in it
   */
  public record Week(LocalDate monday, int free, int booked, int leads, int waiting) {}

  /** The places where the service has times, in order of their ids. */
  List<String> locations(String service) {
    return jdbc.sql(
            """
            select distinct substr(actor, 10) from rapport.schedule_facts s, unnest(s.actors) as actor
            where s.active and s.actors @> array['HealthcareService/' || ?]
              and actor like 'Location/%' order by 1""")
        .param(service)
        .query(String.class)
        .list();
  }

  /** How a service stands, in one place or, with null, in all of them. */
  public Standing standing(String service, String location, Instant now) {
    return jdbc.sql(
            """
            with times as (
              select f.status, f.start_at from rapport.schedule_facts s
              join rapport.slot_facts f on f.schedule_id = s.id and f.start_at > :now
              where s.active and s.actors @> array['HealthcareService/' || :service]
                and (cast(:location as text) is null
                  or s.actors @> array['Location/' || :location]))
            select (select count(*) from times) as times,
              (select min(start_at) from times where status = 'free') as next_free,
              (select count(*) from times where status = 'free' and start_at < :ahead) as free,
              (select count(*) from rapport.lead_facts l where l.service_id = :service
                and l.stage not in ('booked', 'lost', 'out-of-scope')
                and (cast(:location as text) is null or l.location_id = :location)) as leads,
              (select count(*) from rapport.waitlist_facts w
                where (w.services @> array[cast(:service as text)] or w.services = '{}' and exists (
                    select 1 from rapport.service_facts x
                    where x.id = :service and x.types && w.types))
                  and (cast(:location as text) is null or w.location_id is null
                    or w.location_id = :location)) as waiting""")
        .param("now", Sql.at(now))
        .param("ahead", Sql.at(now.plus(AHEAD)))
        .param("service", service)
        .param("location", location)
        .query(
            (row, n) ->
                new Standing(
                    location,
                    row.getInt("times") > 0,
                    Sql.instant(row, "next_free"),
                    row.getInt("free"),
                    row.getInt("leads"),
                    row.getInt("waiting")))
        .single();
  }

  /** The weeks that two days are in, and those between. */
  List<Week> weeks(String service, String location, LocalDate from, LocalDate to, Instant now) {
    List<Week> weeks = new ArrayList<>();
    LocalDate monday = from.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    for (LocalDate day = monday; !day.isAfter(to); day = day.plusWeeks(1)) {
      weeks.add(week(service, location, day, day.equals(monday), now));
    }
    return weeks;
  }

  private Week week(String service, String location, LocalDate monday, boolean first, Instant now) {
    CivilTime time = CivilTime.installed();
    Instant begins = time.instant(monday.atStartOfDay(), zone);
    Instant ends = time.instant(monday.plusWeeks(1).atStartOfDay(), zone);
    return jdbc.sql(
            """
            with times as (
              select f.status, f.start_at from rapport.schedule_facts s
              join rapport.slot_facts f on f.schedule_id = s.id
                and f.start_at >= :begins and f.start_at < :ends
              where s.active and s.actors @> array['HealthcareService/' || :service]
                and (cast(:location as text) is null
                  or s.actors @> array['Location/' || :location]))
            select
              (select count(*) from times where status = 'free' and start_at > :now) as free,
              (select count(*) from times where status in ('busy', 'busy-tentative')) as booked,
              (select count(*) from rapport.lead_facts l where l.service_id = :service
                and l.stage not in ('booked', 'lost', 'out-of-scope')
                and (cast(:location as text) is null or l.location_id = :location)
                and (l.due_at >= :begins and l.due_at < :ends
                  or :first and (l.due_at is null or l.due_at < :begins))) as leads,
              (select count(*) from rapport.waitlist_facts w
                where (w.services @> array[cast(:service as text)] or w.services = '{}' and exists (
                    select 1 from rapport.service_facts x
                    where x.id = :service and x.types && w.types))
                  and (cast(:location as text) is null or w.location_id is null
                    or w.location_id = :location)
                  and (w.wanted is null or w.wanted && tstzrange(:begins, :ends))) as waiting""")
        .param("begins", Sql.at(begins))
        .param("ends", Sql.at(ends))
        .param("now", Sql.at(now))
        .param("first", first)
        .param("service", service)
        .param("location", location)
        .query(
            (row, n) ->
                new Week(
                    monday,
                    row.getInt("free"),
                    row.getInt("booked"),
                    row.getInt("leads"),
                    row.getInt("waiting")))
        .single();
  }

  /** The day of an instant on the calendar of the weeks. */
  LocalDate day(Instant instant) {
    return CivilTime.installed().local(instant, zone).toLocalDate();
  }
}
