package org.rapport.routes.intake.siu;

import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.ARRIVED;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.BOOKED;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.CANCELLED;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.CHECKEDIN;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.ENTEREDINERROR;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.FULFILLED;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.NOSHOW;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.PENDING;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.PROPOSED;
import static org.hl7.fhir.r4.model.Appointment.AppointmentStatus.WAITLIST;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.rapport.routes.intake.dialect.Dialect;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * The appointment status a message leads to, from its event and SCH-25.
 *
 * @param status when event and SCH-25 disagree, the one that stops messages to the patient
 * @param conflict the disagreement in codes, such as {@code S15 with SCH-25 pending}, for a person
 *     to look at
 * @param note that SCH-25 has a code which says nothing to us
 */
record StatusDecision(AppointmentStatus status, Optional<String> conflict, Optional<String> note) {

  private static final Set<AppointmentStatus> STOPPING = Set.of(CANCELLED, ENTEREDINERROR, NOSHOW);

  /**
   * Table HL70278 by the v2-to-FHIR concept map, and the spellings seen in the field. What is not
   * here (Blocked, Overbook) says nothing about the visit.
   */
  private static final Map<String, AppointmentStatus> FILLER_STATUS =
      Map.ofEntries(
          Map.entry("pending", PENDING),
          Map.entry("waitlist", WAITLIST),
          Map.entry("booked", BOOKED),
          Map.entry("confirmed", BOOKED),
          Map.entry("scheduled", BOOKED),
          Map.entry("rescheduled", BOOKED),
          Map.entry("arrived", ARRIVED),
          Map.entry("checked in", CHECKEDIN),
          Map.entry("checked-in", CHECKEDIN),
          Map.entry("checkedin", CHECKEDIN),
          Map.entry("started", CHECKEDIN),
          Map.entry("complete", FULFILLED),
          Map.entry("completed", FULFILLED),
          Map.entry("cancelled", CANCELLED),
          Map.entry("canceled", CANCELLED),
          Map.entry("discontinued", CANCELLED),
          Map.entry("dc", CANCELLED),
          Map.entry("deleted", ENTEREDINERROR),
          Map.entry("noshow", NOSHOW),
          Map.entry("no-show", NOSHOW),
          Map.entry("no show", NOSHOW),
          Map.entry("no_show", NOSHOW));

  /** Of table HL70278: about the slot, not the visit. */
  private static final Set<String> SAYS_NOTHING = Set.of("blocked", "overbook");

  static boolean stops(AppointmentStatus status) {
    return STOPPING.contains(status);
  }

  /**
   * Decides.
   *
   * @param existing the stored appointment, if any; its status stays when S14 says nothing
   */
  static StatusDecision decide(
      SiuEvent event, Hl7Segment sch, SenderProfile sender, Optional<Appointment> existing) {
    Optional<AppointmentStatus> filler = fillerStatus(sch, sender);
    Optional<String> unknown = filler.isPresent() ? Optional.empty() : unknown(sch.field(25));
    if (!event.isLive()) {
      AppointmentStatus stop = event.stopStatus().orElseThrow();
      return new StatusDecision(
          stop, filler.filter(f -> contradicts(event, f)).map(f -> describe(event, f)), unknown);
    }
    AppointmentStatus kept =
        existing
            .filter(a -> event == SiuEvent.S14)
            .map(Appointment::getStatus)
            // A visit held for want of a time is booked once the time is known.
            .filter(s -> s != PROPOSED)
            .orElse(BOOKED);
    return new StatusDecision(
        filler.orElse(kept),
        filler.filter(StatusDecision::stops).map(f -> describe(event, f)),
        unknown);
  }

  private static Optional<String> unknown(Hl7Field status) {
    String code = status.component(1).isEmpty() ? status.component(2) : status.component(1);
    if (code.isEmpty() || SAYS_NOTHING.contains(code.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return Optional.of(
        code.matches("[\\w .-]{1,20}")
            ? "SCH-25 " + code + " is no status that is known"
            : "SCH-25 is no status that is known");
  }

  private static boolean contradicts(SiuEvent event, AppointmentStatus filler) {
    if (event == SiuEvent.S26 && (filler == CANCELLED || filler == ENTEREDINERROR)) {
      return true;
    }
    // Booked beside a stop event is a field never updated, too common to report.
    return !stops(filler) && filler != BOOKED;
  }

  private static String describe(SiuEvent event, AppointmentStatus filler) {
    return event.name() + " with SCH-25 " + filler.toCode();
  }

  private static Optional<AppointmentStatus> fillerStatus(Hl7Segment sch, SenderProfile sender) {
    Optional<AppointmentStatus> status = fillerStatus(sch.field(25), sender);
    if (status.isPresent() || sch.field(25).isValued()) {
      return status;
    }
    // Seen in the field: the no-show code one field early. SCH-24 is an appointment id otherwise.
    return fillerStatus(sch.field(24), sender).filter(s -> s == NOSHOW);
  }

  private static Optional<AppointmentStatus> fillerStatus(Hl7Field field, SenderProfile sender) {
    if (Dialect.APPOINTMENT_STATUS.equals(field.component(3))) {
      return Stream.of(AppointmentStatus.values())
          .filter(status -> field.component(1).equals(status.toCode()))
          .findFirst();
    }
    for (int component : new int[] {1, 2, 4, 5}) {
      String code = field.component(component);
      Optional<AppointmentStatus> status =
          sender
              .statusFor(code)
              .map(AppointmentStatus::fromCode)
              .or(() -> Optional.ofNullable(FILLER_STATUS.get(code.toLowerCase(Locale.ROOT))));
      if (status.isPresent()) {
        return status;
      }
    }
    return Optional.empty();
  }
}
