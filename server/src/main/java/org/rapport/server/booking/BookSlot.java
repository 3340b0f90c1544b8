package org.rapport.server.booking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.rapport.server.booking.FreeTimes.Wanted;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.server.store.LogicalId;
import org.rapport.server.work.WorkQueue;
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
  private final SlotTaking taking;
  private final WorkQueue work;
  private final TransactionTemplate transaction;
  private final Clock clock;

  BookSlot(
      FreeTimes times,
      TakeOffer offers,
      Links links,
      SlotTaking taking,
      WorkQueue work,
      TransactionTemplate transaction,
      Clock clock) {
    this.times = times;
    this.offers = offers;
    this.links = links;
    this.taking = taking;
    this.work = work;
    this.transaction = transaction;
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
              taking.lock(slot, found.patient());
              taking
                  .held(slot)
                  .filter(held -> SlotTaking.isFor(held, found.patient()))
                  .ifPresent(held -> taking.free(held, slot));
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
          taking.lock(id, wanted.patient());
          Appointment standing = taking.held(id).orElse(null);
          if (standing != null && SlotTaking.isFor(standing, wanted.patient())) {
            boolean booked = standing.getStatus() == AppointmentStatus.BOOKED;
            return booked || !book
                ? done(wanted, booked ? State.BOOKED : State.HELD, standing, id)
                : write(wanted, taking.read(Slot.class, id), standing, true);
          }
          if (!wanted.open()) {
            return gone();
          }
          if (standing != null || !times.fits(wanted, id)) {
            return view(wanted, State.TAKEN);
          }
          Slot slot = taking.read(Slot.class, id);
          return slot.getStatus() == SlotStatus.FREE
              ? write(
                  wanted,
                  slot,
                  taking.visit(slot, wanted.patient(), wanted.service(), wanted.location()),
                  book)
              : view(wanted, State.TAKEN);
        });
  }

  private View write(Wanted wanted, Slot slot, Appointment appointment, boolean book) {
    Instant now = clock.instant();
    taking.write(slot, appointment, book);
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
}
