package org.rapport.routes.intake.siu;

import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;

/**
 * Scheduling trigger events, HL7 v2.5.1 section 10.4 and table HL70003, and what each does to the
 * Appointment. The v2-to-FHIR guide maps S12 only; the rest is this project's reading.
 */
public enum SiuEvent {
  S12(Effect.LIVE),
  S13(Effect.LIVE),
  S14(Effect.LIVE),
  S15(AppointmentStatus.CANCELLED),
  S16(AppointmentStatus.CANCELLED),
  S17(AppointmentStatus.ENTEREDINERROR),
  S18(Effect.RESOURCES),
  S19(Effect.RESOURCES),
  S20(Effect.RESOURCES),
  S21(Effect.RESOURCES),
  S22(Effect.RESOURCES),
  S23(Effect.SLOT),
  S24(Effect.SLOT),
  S26(AppointmentStatus.NOSHOW);

  private enum Effect {
    LIVE,
    STOP,
    RESOURCES,
    SLOT
  }

  private final Effect effect;
  private final AppointmentStatus stop;

  SiuEvent(Effect effect) {
    this.effect = effect;
    this.stop = null;
  }

  SiuEvent(AppointmentStatus stop) {
    this.effect = Effect.STOP;
    this.stop = stop;
  }

  /** The event of that code; empty for codes that are no scheduling notification. */
  public static Optional<SiuEvent> of(String code) {
    for (SiuEvent event : values()) {
      if (event.name().equalsIgnoreCase(code.trim())) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /** Whether the event blocks a time or opens it again, and is about no visit (S23, S24). */
  public boolean isAboutSlot() {
    return effect == Effect.SLOT;
  }

  /**
   * Whether the event says what is new or gone among a visit's services, places and people, and
   * nothing else of it (S18 to S22).
   */
  public boolean changesResources() {
    return effect == Effect.RESOURCES;
  }

  /** Whether each resource has to say what becomes of it: unsaid, it may be one that stays. */
  boolean takesAway() {
    return this == S20 || this == S21 || this == S22;
  }

  /** Whether the visit is still to take place as far as the event says. */
  boolean isLive() {
    return effect == Effect.LIVE || effect == Effect.RESOURCES;
  }

  /** The status that ends the visit; empty for live events. */
  Optional<AppointmentStatus> stopStatus() {
    return Optional.ofNullable(stop);
  }
}
