package org.rapport.server.booking;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Times that become free again: held and not taken in time, or of a visit that was cancelled. */
@Component
class SlotEnds implements ChangeFollower {
  private final SlotTaking bookings;
  private final IFhirResourceDao<Appointment> appointments;
  private final IFhirResourceDao<Slot> slots;
  private final PatientLocks locks;
  private final JdbcClient jdbc;
  private final Clock clock;

  SlotEnds(
      SlotTaking bookings,
      IFhirResourceDao<Appointment> appointments,
      IFhirResourceDao<Slot> slots,
      PatientLocks locks,
      JdbcClient jdbc,
      Clock clock) {
    this.bookings = bookings;
    this.appointments = appointments;
    this.slots = slots;
    this.locks = locks;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private record Row(String id, String status, List<String> slots) {}

  @Override
  public void follow(Collection<String> foci) {
    List<String> visits = ChangeFollower.ids("Appointment", foci);
    if (visits.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            select id, status, slots from rapport.appointment_facts
            where id = any(?) and slots <> '{}' and status in ('pending', 'cancelled') order by id""")
        .param(Sql.array(visits))
        .query(
            (row, n) ->
                new Row(
                    row.getString("id"),
                    row.getString("status"),
                    Arrays.asList(Sql.strings(row, "slots"))))
        .list()
        .forEach(this::end);
  }

  private void end(Row row) {
    locks.lock(row.slots().stream().map(slot -> "slot " + slot).toList());
    Appointment visit =
        appointments.read(new IdType("Appointment", row.id()), new SystemRequestDetails());
    Instant now = clock.instant();
    if ("pending".equals(row.status())) {
      boolean over =
          visit.hasCreated() && !now.isBefore(visit.getCreated().toInstant().plus(BookSlot.HOLD));
      if (over) {
        row.slots().forEach(slot -> bookings.free(visit, slot));
      }
      return;
    }
    for (String id : row.slots()) {
      Slot slot = slots.read(new IdType("Slot", id), new SystemRequestDetails());
      boolean taken =
          jdbc.sql(
                      """
                      select count(*) from rapport.appointment_facts
                      where slots @> array[cast(? as text)] and status not in ('cancelled', 'entered-in-error')""")
                  .param(id)
                  .query(Long.class)
                  .single()
              > 0;
      if (slot.getStatus() == SlotStatus.BUSY
          && !taken
          && slot.hasStart()
          && slot.getStart().toInstant().isAfter(now)) {
        slot.setStatus(SlotStatus.FREE);
        slots.update(slot, new SystemRequestDetails());
      }
    }
  }
}
