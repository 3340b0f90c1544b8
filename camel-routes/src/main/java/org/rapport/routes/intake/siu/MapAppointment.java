package org.rapport.routes.intake.siu;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * SCH, TQ1, NTE and AIx to Appointment, over what is stored. The result meets the R4 invariants
 * app-1 to app-4, or the mapping fails.
 */
final class MapAppointment {

  private static final String HL70277 = "HL70277";

  /**
   * What the rest of the mapping found out.
   *
   * @param counts the message without the resources that it takes away
   */
  record Inputs(
      Hl7Message message,
      Hl7Message counts,
      SiuEvent event,
      SenderProfile sender,
      AppointmentKey key,
      List<String> patientReferences,
      List<SharedResource> locations,
      List<SharedResource> practitioners,
      VisitTimes times,
      AppointmentStatus status) {}

  private MapAppointment() {}

  /**
   * Maps one visit. Returns a new resource with the stored id, or the key's id for a new one; the
   * stored resource is not changed.
   *
   * @throws UnmappableMessageException when a visit that is to take place has no time
   */
  static Appointment map(Inputs in, Optional<Appointment> stored) {
    Appointment appointment = stored.map(Appointment::copy).orElseGet(Appointment::new);
    if (stored.isEmpty()) {
      appointment.setId(in.key().newId());
    }
    in.key().identifiers().forEach(identifier -> addIdentifier(appointment, identifier));
    appointment.setStatus(in.status());
    times(appointment, in);
    VisitClock.note(appointment, in.times(), in.sender());
    Hl7Segment sch = in.message().first("SCH").orElseThrow();
    reasons(appointment, sch, in.sender());
    serviceTypes(appointment, in);
    cancelationReason(appointment, sch, in);
    comment(appointment, in.message());
    participants(appointment, in);
    return appointment;
  }

  private static void addIdentifier(Appointment appointment, Identifier identifier) {
    appointment
        .getIdentifier()
        .removeIf(
            i ->
                identifier.getSystem().equals(i.getSystem())
                    && identifier.getValue().equals(i.getValue()));
    appointment.addIdentifier(identifier);
  }

  private static void times(Appointment appointment, Inputs in) {
    VisitTimes times = in.times();
    boolean stops = StatusDecision.stops(in.status());
    if (times.start().isPresent()) {
      appointment.setStartElement(instant(times.start().get(), times.zone()));
      appointment.setEndElement(instant(times.end().orElseThrow(), times.zone()));
      appointment.setRequestedPeriod(new ArrayList<>());
    } else if (times.day().isPresent() && !stops) {
      hold(appointment, times.day().get());
    } else if (times.faultyField().isPresent() && !stops) {
      VisitTimes.Place place = times.faultyField().get();
      throw new UnmappableMessageException(
          Fault.at(
              Hl7Error.DATA_TYPE, place.segment(), place.field(), "Start time cannot be read"));
    }
    times.minutes().ifPresent(appointment::setMinutesDuration);
    if (appointment.hasStart()) {
      return;
    }
    // Invariant app-3: only these may be without a time.
    switch (appointment.getStatus()) {
      case PROPOSED, CANCELLED, WAITLIST -> {}
      case NOSHOW, ENTEREDINERROR -> appointment.setStatus(AppointmentStatus.CANCELLED);
      default -> throw UnmappableMessageException.missing("SCH", 11, "Start time is missing");
    }
  }

  /** A date without a time of day is no time to tell a patient: a person has to complete it. */
  private static void hold(Appointment appointment, String day) {
    appointment.setStatus(AppointmentStatus.PROPOSED);
    appointment.setStartElement(null);
    appointment.setEndElement(null);
    appointment.setRequestedPeriod(new ArrayList<>());
    Period period = appointment.addRequestedPeriod();
    period.setStartElement(new DateTimeType(day));
    period.setEndElement(new DateTimeType(day));
  }

  private static InstantType instant(Instant instant, ZoneId zone) {
    InstantType value = new InstantType(Date.from(instant));
    value.setTimeZone(TimeZone.getTimeZone(zone));
    return value;
  }

  /**
   * SCH-7 and SCH-8. The tables named beside the codes are swapped in v2 itself, as the guide says,
   * so the position decides, save for a type (HL70277) in SCH-7 with nothing in SCH-8.
   */
  private static void reasons(Appointment appointment, Hl7Segment sch, SenderProfile sender) {
    Hl7Field reason = sch.field(7);
    Hl7Field type = sch.field(8);
    if (HL70277.equalsIgnoreCase(reason.component(3)) && !type.isValued()) {
      type = reason;
      reason = Hl7Field.ABSENT;
    }
    Optional<CodeableConcept> reasonCode = MapConcept.map(reason, sender);
    if (reasonCode.isPresent() || reason.isNull()) {
      appointment.setReasonCode(new ArrayList<>());
      reasonCode.ifPresent(appointment::addReasonCode);
    }
    Optional<CodeableConcept> typeCode = MapConcept.map(type, sender);
    if (typeCode.isPresent() || type.isNull()) {
      appointment.setAppointmentType(typeCode.orElse(null));
    }
  }

  private static void serviceTypes(Appointment appointment, Inputs in) {
    List<CodeableConcept> services = new ArrayList<>();
    boolean deleted = false;
    for (Hl7Segment ais : in.counts().all("AIS")) {
      deleted |= ais.field(3).isNull();
      MapConcept.map(ais.field(3), in.sender())
          .filter(service -> services.stream().noneMatch(service::equalsDeep))
          .ifPresent(services::add);
    }
    if (!services.isEmpty() || deleted) {
      appointment.setServiceType(services);
    }
  }

  private static void cancelationReason(Appointment appointment, Hl7Segment sch, Inputs in) {
    if (appointment.getStatus() != AppointmentStatus.CANCELLED) {
      // Invariant app-4 spells no-show in a way no status code has, so cancelled alone may have it.
      appointment.setCancelationReason(null);
    } else if (!in.event().isLive()) {
      MapConcept.map(sch.field(6), in.sender()).ifPresent(appointment::setCancelationReason);
    }
  }

  /** NTEs right after SCH or TQ1; those further down are about one patient or resource. */
  private static void comment(Appointment appointment, Hl7Message message) {
    List<Hl7Field> notes = new ArrayList<>();
    boolean aboutVisit = false;
    for (Hl7Segment segment : message.segments()) {
      if (segment.name().equals("NTE")) {
        if (aboutVisit) {
          notes.addAll(segment.repetitions(3));
        }
      } else {
        aboutVisit = segment.name().equals("SCH") || segment.name().equals("TQ1");
      }
    }
    String text =
        notes.stream()
            .map(Hl7Field::lines)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    if (!text.isEmpty()) {
      appointment.setComment(text);
    } else if (notes.stream().anyMatch(Hl7Field::isNull)) {
      appointment.setComment(null);
    }
  }

  private static void participants(Appointment appointment, Inputs in) {
    List<AppointmentParticipantComponent> stored = List.copyOf(appointment.getParticipant());
    List<AppointmentParticipantComponent> participants = new ArrayList<>();
    for (String patient : in.patientReferences()) {
      participants.add(
          stored.stream()
              .filter(p -> patient.equals(unversioned(p)))
              .findFirst()
              .orElseGet(() -> participant(patient)));
    }
    add(participants, stored, "Location/", in.locations(), in.message().all("AIL"));
    add(participants, stored, "Practitioner/", in.practitioners(), in.message().all("AIP"));
    stored.stream().filter(p -> !isOfMessage(p)).forEach(participants::add);
    appointment.setParticipant(participants);
  }

  private static void add(
      List<AppointmentParticipantComponent> participants,
      List<AppointmentParticipantComponent> stored,
      String type,
      List<SharedResource> sent,
      List<Hl7Segment> segments) {
    if (segments.isEmpty()) {
      stored.stream().filter(p -> unversioned(p).startsWith(type)).forEach(participants::add);
    } else {
      sent.forEach(resource -> participants.add(participant(resource.fullUrl())));
    }
  }

  private static boolean isOfMessage(AppointmentParticipantComponent participant) {
    String actor = unversioned(participant);
    return actor.startsWith("Patient/")
        || actor.startsWith("Location/")
        || actor.startsWith("Practitioner/");
  }

  private static AppointmentParticipantComponent participant(String reference) {
    return new AppointmentParticipantComponent()
        .setActor(new Reference(reference))
        .setStatus(ParticipationStatus.ACCEPTED);
  }

  private static String unversioned(AppointmentParticipantComponent participant) {
    String reference =
        participant.getActor().getReferenceElement().toUnqualifiedVersionless().getValue();
    return reference == null ? "" : reference;
  }
}
