package org.rapport.routes.ehr;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.rapport.PatientAnswer;

/**
 * A patient's answer as SIU^S14: the appointment as the EHR knows it, its status (SCH-25)
 * unchanged, and the answer in the event reason (SCH-6). Pure.
 *
 * @see <a href="https://hl7-definition.caristix.com/v2/HL7v2.5.1/TriggerEvents/SIU_S14">SIU_S14</a>
 */
final class AnswerMessage {
  private static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";
  private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ");

  /** Whose identifier it is, when the sender's profile names no other system (contract 4). */
  private static final Pattern SENDER =
      Pattern.compile("urn:rapport:ehr:([^:]*):([^:]*):(?:appointment|patient)(?::placer)?");

  private static final HapiContext HAPI = new DefaultHapiContext();

  private AnswerMessage() {}

  /**
   * The message in ER7.
   *
   * @param now for MSH-7
   * @param zone in which times are told that carry no offset of their own
   */
  static String of(
      Appointment appointment, Patient patient, PatientAnswer answer, Instant now, ZoneId zone) {
    try {
      GenericMessage message = new GenericMessage.V251(new GenericModelClassFactory());
      header(message, appointment, answer, now, zone);
      schedule(segment(message, "SCH"), appointment, answer, zone);
      note(message, answer);
      patient(segment(message, "PID"), patient);
      set(segment(message, "RGS"), 1, 1, "1");
      return new PipeParser(HAPI).encode(message);
    } catch (HL7Exception e) {
      // Its own message may quote the field that it is about.
      throw new IllegalStateException("The answer cannot be encoded");
    }
  }

  private static void header(
      GenericMessage message,
      Appointment appointment,
      PatientAnswer answer,
      Instant now,
      ZoneId zone)
      throws HL7Exception {
    Segment msh = (Segment) message.get("MSH");
    set(msh, 1, 1, "|");
    set(msh, 2, 1, "^~\\&");
    set(msh, 3, 1, "RAPPORT");
    Optional<Matcher> sender =
        appointment.getIdentifier().stream()
            .map(identifier -> SENDER.matcher(String.valueOf(identifier.getSystem())))
            .filter(Matcher::matches)
            .findFirst();
    if (sender.isPresent()) {
      set(msh, 5, 1, sender.get().group(1));
      set(msh, 6, 1, sender.get().group(2));
    }
    set(msh, 7, 1, TIMESTAMP.format(now.atZone(zone)));
    set(msh, 9, 1, "SIU");
    set(msh, 9, 2, "S14");
    set(msh, 9, 3, "SIU_S12");
    set(msh, 10, 1, answer.control());
    set(msh, 11, 1, "P");
    set(msh, 12, 1, "2.5.1");
    set(msh, 18, 1, "UNICODE UTF-8");
  }

  private static void schedule(
      Segment sch, Appointment appointment, PatientAnswer answer, ZoneId zone) throws HL7Exception {
    identifier(sch, 1, appointment, "PLAC");
    identifier(sch, 2, appointment, "FILL");
    if (sch.getField(1).length == 0 && sch.getField(2).length == 0) {
      // Written by FHIR, which tells no placer from a filler: the filler's number is the key.
      identified(sch, 2, appointment.getIdentifierFirstRep());
    }
    if (!appointment.hasIdentifier()) {
      // Nobody but us has a number for it.
      set(sch, 1, 1, appointment.getIdElement().getIdPart());
      set(sch, 1, 2, "RAPPORT");
    }
    set(sch, 6, 1, answer.code().toUpperCase(Locale.ROOT));
    set(sch, 6, 2, display(answer.code()));
    set(sch, 6, 3, "RAPPORT");
    set(sch, 11, 4, time(appointment.getStartElement(), zone));
    set(sch, 11, 5, time(appointment.getEndElement(), zone));
    set(sch, 25, 1, status(appointment));
  }

  private static void identifier(Segment sch, int field, Appointment appointment, String type)
      throws HL7Exception {
    Optional<Identifier> found =
        appointment.getIdentifier().stream()
            .filter(i -> i.getType().hasCoding(IDENTIFIER_TYPES, type))
            .findFirst();
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
      default -> "Patient asks for another time";
    };
  }

  // HL7 table 0278, as far as a visit can have these in FHIR.
  private static String status(Appointment appointment) {
    if (!appointment.hasStatus()) {
      return null;
    }
    return switch (appointment.getStatus()) {
      case BOOKED -> "Booked";
      case PENDING, PROPOSED -> "Pending";
      case CANCELLED -> "Cancelled";
      case FULFILLED -> "Complete";
      case NOSHOW -> "Noshow";
      case WAITLIST -> "Waitlist";
      case ARRIVED, CHECKEDIN -> "Started";
      default -> "Deleted";
    };
  }

  private static String time(InstantType at, ZoneId zone) {
    if (at == null || !at.hasValue()) {
      return null;
    }
    OffsetDateTime told = OffsetDateTime.parse(at.getValueAsString());
    return TIMESTAMP.format(
        told.getOffset().equals(ZoneOffset.UTC) ? told.atZoneSameInstant(zone) : told);
  }

  private static void note(GenericMessage message, PatientAnswer answer) throws HL7Exception {
    if (answer.note() == null || answer.note().isBlank()) {
      return;
    }
    Segment nte = segment(message, "NTE");
    set(nte, 1, 1, "1");
    set(nte, 3, 1, answer.note().strip());
  }

  private static void patient(Segment pid, Patient patient) throws HL7Exception {
    set(pid, 1, 1, "1");
    Optional<Identifier> number =
        patient.getIdentifier().stream()
            .filter(i -> i.getType().hasCoding(IDENTIFIER_TYPES, "MR"))
            .findFirst()
            .or(() -> patient.getIdentifier().stream().findFirst());
    if (number.isPresent()) {
      set(pid, 3, 1, number.get().getValue());
      set(pid, 3, 5, number.get().getType().getCodingFirstRep().getCode());
    } else {
      set(pid, 3, 1, patient.getIdElement().getIdPart());
      set(pid, 3, 4, "RAPPORT");
    }
    HumanName name = patient.getNameFirstRep();
    set(pid, 5, 1, name.getFamily());
    set(pid, 5, 2, name.hasGiven() ? name.getGiven().get(0).getValue() : null);
  }

  private static Segment segment(GenericMessage message, String name) throws HL7Exception {
    return (Segment) message.get(message.addNonstandardSegment(name));
  }

  private static void set(Segment segment, int field, int component, String value)
      throws HL7Exception {
    if (value != null && !value.isEmpty()) {
      Terser.set(segment, field, 0, component, 1, value);
    }
  }
}
