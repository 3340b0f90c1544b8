package org.rapport.routes.intake.hl7;

import java.util.List;

/**
 * One segment.
 *
 * @param name three characters, such as {@code SCH}
 * @param fields repetitions by field; the element at index 0 is field 1
 */
public record Hl7Segment(String name, List<List<Hl7Field>> fields) {

  /** All repetitions of a field that were sent, empty ones included; none when it is missing. */
  public List<Hl7Field> repetitions(int field) {
    return field <= fields.size() ? fields.get(field - 1) : List.of();
  }

  /** First repetition of a field, {@link Hl7Field#ABSENT} when it is missing. */
  public Hl7Field field(int field) {
    List<Hl7Field> repetitions = repetitions(field);
    return repetitions.isEmpty() ? Hl7Field.ABSENT : repetitions.get(0);
  }

  /** First component of the first repetition, trimmed; empty when missing or HL7 null. */
  public String value(int field) {
    return field(field).value();
  }
}
