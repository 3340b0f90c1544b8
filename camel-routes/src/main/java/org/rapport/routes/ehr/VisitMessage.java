package org.rapport.routes.ehr;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.rapport.routes.ehr.receiver.ReceiverProfile;
import org.rapport.routes.rapport.VisitUpdate;

/**
 * What became of a visit here, or what a patient answered, as SIU in the words of one receiver:
 * what was done or answered is in the event reason (SCH-6), the visit's own status in SCH-25. Pure.
 *
 * @see <a href="https://hl7-definition.caristix.com/v2/HL7v2.5.1/TriggerEvents/SIU_S12">SIU_S12</a>
 */
final class VisitMessage {
  private static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";
  private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ");
  private static final DateTimeFormatter WALL_CLOCK = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private static final HapiContext HAPI = new DefaultHapiContext();

  private final ReceiverProfile receiver;
  private final GenericMessage message = new GenericMessage.V251(new GenericModelClassFactory());

  private VisitMessage(ReceiverProfile receiver) {
    this.receiver = receiver;
  }

  /**
   * What is known of a visit.
   *
   * @param places that it names, as far as they are there; the same of people
   */
  record Visit(
      Appointment appointment,
      List<Patient> patients,
      List<Location> places,
      List<Practitioner> people) {}

  /**
   * The message in ER7, without the segments that the receiver does not take.
   *
   * @param event of those that the receiver is told
   * @param now for MSH-7
   */
  static String of(
      ReceiverProfile receiver, String event, Visit visit, VisitUpdate update, Instant now) {
    try {
      return new VisitMessage(receiver).encode(event, visit, update, now);
    } catch (HL7Exception e) {
      // Its own message may quote the field that it is about.
      throw new IllegalStateException("What is to be told cannot be encoded");
    }
  }

  private String encode(String event, Visit visit, VisitUpdate update, Instant now)
      throws HL7Exception {
    header(event, update, now);
    schedule(visit.appointment(), update);
    note(update);
    for (int i = 0; i < visit.patients().size(); i++) {
      patient(visit.patients().get(i), i + 1);
    }
    resources(visit, event);
    StringBuilder kept = new StringBuilder();
    for (String segment : new PipeParser(HAPI).encode(message).split("\r")) {
      if (segment.length() >= 3 && !receiver.leaveOut().contains(segment.substring(0, 3))) {
        kept.append(segment).append(receiver.segmentEnd());
      }
    }
    return kept.toString();
  }

  private void header(String event, VisitUpdate update, Instant now) throws HL7Exception {
    Segment msh = (Segment) message.get("MSH");
    set(msh, 1, 1, "|");
    set(msh, 2, 1, "^~\\&");
    set(msh, 3, 1, receiver.ownApplication());
    set(msh, 4, 1, receiver.ownFacility());
    set(msh, 5, 1, receiver.application());
    set(msh, 6, 1, receiver.facility());
    set(msh, 7, 1, told(OffsetDateTime.ofInstant(now, receiver.zone())));
    set(msh, 9, 1, "SIU");
    set(msh, 9, 2, event);
    if (!receiver.version().startsWith("2.3")) {
      set(msh, 9, 3, "SIU_S12");
    }
    set(msh, 10, 1, update.control());
    set(msh, 11, 1, "P");
    set(msh, 12, 1, receiver.version());
    if (receiver.enhanced()) {
      set(msh, 15, 1, "AL");
      set(msh, 16, 1, "AL");
    }
    set(msh, 18, 1, receiver.charsetName());
  }

  private void schedule(Appointment appointment, VisitUpdate update) throws HL7Exception {
    Segment sch = segment("SCH");
    identifier(sch, 1, appointment, "PLAC");
    identifier(sch, 2, appointment, "FILL");
    if (sch.getField(1).length == 0 && sch.getField(2).length == 0) {
      // Written by FHIR, which tells no placer from a filler: the filler's number is the key.
      identified(sch, 2, appointment.getIdentifierFirstRep());
    }
    if (!appointment.hasIdentifier()) {
      // Nobody but us has a number for it.
      set(sch, 1, 1, appointment.getIdElement().getIdPart());
      set(sch, 1, 2, ReceiverProfile.OURS);
    }
    String reason = update.code().toUpperCase(Locale.ROOT);
    set(sch, 6, 1, receiver.reasonCodes().getOrDefault(update.code(), reason));
    set(sch, 6, 2, display(update.code()));
    set(sch, 6, 3, ReceiverProfile.OURS);
    if (appointment.hasReasonCode()) {
      concept(sch, 7, appointment.getReasonCodeFirstRep());
    }
    set(sch, 11, 4, time(appointment.getStartElement()));
    set(sch, 11, 5, time(appointment.getEndElement()));
    set(sch, 25, 1, status(appointment));
  }

  private void identifier(Segment sch, int field, Appointment appointment, String type)
      throws HL7Exception {
    List<Identifier> typed =
        appointment.getIdentifier().stream()
            .filter(i -> i.getType().hasCoding(IDENTIFIER_TYPES, type))
            .toList();
    Optional<Identifier> found =
        typed.stream()
            .filter(i -> receiver.appointmentSystem().equals(i.getSystem()))
            .findFirst()
            .or(() -> typed.stream().findFirst());
    if (found.isPresent()) {
      identified(sch, field, found.get());
    }
  }

  // The occurrence of a repeating appointment is SCH-3, not a part of the number (AppointmentKey).
  private static void identified(Segment sch, int field, Identifier identifier)
      throws HL7Exception {
    String value = identifier.getValue();
    int hash = value == null ? -1 : value.lastIndexOf('#');
    if (hash > 0 && value.substring(hash + 1).matches("\\d{1,9}")) {
      set(sch, 3, 1, value.substring(hash + 1));
      value = value.substring(0, hash);
    }
    set(sch, field, 1, value);
  }

  private static String display(String code) {
    return switch (code) {
      case "confirmed" -> "Patient confirmed";
      case "declined" -> "Patient does not come";
      case "reschedule-requested" -> "Patient asks for another time";
      case "booked" -> "Booked";
      case "moved" -> "Moved";
      case "cancelled" -> "Cancelled";
      case "no-show" -> "Patient did not come";
      case "deleted" -> "Entered in error";
      default -> "Changed";
    };
  }

  // HL7 table 0278, as far as a visit can have these in FHIR.
  private String status(Appointment appointment) {
    if (!appointment.hasStatus()) {
      return null;
    }
    String standard =
        switch (appointment.getStatus()) {
          case BOOKED -> "Booked";
          case PENDING, PROPOSED -> "Pending";
          case CANCELLED -> "Cancelled";
          case FULFILLED -> "Complete";
          case NOSHOW -> "Noshow";
          case WAITLIST -> "Waitlist";
          case ARRIVED, CHECKEDIN -> "Started";
          default -> "Deleted";
        };
    return receiver.statusCodes().getOrDefault(appointment.getStatus().toCode(), standard);
  }

  private String time(InstantType at) {
    if (at == null || !at.hasValue()) {
      return null;
    }
    return told(OffsetDateTime.parse(at.getValueAsString()));
  }

  // A time with an offset of its own keeps it, where the receiver reads offsets.
  private String told(OffsetDateTime time) {
    if (!receiver.offsets()) {
      return WALL_CLOCK.format(time.atZoneSameInstant(receiver.zone()));
    }
    return TIMESTAMP.format(
        time.getOffset().equals(ZoneOffset.UTC) ? time.atZoneSameInstant(receiver.zone()) : time);
  }

  private void note(VisitUpdate update) throws HL7Exception {
    if (update.note() == null || update.note().isBlank()) {
      return;
    }
    Segment nte = segment("NTE");
    set(nte, 1, 1, "1");
    set(nte, 3, 1, update.note().strip());
  }

  private void patient(Patient patient, int sequence) throws HL7Exception {
    Segment pid = segment("PID");
    set(pid, 1, 1, Integer.toString(sequence));
    Optional<Identifier> number = number(patient);
    if (number.isPresent()) {
      set(pid, 3, 1, number.get().getValue());
      set(pid, 3, 4, receiver.authority());
      set(pid, 3, 5, number.get().getType().getCodingFirstRep().getCode());
    } else {
      set(pid, 3, 1, patient.getIdElement().getIdPart());
      set(pid, 3, 4, ReceiverProfile.OURS);
    }
    HumanName name = patient.getNameFirstRep();
    set(pid, 5, 1, name.getFamily());
    set(pid, 5, 2, name.hasGiven() ? name.getGiven().get(0).getValue() : null);
    if (patient.hasBirthDate()) {
      set(pid, 7, 1, patient.getBirthDateElement().getValueAsString().replace("-", ""));
    }
  }

  // The receiver's own number for them; else what is most likely one that it knows.
  private Optional<Identifier> number(Patient patient) {
    return patient.getIdentifier().stream()
        .filter(i -> receiver.patientSystem().equals(i.getSystem()))
        .findFirst()
        .or(
            () ->
                patient.getIdentifier().stream()
                    .filter(i -> i.getType().hasCoding(IDENTIFIER_TYPES, "MR"))
                    .findFirst())
        .or(() -> patient.getIdentifier().stream().findFirst());
  }

  private void resources(Visit visit, String event) throws HL7Exception {
    set(segment("RGS"), 1, 1, "1");
    String action = event.equals("S12") ? "A" : event.equals("S15") ? "D" : "U";
    Appointment appointment = visit.appointment();
    if (appointment.hasServiceType()) {
      Segment ais = resource("AIS", action);
      concept(ais, 3, appointment.getServiceTypeFirstRep());
      set(ais, 4, 1, time(appointment.getStartElement()));
      if (appointment.hasStart() && appointment.hasEnd()) {
        Duration length =
            Duration.between(appointment.getStart().toInstant(), appointment.getEnd().toInstant());
        set(ais, 7, 1, Long.toString(length.toMinutes()));
        set(ais, 8, 1, "MIN");
      }
    }
    for (Location place : visit.places()) {
      Segment ail = resource("AIL", action);
      // As it was read: point of care, room, bed and facility are one number here.
      String[] number = value(place.getIdentifier()).split("\\^");
      for (int i = 0; i < number.length; i++) {
        set(ail, 3, i + 1, number[i]);
      }
      set(ail, 3, 9, place.getName());
    }
    for (Practitioner person : visit.people()) {
      Segment aip = resource("AIP", action);
      String number = value(person.getIdentifier());
      set(aip, 3, 1, number.contains("^") ? "" : number);
      set(aip, 3, 2, person.getNameFirstRep().getFamily());
      set(aip, 3, 3, person.getNameFirstRep().getGivenAsSingleString());
    }
  }

  private Segment resource(String name, String action) throws HL7Exception {
    Segment segment = segment(name);
    set(segment, 1, 1, "1");
    set(segment, 2, 1, action);
    return segment;
  }

  private static String value(List<Identifier> identifiers) {
    return identifiers.isEmpty() || !identifiers.get(0).hasValue()
        ? ""
        : identifiers.get(0).getValue();
  }

  private static void concept(Segment segment, int field, CodeableConcept concept)
      throws HL7Exception {
    if (concept.hasCoding()) {
      set(segment, field, 1, concept.getCodingFirstRep().getCode());
    }
    set(
        segment,
        field,
        2,
        concept.hasText() ? concept.getText() : concept.getCodingFirstRep().getDisplay());
  }

  private Segment segment(String name) throws HL7Exception {
    return (Segment) message.get(message.addNonstandardSegment(name));
  }

  private static void set(Segment segment, int field, int component, String value)
      throws HL7Exception {
    if (value != null && !value.isEmpty()) {
      Terser.set(segment, field, 0, component, 1, value);
    }
  }
}
