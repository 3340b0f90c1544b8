package org.rapport.server.projection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.sensitivity.SensitiveServices;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Appointment to {@code appointment_facts}. A change that a plan depends on (status, times, place,
 * patients, labels) leaves a work item for each patient concerned, in the same transaction.
 */
@Component
class AppointmentProjector implements ResourceProjector<Appointment> {
  private final JdbcClient jdbc;
  private final WorkQueue work;
  private final SensitiveServices services;

  AppointmentProjector(JdbcClient jdbc, WorkQueue work, SensitiveServices services) {
    this.jdbc = jdbc;
    this.services = services;
    this.work = work;
  }

  private record Row(
      String status,
      Instant start,
      String location,
      List<String> patients,
      int sensitivity,
      List<String> places,
      String zone,
      String startOffset) {}

  @Override
  public Class<Appointment> type() {
    return Appointment.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("appointment_facts"));
  }

  @Override
  public boolean project(Appointment appointment) {
    String id = appointment.getIdElement().getIdPart();
    Row now =
        new Row(
            appointment.hasStatus()
                ? appointment.getStatus().toCode()
                : AppointmentStatus.PROPOSED.toCode(),
            appointment.hasStart() ? appointment.getStart().toInstant() : null,
            Participants.of(appointment, "Location").stream().findFirst().orElse(null),
            List.copyOf(new TreeSet<>(Participants.of(appointment, "Patient"))),
            sensitivity(appointment),
            places(appointment),
            ZoneCodes.of(appointment),
            VisitZone.written(appointment));
    Row before =
        jdbc.sql(
                """
                select status, start_at, location_id, patients, sensitivity, places, zone, start_offset
                from rapport.appointment_facts where id = ?\
                """)
            .param(id)
            .query(
                (row, n) ->
                    new Row(
                        row.getString(1),
                        Sql.instant(row, "start_at"),
                        row.getString(3),
                        Arrays.asList(Sql.strings(row, "patients")),
                        row.getInt("sensitivity"),
                        Arrays.asList(Sql.strings(row, "places")),
                        row.getString("zone"),
                        row.getString("start_offset")))
            .optional()
            .orElse(null);
    jdbc.sql(
            """
            insert into rapport.appointment_facts (id, version, status, start_at, end_at, location_id,
              patients, sensitivity, services, places, slots, zone, start_offset)
            values (:id, :version, :status, :start, :end, :location, :patients, :sensitivity,
              :services, :places, :slots, :zone, :startOffset)
            on conflict (id) do update set version = excluded.version, status = excluded.status,
              start_at = excluded.start_at, end_at = excluded.end_at,
              location_id = excluded.location_id, patients = excluded.patients,
              sensitivity = excluded.sensitivity, services = excluded.services,
              places = excluded.places, slots = excluded.slots,
              zone = excluded.zone, start_offset = excluded.start_offset
            where appointment_facts.version <= excluded.version\
            """)
        .param("id", id)
        .param("version", appointment.getIdElement().getVersionIdPartAsLong())
        .param("status", now.status())
        .param("start", Sql.at(now.start()))
        .param("end", Sql.at(appointment.getEnd()))
        .param("location", now.location())
        .param("patients", Sql.array(now.patients()))
        .param("sensitivity", now.sensitivity())
        .param("services", Sql.array(Participants.of(appointment, "HealthcareService")))
        .param("places", Sql.array(now.places()))
        .param("slots", Sql.array(slots(appointment)))
        .param("zone", now.zone())
        .param("startOffset", now.startOffset())
        .update();
    boolean changed = !Objects.equals(before, now);
    if (changed) {
      TreeSet<String> concerned = new TreeSet<>(now.patients());
      if (before != null) {
        concerned.addAll(before.patients());
      }
      concerned.forEach(patient -> work.change(patient, "Appointment/" + id));
    }
    return changed;
  }

  @Override
  public void remove(Appointment appointment) {
    String id = appointment.getIdElement().getIdPart();
    jdbc.sql("delete from rapport.appointment_facts where id = ? returning patients")
        .param(id)
        .query((row, n) -> Arrays.asList(Sql.strings(row, "patients")))
        .list()
        .forEach(
            patients -> patients.forEach(patient -> work.change(patient, "Appointment/" + id)));
  }

  private int sensitivity(Appointment appointment) {
    return Sensitivity.of(appointment)
        .or(services.of(appointment.getServiceType()))
        .or(services.of(appointment.getServiceCategory()))
        .or(services.of(appointment.getSpecialty()))
        .ordinal();
  }

  private static List<String> places(Appointment appointment) {
    List<String> places = new ArrayList<>();
    for (String type : List.of("HealthcareService", "Location")) {
      Participants.of(appointment, type).forEach(id -> places.add(type + "/" + id));
    }
    return places;
  }

  private static List<String> slots(Appointment appointment) {
    return appointment.getSlot().stream()
        .map(Reference::getReferenceElement)
        .filter(id -> "Slot".equals(id.getResourceType()) && id.hasIdPart())
        .map(id -> id.getIdPart())
        .distinct()
        .sorted()
        .toList();
  }
}
