package org.rapport.server.booking;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.booking.Offers.Offer;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.Sql;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Times that become free are offered to who waits; offers that nobody took in time, or that nobody
 * wants any more, go to the next, and those of a shift that nobody does any more to nobody.
 */
@Component
@Order(OfferEnds.AFTER_SLOTS_ENDED)
class OfferEnds implements ChangeFollower {
  static final int AFTER_SLOTS_ENDED = 10;

  private final Offers offers;
  private final OfferSlot offering;
  private final PatientLocks locks;
  private final JdbcClient jdbc;
  private final Clock clock;

  OfferEnds(Offers offers, OfferSlot offering, PatientLocks locks, JdbcClient jdbc, Clock clock) {
    this.offers = offers;
    this.offering = offering;
    this.locks = locks;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public void follow(Collection<String> foci) {
    List<String> visits = ChangeFollower.ids("Appointment", foci);
    for (Offer offer : visits.isEmpty() ? List.<Offer>of() : offers.unwanted(visits)) {
      look(offer.slot(), true);
    }
    for (String waiting : visits.isEmpty() ? List.<String>of() : offers.among(visits)) {
      offers.nearest(waiting).ifPresent(slot -> look(slot, false));
    }
    ChangeFollower.ids("Slot", foci).forEach(slot -> look(slot, false));
  }

  private void look(String slot, boolean unwanted) {
    Optional<SlotStatus> status = status(slot);
    Optional<Offer> standing = offers.standing(slot);
    if (status.isEmpty() || standing.isEmpty() && status.get() != SlotStatus.FREE) {
      return;
    }
    locks.lock(List.of("slot " + slot));
    // Both may have changed while somebody else had the lock.
    SlotStatus now = status(slot).orElseThrow();
    Optional<Offer> offer = offers.standing(slot);
    if (offer.isEmpty()) {
      if (now == SlotStatus.FREE) {
        offering.next(slot);
      }
      return;
    }
    Instant until = offer.get().until();
    if (now != SlotStatus.BUSYTENTATIVE) {
      offering.end(offer.get(), "withdrawn");
      if (now == SlotStatus.FREE) {
        offering.next(slot);
      }
    } else if (unwanted || !offers.staffed(slot)) {
      offering.end(offer.get(), "withdrawn");
      offering.next(slot);
    } else if (until != null && !clock.instant().isBefore(until)) {
      offering.end(offer.get(), "lapsed");
      offering.next(slot);
    }
  }

  private Optional<SlotStatus> status(String slot) {
    return jdbc.sql("select status from rapport.slot_facts where id = any(?)")
        .param(Sql.array(List.of(slot)))
        .query(String.class)
        .optional()
        .map(SlotStatus::fromCode);
  }
}
