package org.rapport.routes.intake.siu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * The identifier by which one PID is found again.
 *
 * @param system the sender's patient system
 * @param value the first PID-3 typed MR, else the first PID-3, else PID-2, else PID-4
 * @param pid the segment
 */
public record PatientKey(String system, String value, Hl7Segment pid) {

  private static final String MEDICAL_RECORD = "MR";
  static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";

  /**
   * The keys of all patients of a message; group visits repeat PID. A PID repeated for the same
   * patient counts once.
   *
   * @param known whether the visit tells by itself who its patients are; then a PID without any id
   *     is passed over
   * @throws UnmappableMessageException when there is no PID, or one without any id
   */
  public static List<PatientKey> of(Hl7Message message, SenderProfile sender, boolean known) {
    List<Hl7Segment> pids = message.all("PID");
    if (pids.isEmpty() && !known) {
      throw UnmappableMessageException.missing("PID", 0, "Patient identification is missing");
    }
    Map<String, PatientKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < pids.size(); i++) {
      String value = value(pids.get(i));
      if (value.isEmpty() && isMasked(pids.get(i))) {
        // Who it is is hidden on purpose: nobody else's visit is theirs.
        String visit = AppointmentKey.of(message, sender).value() + (i == 0 ? "" : "/" + (i + 1));
        if (!known) {
          keys.put(visit, new PatientKey(sender.patientSystem() + ":visit", visit, pids.get(i)));
        }
      } else if (value.isEmpty() && !known) {
        throw noIdentifier(i + 1);
      }
      if (!value.isEmpty()) {
        keys.putIfAbsent(value, new PatientKey(sender.patientSystem(), value, pids.get(i)));
      }
    }
    return List.copyOf(keys.values());
  }

  /**
   * The keys of all patients of a message that is about them and no visit: each PID has to name
   * one. A number that is hidden names nobody.
   *
   * @throws UnmappableMessageException when there is no PID, or one without any id
   */
  public static List<PatientKey> named(Hl7Message message, SenderProfile sender) {
    List<Hl7Segment> pids = message.all("PID");
    if (pids.isEmpty()) {
      throw UnmappableMessageException.missing("PID", 0, "Patient identification is missing");
    }
    Map<String, PatientKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < pids.size(); i++) {
      PatientKey key = named(pids.get(i), i + 1, sender);
      keys.putIfAbsent(key.value(), key);
    }
    return List.copyOf(keys.values());
  }

  /**
   * The key of one PID.
   *
   * @param sequence which of them it is, from 1 on
   */
  static PatientKey named(Hl7Segment pid, int sequence, SenderProfile sender) {
    String value = value(pid);
    if (value.isEmpty()) {
      throw noIdentifier(sequence);
    }
    return new PatientKey(sender.patientSystem(), value, pid);
  }

  private static UnmappableMessageException noIdentifier(int sequence) {
    return new UnmappableMessageException(
        new Fault(
            Hl7Error.REQUIRED_FIELD_MISSING, "PID", sequence, 3, "Patient identifier is missing"));
  }

  private static boolean isMasked(Hl7Segment pid) {
    return Stream.of(3, 2, 4)
        .flatMap(field -> pid.repetitions(field).stream())
        .anyMatch(Hl7Field::isMasked);
  }

  /** The key of the record that a merge leaves. */
  static PatientKey surviving(Hl7Segment pid, SenderProfile sender) {
    return required("PID", 3, value(pid), pid, sender);
  }

  /** The key of the record that a merge takes away: MRG-1, else MRG-4, as PID-3 and PID-2. */
  static PatientKey prior(Hl7Segment mrg, SenderProfile sender) {
    List<Hl7Field> valued = mrg.repetitions(1).stream().filter(f -> !f.value().isEmpty()).toList();
    Hl7Field key = first(valued).orElseGet(() -> mrg.field(4));
    return required("MRG", 1, key.value(), mrg, sender);
  }

  private static PatientKey required(
      String name, int field, String value, Hl7Segment segment, SenderProfile sender) {
    if (value.isEmpty()) {
      throw UnmappableMessageException.missing(name, field, "Patient identifier is missing");
    }
    return new PatientKey(sender.patientSystem(), value, segment);
  }

  /** The id a new Patient gets. */
  String newId() {
    return NameBasedId.ofIdentifier(system, value);
  }

  /** All identifiers of the PID; the key first, typed MR if the message says so. */
  List<Identifier> identifiers() {
    List<Identifier> identifiers = new ArrayList<>();
    Hl7Field keyField = keyField(pid);
    for (Hl7Field cx : pid.repetitions(3)) {
      if (!cx.value().isEmpty() && cx != keyField) {
        identifiers.add(identifier(cx, otherSystem(cx)));
      }
    }
    Identifier key = identifier(keyField, system);
    identifiers.add(0, key.hasValue() ? key : new Identifier().setSystem(system).setValue(value));
    return identifiers;
  }

  private String otherSystem(Hl7Field cx) {
    String authority = cx.component(4).isEmpty() ? cx.sub(4, 2) : cx.component(4);
    String scope = authority.isEmpty() ? cx.component(5) : authority;
    return system + ":" + (scope.isEmpty() ? "other" : scope);
  }

  private static Identifier identifier(Hl7Field cx, String system) {
    Identifier identifier = new Identifier().setSystem(system).setValue(cx.value());
    if (!cx.component(5).isEmpty()) {
      identifier.setType(type(cx.component(5)));
    }
    return identifier;
  }

  // The table is open to every site: what is not in it is the sender's own, as text.
  private static CodeableConcept type(String code) {
    CodeableConcept type = new CodeableConcept();
    if (Hl7Tables.has("0203", code)) {
      return type.addCoding(new Coding(IDENTIFIER_TYPES, code, null));
    }
    return type.setText(code);
  }

  private static String value(Hl7Segment pid) {
    return keyField(pid).value();
  }

  private static Hl7Field keyField(Hl7Segment pid) {
    List<Hl7Field> valued = pid.repetitions(3).stream().filter(f -> !f.value().isEmpty()).toList();
    return first(valued).orElseGet(() -> pid.value(2).isEmpty() ? pid.field(4) : pid.field(2));
  }

  private static Optional<Hl7Field> first(List<Hl7Field> valued) {
    return valued.stream()
        .filter(f -> MEDICAL_RECORD.equalsIgnoreCase(f.component(5)))
        .findFirst()
        .or(() -> valued.stream().findFirst());
  }

  /** Whether both numbers are of one assigning authority (CX.4), as far as the two name one. */
  boolean sharesAuthority(PatientKey other) {
    String own = authority();
    String others = other.authority();
    return own.isEmpty() || others.isEmpty() || own.equalsIgnoreCase(others);
  }

  private String authority() {
    Hl7Field key = pid.name().equals("MRG") ? mergeKey() : keyField(pid);
    return key.component(4).isEmpty() ? key.sub(4, 2) : key.component(4);
  }

  private Hl7Field mergeKey() {
    return first(pid.repetitions(1).stream().filter(f -> !f.value().isEmpty()).toList())
        .orElse(Hl7Field.ABSENT);
  }
}
