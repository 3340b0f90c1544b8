package org.rapport.server.booking;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
import org.rapport.server.booking.FreeTimes.Wanted;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.server.store.LogicalId;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a free time by link, in two steps or in one: held for ten minutes as a pending Appointment,
 * then booked. Of any number who try at once one gets it; the others learn that it is gone. Each
 * step may be repeated.
 */
@Component
public class BookSlot {
  /** How long a time is held for somebody who has not said yes. */
  static final Duration HOLD = Duration.ofMinutes(10);

  private final FreeTimes times;
  private final TakeOffer offers;
  private final Links links;
  private final PatientLocks locks;
  private final WorkQueue work;
  private final DaoRegistry daos;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  BookSlot(
      FreeTimes times,
      TakeOffer offers,
      Links links,
      PatientLocks locks,
      WorkQueue work,
      DaoRegistry daos,
      ResourceWriter writer,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock) {
    this.times = times;
    this.offers = offers;
    this.links = links;
    this.locks = locks;
    this.work = work;
    this.daos = daos;
    this.writer = writer;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** How far a link has come. */
  public enum State {
    /** There is nothing to book by it any more. */
    GONE,
    /** Times to choose from, or none. */
    OPEN,
    /** One is held for the patient. */
    HELD,
    /** One is booked. */
    BOOKED,
    /** Somebody else was faster. */
    TAKEN
  }

  /**
   * What the page shows.
   *
   * @param chosen the time that is held or booked; else null
   * @param appointment its id; else null
   * @param until when a time that is kept for somebody who waits goes to the next; else null
   */
  public record View(
      State state,
      String language,
      ZoneId zone,
      List<FreeTime> free,
      FreeTime chosen,
      String appointment,
      Instant until) {}

  /** The times, without changing anything. */
  public View see(String token) {
    return transaction.execute(
        status ->
            offered(token)
                .map(offers::see)
                .orElseGet(
                    () ->
                        find(token)
                            .map(found -> view(found, State.OPEN))
                            .orElseGet(BookSlot::gone)));
  }

  // The link of somebody who waits is about the one time that is kept for them.
  private Optional<Link> offered(String token) {
    return links
        .find(token)
        .filter(link -> link.purpose() == Link.Purpose.BOOKING && link.focus() != null)
        .filter(TakeOffer::isFor);
  }

  /** Keeps a time for ten minutes. */
  public View hold(String token, String slot) {
    return act(token, slot, false);
  }

  /** Books a time, held before or not. */
  public View book(String token, String slot) {
    return act(token, slot, true);
  }

  /** Gives a held time back. */
  public View release(String token, String slot) {
    return transaction.execute(
        status ->
            offered(token)
                .map(link -> offers.giveBack(link, slot))
                .orElseGet(() -> giveBack(token, slot)));
  }

  private View giveBack(String token, String slot) {
    return find(token)
        .map(
            found -> {
              lock(found, slot);
              held(slot)
                  .filter(held -> isFor(held, found.patient()))
                  .ifPresent(held -> free(held, slot));
              return view(found, State.OPEN);
            })
        .orElseGet(BookSlot::gone);
  }

  static View gone() {
    return new View(State.GONE, null, null, List.of(), null, null, null);
  }

  private View view(Wanted wanted, State state) {
    return new View(state, wanted.language(), wanted.zone(), times.next(wanted), null, null, null);
  }

  private Optional<Wanted> find(String token) {
    return links
        .find(token)
        .filter(link -> link.purpose() == Link.Purpose.BOOKING && link.focus() != null)
        .flatMap(times::wanted);
  }

  private void lock(Wanted wanted, String slot) {
    locks.lock(List.of("slot " + slot));
    locks.lock(List.of(wanted.patient()));
  }

  private View act(String token, String id, boolean book) {
    return transaction.execute(
        status -> {
          Optional<Link> offered = offered(token);
          if (offered.isPresent()) {
            return book ? offers.take(offered.get(), id) : offers.see(offered.get());
          }
          Optional<Wanted> found = find(token);
          if (found.isEmpty() || !LogicalId.is(id)) {
            return found.map(wanted -> view(wanted, State.OPEN)).orElseGet(BookSlot::gone);
          }
          Wanted wanted = found.get();
          lock(wanted, id);
          Appointment standing = held(id).orElse(null);
          if (standing != null && isFor(standing, wanted.patient())) {
            boolean booked = standing.getStatus() == AppointmentStatus.BOOKED;
            return booked || !book
                ? done(wanted, booked ? State.BOOKED : State.HELD, standing, id)
                : write(wanted, read(Slot.class, id), standing, true);
          }
          if (!wanted.open()) {
            return gone();
          }
          if (standing != null || !times.fits(wanted, id)) {
            return view(wanted, State.TAKEN);
          }
          Slot slot = read(Slot.class, id);
          return slot.getStatus() == SlotStatus.FREE
              ? write(wanted, slot, appointment(wanted, slot), book)
              : view(wanted, State.TAKEN);
        });
  }

  private View write(Wanted wanted, Slot slot, Appointment appointment, boolean book) {
    Instant now = clock.instant();
    slot.setStatus(book ? SlotStatus.BUSY : SlotStatus.BUSYTENTATIVE);
    appointment.setStatus(book ? AppointmentStatus.BOOKED : AppointmentStatus.PENDING);
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, slot);
    put(bundle, appointment);
    writer.write(bundle);
    String id = appointment.getIdElement().getIdPart();
    if (!book) {
      work.lookAgain(wanted.patient(), "Appointment/" + id, now.plus(HOLD));
    }
    return done(
        wanted, book ? State.BOOKED : State.HELD, appointment, slot.getIdElement().getIdPart());
  }

  private View done(Wanted wanted, State state, Appointment appointment, String slot) {
    return new View(
        state,
        wanted.language(),
        wanted.zone(),
        List.of(),
        new FreeTime(slot, appointment.getStart().toInstant()),
        appointment.getIdElement().getIdPart(),
        null);
  }

  private Appointment appointment(Wanted wanted, Slot slot) {
    Appointment appointment = new Appointment();
    appointment.setId(UUID.randomUUID().toString());
    appointment.getMeta().addProfile(Profiles.ENGAGEMENT_APPOINTMENT);
    HealthcareService service = read(HealthcareService.class, wanted.service());
    service.getMeta().getSecurity().forEach(label -> appointment.getMeta().addSecurity(label));
    service.getType().forEach(appointment::addServiceType);
    appointment.setStart(slot.getStart());
    appointment.setEnd(slot.getEnd());
    appointment.setCreated(Date.from(clock.instant()));
    appointment.addSlot(new Reference("Slot/" + slot.getIdElement().getIdPart()));
    participant(appointment, "Patient/" + wanted.patient());
    participant(appointment, "HealthcareService/" + wanted.service());
    String place = wanted.location() == null ? place(slot) : wanted.location();
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

  private String place(Slot slot) {
    return jdbc.sql(
            """
            select substr(actor, 10) from rapport.schedule_facts s, unnest(s.actors) as actor
            where s.id = ? and actor like 'Location/%' order by actor limit 1""")
        .param(slot.getSchedule().getReferenceElement().getIdPart())
        .query(String.class)
        .optional()
        .orElse(null);
  }

  // Whoever made it: a visit that the EHR booked takes its slot too.
  private Optional<Appointment> held(String slot) {
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

  private static boolean isFor(Appointment appointment, String patient) {
    return appointment.getParticipant().stream()
        .anyMatch(one -> ("Patient/" + patient).equals(one.getActor().getReference()));
  }

  /** Gives back a time that is held and not booked. Needs a transaction with the slot's lock. */
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
