package org.rapport.server.capacity;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.Sql;
import org.rapport.time.CivilTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Open inquiries and people who wait, against free times, by service, place and week (Monday to
 * Sunday, on the clinic's calendar). A time that is kept for somebody is not free, nor is one of an
 * open shift: nobody would be there.
 */
@Component
public class Capacity {
  /** Free times further away do not help who asks now. */
  private static final Duration AHEAD = Duration.ofDays(28);

  /** Of some actors, between two instants; their hours as they pass, also when clocks change. */
  private static final String OPEN_SHIFTS =
      """
      select count(*) as shifts, coalesce(sum(extract(epoch from
          upper(h.part) - lower(h.part))), 0) / 3600 as hours
      from rapport.open_shift s
      cross join lateral (select coalesce(s.horizon, '(,)') * tstzrange(:%2$s, :%3$s) as part) h
      where s.actors @> %1$s and not isempty(h.part)""";

  private final JdbcClient jdbc;
  private final ZoneId zone;

  Capacity(JdbcClient jdbc, RapportSettings settings) {
    this.jdbc = jdbc;
    this.zone = settings.clinic().zone();
  }

  /**
   * Work that nobody does yet: Schedules of a PractitionerRole without a practitioner.
   *
   * @param count of those whose planningHorizon overlaps a period
   * @param hours of the overlap
   */
  public record OpenShifts(int count, BigDecimal hours) {}

  /**
   * How it stands now.
   *
   * @param location null: everywhere together
   * @param scheduled whether the service has any times at all, free or not; else nothing is known
   * @param nextFree null where none is free
   * @param free times in the next four weeks
   * @param openShifts in the next four weeks
   * @param leads inquiries that are neither booked nor over
   * @param waiting people on the waitlist
   */
  public record Standing(
      String location,
      boolean scheduled,
      Instant nextFree,
      int free,
      OpenShifts openShifts,
      int leads,
      int waiting) {

    /** How many ask, by an inquiry or on the waitlist. */
    public int asking() {
      return leads + waiting;
    }

    /** Open demand for each free time; null where there is no free one. */
    public Double perFreeTime() {
      return free == 0 ? null : asking() / (double) free;
    }
  }

  /**
   * One week.
   *
   * @param monday its first day
   * @param leads open inquiries with a deadline in it; those that are overdue count in the first
   * @param waiting people on the waitlist who would take a time in it
   */
  public record Week(
      LocalDate monday, int free, int booked, OpenShifts openShifts, int leads, int waiting) {}

  /** The places where the service has times, in order of their ids. */
  public List<String> locations(String service) {
    return jdbc.sql(
            """
            select distinct substr(actor, 10) from rapport.schedule_facts s, unnest(s.actors) as actor
            where s.active and s.actors @> array['HealthcareService/' || ?]
              and actor like 'Location/%' order by 1""")
        .param(service)
        .query(String.class)
        .list();
  }

  /**
   * How a service stands in each of some places, in their order, by one query. Who names no place
   * asks in each of them.
   *
   * @param locations null in it: everywhere together
   */
  public List<Standing> standings(String service, List<String> locations, Instant now) {
    return jdbc.sql(
            """
            select p.id as location, exists (
                select 1 from rapport.schedule_facts s
                join rapport.slot_facts f on f.schedule_id = s.id and f.start_at > :now
                where s.active and s.actors @> p.actors) as scheduled,
              t.next_free, t.free, o.shifts, o.hours,
              (select count(*) from rapport.lead_facts l where l.service_id = :service
                and l.stage not in ('booked', 'lost', 'out-of-scope')
                and (p.id is null or l.location_id is null or l.location_id = p.id)) as leads,
              (select count(*) from rapport.waitlist_facts w
                where (w.services @> array[cast(:service as text)] or w.services = '{}' and exists (
                    select 1 from rapport.service_facts x
                    where x.id = :service and x.types && w.types))
                  and (p.id is null or w.location_id is null or w.location_id = p.id)) as waiting
            from (select n, id, array_remove(array['HealthcareService/' || cast(:service as text),
                'Location/' || id], null) as actors
              from unnest(cast(:locations as text[])) with ordinality as u(id, n)) p
            cross join lateral (
              select min(f.start_at) as next_free,
                count(*) filter (where f.start_at < :ahead) as free
              from rapport.staffed_schedule s
              join rapport.slot_facts f on f.schedule_id = s.id and f.status = 'free'
                and f.start_at > :now
              where s.actors @> p.actors) t
            cross join lateral ("""
                + OPEN_SHIFTS.formatted("p.actors", "now", "ahead")
                + ") o order by p.n")
        .param("now", Sql.at(now))
        .param("ahead", Sql.at(now.plus(AHEAD)))
        .param("service", service)
        .param("locations", locations.toArray(String[]::new))
        .query(
            (row, n) ->
                new Standing(
                    row.getString("location"),
                    row.getBoolean("scheduled"),
                    Sql.instant(row, "next_free"),
                    row.getInt("free"),
                    shifts(row),
                    row.getInt("leads"),
                    row.getInt("waiting")))
        .list();
  }

  private static OpenShifts shifts(ResultSet row) throws SQLException {
    return new OpenShifts(row.getInt("shifts"), row.getBigDecimal("hours"));
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
            with asked as (
              select array_remove(array['HealthcareService/' || cast(:service as text),
                'Location/' || cast(:location as text)], null) as actors)
            select
              (select count(*) from rapport.staffed_schedule s
                join rapport.slot_facts f on f.schedule_id = s.id and f.status = 'free'
                  and f.start_at >= :begins and f.start_at < :ends and f.start_at > :now
                where s.actors @> asked.actors) as free,
              (select count(*) from rapport.schedule_facts s
                join rapport.slot_facts f on f.schedule_id = s.id
                  and f.status in ('busy', 'busy-tentative')
                  and f.start_at >= :begins and f.start_at < :ends
                where s.active and s.actors @> asked.actors) as booked,
              o.shifts, o.hours,
              (select count(*) from rapport.lead_facts l where l.service_id = :service
                and l.stage not in ('booked', 'lost', 'out-of-scope')
                and (cast(:location as text) is null or l.location_id is null
                  or l.location_id = :location)
                and (l.due_at >= :begins and l.due_at < :ends
                  or :first and (l.due_at is null or l.due_at < :begins))) as leads,
              (select count(*) from rapport.waitlist_facts w
                where (w.services @> array[cast(:service as text)] or w.services = '{}' and exists (
                    select 1 from rapport.service_facts x
                    where x.id = :service and x.types && w.types))
                  and (cast(:location as text) is null or w.location_id is null
                    or w.location_id = :location)
                  and (w.wanted is null or w.wanted && tstzrange(:begins, :ends))) as waiting
            from asked cross join lateral ("""
                + OPEN_SHIFTS.formatted("asked.actors", "begins", "ends")
                + ") o")
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
                    shifts(row),
                    row.getInt("leads"),
                    row.getInt("waiting")))
        .single();
  }

  /** The day of an instant on the calendar of the weeks. */
  LocalDate day(Instant instant) {
    return CivilTime.installed().local(instant, zone).toLocalDate();
  }
}
