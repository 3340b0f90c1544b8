package org.rapport.routes.intake.siu;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * SIU^S23 and S24 (HL7 v2.5.1 sections 10.4.13 and 10.4.14) to the Slot that they block and open
 * again. Pure but for the clock, which dates the Provenance. Thread-safe.
 */
public final class SlotMapping {

  /** A message ready to be mapped. */
  public record Request(
      byte[] raw, Hl7Message message, SiuEvent event, SenderProfile sender, AppointmentKey key) {

    /** The id of the Slot. */
    public String slot() {
      return NameBasedId.ofIdentifier(sender.slotSystem(), key.value());
    }
  }

  /**
   * What is to be written.
   *
   * @param transaction empty: the message says of no time, or of nobody's
   * @param words for the acknowledgement; nothing of a patient
   */
  public record Result(Optional<Bundle> transaction, String words) {}

  private final Clock clock;

  /** Takes the clock for Provenance and messages without a time. */
  public SlotMapping(Clock clock) {
    this.clock = clock;
  }

  /**
   * Maps.
   *
   * @param stored the Slot of that id, if any
   */
  public Result map(Request request, Optional<Slot> stored) {
    // What is opened says D of its resources: it was theirs all the same.
    List<SharedResource> actors = MapSchedule.actors(request.message(), request.sender());
    VisitTimes times = VisitTimes.read(request.message(), request.sender());
    if (times.start().isEmpty() || actors.isEmpty()) {
      String lacking = times.start().isEmpty() ? "no time of day" : "no place, person or thing";
      return new Result(Optional.empty(), "Nothing to change: " + lacking);
    }
    Instant now = clock.instant();
    SourceEvent source = SourceEvent.of(request.message(), request.event(), request.sender(), now);
    TransactionBuilder transaction = new TransactionBuilder(request.raw(), request.sender(), now);
    boolean older =
        stored.flatMap(SourceEvent::of).filter(last -> source.isOlderThan(last, now)).isPresent();
    if (older) {
      transaction.keepRaw(List.of(TransactionBuilder.reference(stored.get())), true, List.of());
      return new Result(Optional.of(transaction.bundle()), "Older than stored");
    }
    SharedResource schedule = MapSchedule.schedule(actors, request.sender());
    Slot slot = slot(request, stored, times, schedule);
    source.writeTo(slot);
    actors.forEach(transaction::createOnce);
    transaction.createOnce(schedule);
    transaction.put(slot, stored);
    String reference = TransactionBuilder.reference(slot);
    if (request.event() == SiuEvent.S23 && is(stored, SlotStatus.BUSY)) {
      transaction.escalate(
          "blocked-while-taken", "S23 of a time that is taken", reference, List.of());
    }
    List<String> notes = new ArrayList<>(request.message().notes());
    transaction.keepRaw(List.of(reference), stored.isPresent(), notes);
    notes.add(0, "Stored");
    return new Result(Optional.of(transaction.bundle()), String.join("; ", notes));
  }

  private static Slot slot(
      Request request, Optional<Slot> stored, VisitTimes times, SharedResource schedule) {
    Slot slot = stored.map(Slot::copy).orElseGet(Slot::new);
    if (stored.isEmpty()) {
      slot.setId(request.slot());
      slot.addIdentifier(
          new Identifier()
              .setSystem(request.sender().slotSystem())
              .setValue(request.key().value()));
    }
    slot.setSchedule(new Reference(schedule.fullUrl()));
    slot.setStart(Date.from(times.start().get()));
    slot.setEnd(Date.from(times.end().orElseThrow()));
    List<CodeableConcept> services =
        request.message().all("AIS").stream()
            .map(ais -> MapConcept.map(ais.field(3), request.sender()))
            .flatMap(Optional::stream)
            .toList();
    if (!services.isEmpty()) {
      slot.setServiceType(services);
    }
    return slot.setStatus(status(request.event(), stored));
  }

  /** A time that somebody has taken, or that is kept for somebody, is not opened over them. */
  private static SlotStatus status(SiuEvent event, Optional<Slot> stored) {
    if (event == SiuEvent.S23) {
      return SlotStatus.BUSYUNAVAILABLE;
    }
    return is(stored, SlotStatus.BUSY) || is(stored, SlotStatus.BUSYTENTATIVE)
        ? stored.get().getStatus()
        : SlotStatus.FREE;
  }

  private static boolean is(Optional<Slot> stored, SlotStatus status) {
    return stored.filter(slot -> slot.getStatus() == status).isPresent();
  }
}
