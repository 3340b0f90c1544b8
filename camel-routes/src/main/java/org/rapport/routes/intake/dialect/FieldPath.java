package org.rapport.routes.intake.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Segment;

/**
 * Where a value stands: {@code PID-40}, {@code SCH-11.4}, {@code PID-5.1.2}; HAPI's {@code
 * SCH-11-4} is the same.
 *
 * @param component 0: the field with all of its repetitions
 * @param subcomponent 0: the component as a whole
 */
public record FieldPath(String segment, int field, int component, int subcomponent) {
  private static final Pattern NOTATION =
      Pattern.compile("([A-Z][A-Z0-9]{2})-([1-9]\\d{0,2})(?:[.-]([1-9]\\d?)(?:[.-]([1-9]\\d?))?)?");

  private static final List<String> EMPTY = List.of("");

  /**
   * Reads the notation.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static FieldPath of(String text) {
    Matcher read = NOTATION.matcher(text.strip());
    if (!read.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no field such as PID-40 or SCH-11.4");
    }
    return new FieldPath(
        read.group(1),
        Integer.parseInt(read.group(2)),
        number(read.group(3)),
        number(read.group(4)));
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** What a segment has there, a component as if it were a field of its own. */
  List<Hl7Field> read(Hl7Segment from) {
    List<Hl7Field> repetitions = from.repetitions(field);
    return component == 0 ? repetitions : repetitions.stream().map(this::part).toList();
  }

  private Hl7Field part(Hl7Field repetition) {
    List<List<String>> components = repetition.components();
    List<String> subs = component > components.size() ? EMPTY : components.get(component - 1);
    if (subcomponent > 0) {
      subs = subcomponent > subs.size() ? EMPTY : List.of(subs.get(subcomponent - 1));
    }
    return new Hl7Field(List.of(subs));
  }

  /**
   * The segment with other values there; of a component in the first repetition, the others stay.
   *
   * @param values none: as if nothing had been sent
   */
  Hl7Segment write(Hl7Segment into, List<Hl7Field> values) {
    if (component == 0) {
      return with(into, values);
    }
    List<Hl7Field> repetitions = new ArrayList<>(into.repetitions(field));
    if (repetitions.isEmpty()) {
      repetitions.add(Hl7Field.ABSENT);
    }
    List<List<String>> first = values.isEmpty() ? List.of() : values.get(0).components();
    repetitions.set(0, with(repetitions.get(0), first.isEmpty() ? EMPTY : first.get(0)));
    return with(into, repetitions);
  }

  private Hl7Field with(Hl7Field whole, List<String> value) {
    List<List<String>> components = padded(whole.components(), component, EMPTY);
    if (subcomponent == 0) {
      components.set(component - 1, value);
    } else {
      List<String> subs = padded(components.get(component - 1), subcomponent, "");
      subs.set(subcomponent - 1, value.get(0));
      components.set(component - 1, List.copyOf(subs));
    }
    return new Hl7Field(List.copyOf(components));
  }

  private Hl7Segment with(Hl7Segment segment, List<Hl7Field> repetitions) {
    List<List<Hl7Field>> fields = padded(segment.fields(), field, List.of());
    fields.set(field - 1, List.copyOf(repetitions));
    return new Hl7Segment(segment.name(), List.copyOf(fields));
  }

  private static <T> List<T> padded(List<T> list, int size, T filler) {
    List<T> padded = new ArrayList<>(list);
    while (padded.size() < size) {
      padded.add(filler);
    }
    return padded;
  }

  @Override
  public String toString() {
    return segment
        + "-"
        + field
        + (component == 0 ? "" : "." + component)
        + (subcomponent == 0 ? "" : "." + subcomponent);
  }
}
