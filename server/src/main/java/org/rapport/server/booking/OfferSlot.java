package org.rapport.server.booking;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.rapport.server.apply.Revoked;
import org.rapport.server.booking.Offers.Offer;
import org.rapport.server.booking.Offers.Waiting;
import org.rapport.server.outreach.gate.GateForecast;
import org.rapport.server.outreach.message.TemplateRequest;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/**
 * Offers a free time to who waits longest: kept for them from when the message may go, for two
 * hours or until an hour before it begins. Whom the gate lets no message to has had their turn. In
 * the caller's transaction.
 */
@Component
class OfferSlot {
  /** How long a time is kept for somebody to whom it was offered. */
  static final Duration KEPT = Duration.ofHours(2);

  private final Offers offers;
  private final GateForecast forecast;
  private final PatientLocks locks;
  private final WorkQueue work;
  private final IFhirResourceDao<Slot> slots;
  private final DaoRegistry daos;
  private final ResourceWriter writer;
  private final Clock clock;

  OfferSlot(
      Offers offers,
      GateForecast forecast,
      PatientLocks locks,
      WorkQueue work,
      IFhirResourceDao<Slot> slots,
      DaoRegistry daos,
      ResourceWriter writer,
      Clock clock) {
    this.offers = offers;
    this.forecast = forecast;
    this.locks = locks;
    this.work = work;
    this.slots = slots;
    this.daos = daos;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Gives a time to the next who waits; free for everybody where there is none. Needs the slot's
   * lock.
   *
   * @param slot free, or kept for somebody whose offer has ended
   */
  void next(String id) {
    Slot slot = read(id);
    for (Waiting waiting : offers.waiting(id)) {
      locks.lock(List.of(waiting.patient()));
      if (offer(slot, waiting)) {
        status(slot, SlotStatus.BUSYTENTATIVE);
        return;
      }
    }
    status(slot, SlotStatus.FREE);
  }

  private boolean offer(Slot slot, Waiting to) {
    String id = slot.getIdElement().getIdPart();
    Instant now = clock.instant();
    Instant last = slot.getStart().toInstant().minus(Offers.NOTICE);
    CommunicationRequest request = request(id, to, now, last);
    String message = request.getIdElement().getIdPart();
    offers.offered(id, to, message);
    write(request);
    Optional<Instant> goes = forecast.goes(message, now).filter(at -> at.isBefore(last));
    if (goes.isEmpty()) {
      // The message says by itself why it did not go.
      offers.end(id, "refused");
      return false;
    }
    Instant kept = goes.get().plus(KEPT);
    Instant until = kept.isBefore(last) ? kept : last;
    TemplateRequest.useful(request, until);
    write(request);
    offers.until(id, until);
    work.lookAgain(WorkQueue.NOBODY, "Slot/" + id, until);
    return true;
  }

  /** Ends an offer; a message that has not gone yet does not go. */
  void end(Offer offer, String state) {
    offers.end(offer.slot(), state);
    // It may be gone, with a person who was erased.
    if (offers.waits(offer)) {
      CommunicationRequest request =
          daos.getResourceDao(CommunicationRequest.class)
              .read(
                  new IdType("CommunicationRequest", offer.request()), new SystemRequestDetails());
      NotDoneReason reason =
          "lapsed".equals(state) ? NotDoneReason.WINDOW_PASSED : NotDoneReason.CONDITION_NOT_MET;
      write(Revoked.of(request, reason));
    }
  }

  Slot read(String id) {
    return slots.read(new IdType("Slot", id), new SystemRequestDetails());
  }

  private void status(Slot slot, SlotStatus status) {
    if (slot.getStatus() != status) {
      slot.setStatus(status);
      slots.update(slot, new SystemRequestDetails());
    }
  }

  private void write(CommunicationRequest request) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, request);
    writer.write(bundle);
  }

  private static CommunicationRequest request(String slot, Waiting to, Instant now, Instant last) {
    CommunicationRequest request =
        TemplateRequest.of(
            NameBasedId.of("offer " + slot + " " + to.appointment() + " " + now),
            "waitlist-offer",
            OutreachPurpose.APPOINTMENT,
            to.patient(),
            now,
            last);
    request.addAbout(new Reference("Appointment/" + to.appointment()));
    request.addAbout(new Reference("Slot/" + slot));
    return request;
  }
}
