package org.rapport.server.booking;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.rapport.profiles.Profiles;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A Slot and the visit that takes it, for whoever books: by a link or at the desk. Everything here
 * joins the caller's transaction, which has the slot's lock.
 */
@Component
class SlotTaking {
  private final PatientLocks locks;
  private final DaoRegistry daos;
  private final ResourceWriter writer;
  private final JdbcClient jdbc;
  private final Clock clock;

  SlotTaking(
      PatientLocks locks, DaoRegistry daos, ResourceWriter writer, JdbcClient jdbc, Clock clock) {
    this.locks = locks;
    this.daos = daos;
    this.writer = writer;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** One after the other: of those who want the slot, and of what is decided of the patient. */
  void lock(String slot, String patient) {
    locks.lock(List.of("slot " + slot));
    locks.lock(List.of(patient));
  }

  /** What takes the slot, whoever made it: a visit that the EHR booked takes its slot too. */
  Optional<Appointment> held(String slot) {
    return jdbc.sql(
            """
            select a.id from rapport.appointment_facts a
            where a.slots @> array[cast(? as text)] and a.status in ('pending', 'booked', 'arrived', 'checked-in')
            order by a.id limit 1""")
        .param(slot)
        .query(String.class)
        .optional()
        .map(id -> read(Appointment.class, id));
  }

  static boolean isFor(Appointment appointment, String patient) {
    return appointment.getParticipant().stream()
        .anyMatch(one -> ("Patient/" + patient).equals(one.getActor().getReference()));
  }

  /**
   * A visit at a time, not written yet.
   *
   * @param service id of the HealthcareService, whose labels it has; null: none
   * @param location id of the Location; null: that of the Slot's Schedule, if it has one
   */
  Appointment visit(Slot slot, String patient, String service, String location) {
    Appointment appointment = new Appointment();
    appointment.setId(UUID.randomUUID().toString());
    appointment.getMeta().addProfile(Profiles.ENGAGEMENT_APPOINTMENT);
    appointment.setStart(slot.getStart());
    appointment.setEnd(slot.getEnd());
    appointment.setCreated(Date.from(clock.instant()));
    appointment.addSlot(new Reference("Slot/" + slot.getIdElement().getIdPart()));
    participant(appointment, "Patient/" + patient);
    if (service != null) {
      HealthcareService of = read(HealthcareService.class, service);
      of.getMeta().getSecurity().forEach(label -> appointment.getMeta().addSecurity(label));
      of.getType().forEach(appointment::addServiceType);
      participant(appointment, "HealthcareService/" + service);
    }
    String place = location == null ? actors(slot, "Location").findFirst().orElse(null) : location;
    if (place != null) {
      participant(appointment, "Location/" + place);
    }
    return appointment;
  }

  private static void participant(Appointment appointment, String reference) {
    appointment
        .addParticipant()
        .setStatus(ParticipationStatus.ACCEPTED)
        .setActor(new Reference(reference));
  }

  /** Ids of a type whose times the Slot's Schedule has, in order. */
  Stream<String> actors(Slot slot, String type) {
    return jdbc
        .sql(
            """
            select split_part(actor, '/', 2) from rapport.schedule_facts s, unnest(s.actors) as actor
            where s.id = :schedule and split_part(actor, '/', 1) = :type order by actor""")
        .param("schedule", slot.getSchedule().getReferenceElement().getIdPart())
        .param("type", type)
        .query(String.class)
        .list()
        .stream();
  }

  /**
   * Writes both, and what else is to be written with them.
   *
   * @param book or hold it
   */
  void write(Slot slot, Appointment appointment, boolean book, Resource... more) {
    slot.setStatus(book ? SlotStatus.BUSY : SlotStatus.BUSYTENTATIVE);
    appointment.setStatus(book ? AppointmentStatus.BOOKED : AppointmentStatus.PENDING);
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, slot);
    put(bundle, appointment);
    for (Resource one : more) {
      put(bundle, one);
    }
    writer.write(bundle);
  }

  /** Gives back a time that is held and not booked. */
  void free(Appointment held, String slot) {
    if (held.getStatus() != AppointmentStatus.PENDING) {
      return;
    }
    held.setStatus(AppointmentStatus.ENTEREDINERROR);
    Slot freed = read(Slot.class, slot);
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, held);
    if (freed.getStatus() == SlotStatus.BUSYTENTATIVE) {
      freed.setStatus(SlotStatus.FREE);
      put(bundle, freed);
    }
    writer.write(bundle);
  }

  <R extends Resource> R read(Class<R> type, String id) {
    return daos.getResourceDao(type)
        .read(new IdType(type.getSimpleName(), id), new SystemRequestDetails());
  }
}
