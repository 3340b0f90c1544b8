package org.rapport.routes.intake.siu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * The identifiers by which one visit is found again: the filler's (SCH-2), else the placer's
 * (SCH-1). From the second occurrence of a repeating appointment on, SCH-3 is part of both ({@code
 * FIL-1#2}).
 *
 * @param system the sender's appointment system
 * @param filler SCH-2.1, empty when not sent
 * @param placer SCH-1.1, empty when not sent
 */
public record AppointmentKey(String system, String filler, String placer) {

  private static final String FILLER_TYPE = "FILL";
  private static final String PLACER_TYPE = "PLAC";
  private static final Pattern OWN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * Reads the key.
   *
   * @throws UnmappableMessageException when there is no SCH or neither id
   */
  public static AppointmentKey of(Hl7Message message, SenderProfile sender) {
    Hl7Segment sch =
        message
            .first("SCH")
            .orElseThrow(
                () -> UnmappableMessageException.missing("SCH", 0, "Schedule activity is missing"));
    if (message.all("SCH").stream().anyMatch(other -> !sameVisit(sch, other))) {
      // The second visit would be lost behind an AA, or its time taken for the first's.
      throw new UnmappableMessageException(
          new Fault(
              Hl7Error.SEGMENT_SEQUENCE, "SCH", 2, 0, "A message is about one visit, not several"));
    }
    String occurrence = sch.value(3).matches("0*([2-9]|[1-9]\\d{1,8})") ? "#" + sch.value(3) : "";
    AppointmentKey key =
        new AppointmentKey(
            sender.appointmentSystem(),
            suffixed(sch.value(2), occurrence),
            suffixed(sch.value(1), occurrence));
    if (key.value().isEmpty()) {
      throw UnmappableMessageException.missing(
          "SCH", 2, "Appointment identifier is missing in SCH-2 and SCH-1");
    }
    return key;
  }

  private static boolean sameVisit(Hl7Segment one, Hl7Segment other) {
    return IntStream.rangeClosed(1, 3).allMatch(n -> one.value(n).equals(other.value(n)));
  }

  /** The value the visit is keyed by. */
  public String value() {
    return filler.isEmpty() ? placer : filler;
  }

  /** The id a new Appointment gets. */
  String newId() {
    return NameBasedId.ofIdentifier(system, value());
  }

  /** Both identifiers as far as they were sent, filler first. */
  List<Identifier> identifiers() {
    List<Identifier> identifiers = new ArrayList<>();
    if (!filler.isEmpty()) {
      identifiers.add(identifier(system, filler, FILLER_TYPE, "Filler Identifier"));
    }
    if (!placer.isEmpty()) {
      // The same number from both parties must not make two visits answer to one identifier.
      String placerSystem = placer.equals(filler) ? system + ":placer" : system;
      identifiers.add(identifier(placerSystem, placer, PLACER_TYPE, "Placer Identifier"));
    }
    return identifiers;
  }

  /**
   * Finds the visit among stored ones: by filler id; else by placer id, if that visit has no filler
   * id yet (the filler assigns its own later than the placer) or this message carries none.
   *
   * @param byValue all stored appointments with the sender's system and a value
   */
  public Optional<Appointment> find(Function<String, List<Appointment>> byValue) {
    if (!filler.isEmpty()) {
      Optional<Appointment> found = typed(byValue.apply(filler), filler, FILLER_TYPE);
      if (found.isPresent() || placer.isEmpty() || placer.equals(filler)) {
        return found;
      }
      return typed(
          byValue.apply(placer).stream().filter(a -> !hasType(a, FILLER_TYPE)).toList(),
          placer,
          PLACER_TYPE);
    }
    List<Appointment> candidates = byValue.apply(placer);
    return typed(candidates, placer, PLACER_TYPE).or(() -> candidates.stream().findFirst());
  }

  /**
   * The id by which we named a visit to this EHR that was booked here and that it had no number for
   * yet: it comes back as the placer's. Ours are UUIDs, which no placer happens to have too.
   */
  public Optional<String> own() {
    return Optional.of(placer).filter(value -> OWN.matcher(value).matches());
  }

  /** Whether a visit was booked here, and no EHR has a number for it yet. */
  public static boolean isOurs(Appointment visit) {
    return !visit.hasIdentifier();
  }

  private Optional<Appointment> typed(List<Appointment> found, String value, String type) {
    return found.stream()
        .filter(
            a ->
                a.getIdentifier().stream()
                    .filter(i -> system.equals(i.getSystem()) && value.equals(i.getValue()))
                    .anyMatch(i -> !i.getType().hasCoding() || isType(i, type)))
        .findFirst();
  }

  private boolean hasType(Appointment appointment, String type) {
    return appointment.getIdentifier().stream()
        .anyMatch(i -> system.equals(i.getSystem()) && isType(i, type));
  }

  private static boolean isType(Identifier identifier, String type) {
    return identifier.getType().hasCoding(PatientKey.IDENTIFIER_TYPES, type);
  }

  private static Identifier identifier(String system, String value, String type, String display) {
    return new Identifier()
        .setSystem(system)
        .setValue(value)
        .setType(new CodeableConcept(new Coding(PatientKey.IDENTIFIER_TYPES, type, display)));
  }

  private static String suffixed(String value, String occurrence) {
    return value.isEmpty() ? "" : value + occurrence;
  }
}
