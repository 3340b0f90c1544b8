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
  S18(Effect.NONE),
  S19(Effect.NONE),
  S20(Effect.NONE),
  S21(Effect.NONE),
  S22(Effect.NONE),
  S23(Effect.NONE),
  S24(Effect.NONE),
  S26(AppointmentStatus.NOSHOW);

  private enum Effect {
    LIVE,
    STOP,
    NONE
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

  /** Whether the event changes an Appointment at all: resource and slot events do not. */
  public boolean changesAppointment() {
    return effect != Effect.NONE;
  }

  /** Whether the visit is still to take place as far as the event says. */
  boolean isLive() {
    return effect == Effect.LIVE;
  }

  /** The status that ends the visit; empty for live events. */
  Optional<AppointmentStatus> stopStatus() {
    return Optional.ofNullable(stop);
  }
}
