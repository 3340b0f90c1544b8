package org.rapport.server.booking;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who waits for a time, and which time is kept for whom. In the caller's transaction. */
@Component
class Offers {
  /** A time is offered, and kept, until this long before it begins. */
  static final Duration NOTICE = Duration.ofHours(1);

  private static final int MOST = 20;

  private final JdbcClient jdbc;
  private final Clock clock;

  Offers(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Somebody who waits, and what of a time fits them. */
  record Waiting(String appointment, String patient, String service, String location) {}

  /** A time that is kept, or was taken. */
  record Offer(
      String slot,
      String appointment,
      String request,
      String service,
      String location,
      String state,
      Instant until) {}

  /**
   * Those who wait for such a time, the oldest first: of its service and place, within what they
   * asked for, without another offer, and not asked about it before.
   */
  List<Waiting> waiting(String slot) {
    return jdbc.sql(
            """
            select w.id, w.patient_id, min(sv.id) as service,
              coalesce(w.location_id, pl.id) as location
            from rapport.slot_facts f
            join rapport.staffed_schedule s on s.id = f.schedule_id
            join lateral (select substr(actor, 19) as id from unnest(s.actors) as actor
              where actor like 'HealthcareService/%') sv on true
            left join lateral (select min(substr(actor, 10)) as id from unnest(s.actors) as actor
              where actor like 'Location/%') pl on true
            join rapport.waitlist_facts w on w.services @> array[sv.id]
              or w.services = '{}' and exists (select 1 from rapport.service_facts x
                where x.id = sv.id and x.types && w.types)
            join rapport.patient_facts p on p.id = w.patient_id and p.active
            where f.id = :slot and f.start_at > :earliest
              and (w.location_id is null or s.actors @> array['Location/' || w.location_id])
              and (w.wanted is null or w.wanted @> f.start_at)
              and not exists (select 1 from rapport.slot_offer o where o.appointment_id = w.id
                and (o.state = 'offered' or o.slot_id = f.id and o.state <> 'withdrawn'))
            group by w.id, pl.id
            order by w.since, w.id limit :most""")
        .param("slot", slot)
        .param("earliest", Sql.at(clock.instant().plus(NOTICE)))
        .param("most", MOST)
        .query(
            (row, n) ->
                new Waiting(
                    row.getString("id"),
                    row.getString("patient_id"),
                    row.getString("service"),
                    row.getString("location")))
        .list();
  }

  /** Those of some Appointments by which somebody waits. */
  List<String> among(Collection<String> appointments) {
    return jdbc.sql("select id from rapport.waitlist_facts where id = any(?) order by since, id")
        .param(Sql.array(appointments))
        .query(String.class)
        .list();
  }

  /** The nearest free time that fits one who waits and has no offer. */
  Optional<String> nearest(String appointment) {
    return jdbc.sql(
            """
            select f.id from rapport.waitlist_facts w
            join rapport.staffed_schedule s
              on (w.location_id is null or s.actors @> array['Location/' || w.location_id])
            join rapport.slot_facts f on f.schedule_id = s.id and f.status = 'free'
              and f.start_at > :earliest and (w.wanted is null or w.wanted @> f.start_at)
            where w.id = :id
              and exists (select 1 from unnest(s.actors) as actor
                where actor like 'HealthcareService/%' and (substr(actor, 19) = any(w.services)
                  or w.services = '{}' and exists (select 1 from rapport.service_facts x
                    where x.id = substr(actor, 19) and x.types && w.types)))
              and not exists (select 1 from rapport.slot_offer o where o.appointment_id = w.id
                and (o.state = 'offered' or o.slot_id = f.id and o.state <> 'withdrawn'))
            order by f.start_at, f.id limit 1""")
        .param("id", appointment)
        .param("earliest", Sql.at(clock.instant().plus(NOTICE)))
        .query(String.class)
        .optional();
  }

  /** Whether somebody is there at a time: it is not of an open shift. */
  boolean staffed(String slot) {
    return jdbc.sql(
            """
            select exists (select 1 from rapport.slot_facts f
              join rapport.staffed_schedule s on s.id = f.schedule_id where f.id = ?)""")
        .param(slot)
        .query(Boolean.class)
        .single();
  }

  /** The offer that stands for a time. */
  Optional<Offer> standing(String slot) {
    return jdbc.sql("select * from rapport.slot_offer where slot_id = ? and state = 'offered'")
        .param(slot)
        .query((row, n) -> offer(row))
        .optional();
  }

  /** Offers that stand for people who do not wait any more. */
  List<Offer> unwanted(Collection<String> appointments) {
    return jdbc.sql(
            """
            select * from rapport.slot_offer o where o.appointment_id = any(?) and o.state = 'offered'
              and not exists (select 1 from rapport.waitlist_facts w where w.id = o.appointment_id)
            order by o.slot_id""")
        .param(Sql.array(appointments))
        .query((row, n) -> offer(row))
        .list();
  }

  /** The offer to one of this patient's waits that stands, or the one that was taken. */
  Optional<Offer> of(String appointment, String patient) {
    return jdbc.sql(
            """
            select o.* from rapport.slot_offer o
            join rapport.appointment_facts a on a.id = o.appointment_id
              and a.patients @> array[cast(:patient as text)]
            where o.appointment_id = :appointment and (o.state = 'offered'
              or o.state = 'taken' and a.status = 'booked' and a.slots @> array[o.slot_id])
            order by o.state desc, o.offered_at desc limit 1""")
        .param("patient", patient)
        .param("appointment", appointment)
        .query((row, n) -> offer(row))
        .optional();
  }

  /** Keeps a time for somebody; how long is not known yet. */
  void offered(String slot, Waiting to, String request) {
    jdbc.sql(
            """
            insert into rapport.slot_offer (slot_id, appointment_id, request_id, service_id,
              location_id, state, offered_at)
            values (:slot, :appointment, :request, :service, :location, 'offered', :now)
            on conflict (slot_id, appointment_id) do update set request_id = excluded.request_id,
              service_id = excluded.service_id, location_id = excluded.location_id,
              state = excluded.state, offered_at = excluded.offered_at, until_at = null""")
        .param("slot", slot)
        .param("appointment", to.appointment())
        .param("request", request)
        .param("service", to.service())
        .param("location", to.location())
        .param("now", Sql.at(clock.instant()))
        .update();
  }

  void until(String slot, Instant until) {
    jdbc.sql("update rapport.slot_offer set until_at = ? where slot_id = ? and state = 'offered'")
        .params(Sql.at(until), slot)
        .update();
  }

  /** Ends the offer that stands for a time. */
  void end(String slot, String state) {
    jdbc.sql("update rapport.slot_offer set state = ? where slot_id = ? and state = 'offered'")
        .params(state, slot)
        .update();
  }

  /** Whether the message of an offer has neither gone nor been refused. */
  boolean waits(Offer offer) {
    return jdbc.sql(
                "select count(*) from rapport.planned_message where id = ? and status = 'active'")
            .param(offer.request())
            .query(Long.class)
            .single()
        > 0;
  }

  private static Offer offer(ResultSet row) throws SQLException {
    return new Offer(
        row.getString("slot_id"),
        row.getString("appointment_id"),
        row.getString("request_id"),
        row.getString("service_id"),
        row.getString("location_id"),
        row.getString("state"),
        Sql.instant(row, "until_at"));
  }
}
