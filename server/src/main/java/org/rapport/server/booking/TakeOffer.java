package org.rapport.server.booking;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
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
import org.rapport.server.booking.BookSlot.State;
import org.rapport.server.booking.BookSlot.View;
import org.rapport.server.booking.Offers.Offer;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.link.Link;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Ref;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The page of a time that is kept for somebody who waits: they take it, and the Appointment by
 * which they wait becomes the visit, or give it to the next. In the caller's transaction.
 */
@Component
class TakeOffer {

  private final Offers offers;
  private final OfferSlot offering;
  private final PatientLocks locks;
  private final DaoRegistry daos;
  private final ResourceWriter writer;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final ZoneId clinicZone;

  TakeOffer(
      Offers offers,
      OfferSlot offering,
      PatientLocks locks,
      DaoRegistry daos,
      ResourceWriter writer,
      JdbcClient jdbc,
      Clock clock,
      RapportSettings settings) {
    this.offers = offers;
    this.offering = offering;
    this.locks = locks;
    this.daos = daos;
    this.writer = writer;
    this.jdbc = jdbc;
    this.clock = clock;
    this.clinicZone = settings.clinic().zone();
  }

  /** Whether a link is about a wait, rather than an inquiry. */
  static boolean isFor(Link link) {
    return Ref.is("Appointment", link.focus());
  }

  View see(Link link) {
    return find(link).map(offer -> view(link, offer)).orElseGet(BookSlot::gone);
  }

  /** Takes it, once; whoever comes after it lapsed learns that it is gone. */
  View take(Link link, String slot) {
    Optional<Offer> offer = locked(link, slot);
    if (offer.isEmpty() || !stands(offer.get())) {
      return see(link);
    }
    Slot time = offering.read(offer.get().slot());
    if (time.getStatus() != SlotStatus.BUSYTENTATIVE) {
      return BookSlot.gone();
    }
    Appointment visit = read(Appointment.class, offer.get().appointment());
    visit.setStatus(AppointmentStatus.BOOKED);
    visit.setStart(time.getStart());
    visit.setEnd(time.getEnd());
    visit.getSlot().clear();
    visit.addSlot(new Reference("Slot/" + offer.get().slot()));
    participant(visit, "HealthcareService/" + offer.get().service());
    if (offer.get().location() != null) {
      participant(visit, "Location/" + offer.get().location());
    }
    HealthcareService service = read(HealthcareService.class, offer.get().service());
    if (!visit.hasServiceType()) {
      service.getType().forEach(visit::addServiceType);
    }
    service.getMeta().getSecurity().stream()
        .filter(label -> visit.getMeta().getSecurity(label.getSystem(), label.getCode()) == null)
        .forEach(label -> visit.getMeta().addSecurity(label));
    time.setStatus(SlotStatus.BUSY);
    offers.end(offer.get().slot(), "taken");
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, time);
    put(bundle, visit);
    writer.write(bundle);
    return see(link);
  }

  /** Gives it to the next. */
  View giveBack(Link link, String slot) {
    Optional<Offer> offer = locked(link, slot);
    if (offer.isPresent() && stands(offer.get())) {
      offering.end(offer.get(), "declined");
      offering.next(offer.get().slot());
    }
    return see(link);
  }

  // By its lock: of those who take it, and of its end, one comes first.
  private Optional<Offer> locked(Link link, String slot) {
    Optional<Offer> offer = find(link).filter(found -> found.slot().equals(slot));
    if (offer.isEmpty()) {
      return offer;
    }
    locks.lock(List.of("slot " + slot));
    locks.lock(List.of(link.patient()));
    return find(link).filter(found -> found.slot().equals(slot));
  }

  private Optional<Offer> find(Link link) {
    return offers.of(Ref.of(link.focus()).id(), link.patient());
  }

  private boolean stands(Offer offer) {
    return "offered".equals(offer.state())
        && offer.until() != null
        && clock.instant().isBefore(offer.until());
  }

  private record Words(ZoneId zone, String language, Instant start) {}

  private View view(Link link, Offer offer) {
    boolean taken = "taken".equals(offer.state());
    if (!taken && !stands(offer)) {
      return BookSlot.gone();
    }
    Words words =
        jdbc.sql(
                """
                select p.language, l.zone, f.start_at from rapport.patient_facts p
                join rapport.slot_facts f on f.id = :slot
                left join rapport.location_facts l on l.id = :location
                where p.id = :patient""")
            .param("slot", offer.slot())
            .param("location", offer.location())
            .param("patient", link.patient())
            .query(
                (row, n) ->
                    new Words(
                        row.getString("zone") == null
                            ? clinicZone
                            : ZoneId.of(row.getString("zone")),
                        row.getString("language"),
                        Sql.instant(row, "start_at")))
            .single();
    return new View(
        taken ? State.BOOKED : State.HELD,
        words.language(),
        words.zone(),
        List.of(),
        new FreeTime(offer.slot(), words.start()),
        offer.appointment(),
        taken ? null : offer.until());
  }

  private static void participant(Appointment visit, String reference) {
    boolean there =
        visit.getParticipant().stream()
            .anyMatch(one -> reference.equals(one.getActor().getReference()));
    if (!there) {
      visit
          .addParticipant()
          .setStatus(ParticipationStatus.ACCEPTED)
          .setActor(new Reference(reference));
    }
  }

  private <R extends Resource> R read(Class<R> type, String id) {
    return daos.getResourceDao(type)
        .read(new IdType(type.getSimpleName(), id), new SystemRequestDetails());
  }
}
