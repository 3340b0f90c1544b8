package org.rapport.routes.intake.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;

/**
 * A value that a sender has somewhere else than the standard.
 *
 * @param target where it is read
 * @param others what else the value would be read from, and is not any more
 * @param single whether repetitions behind the first are further values, which are not meant
 * @param sources where it stands, the first that has it
 */
public record TakenFrom(
    FieldPath target, List<FieldPath> others, boolean single, List<FieldPath> sources) {

  /** Names for what has more than one place in the standard, by the place that is then the one. */
  private static final Map<String, TakenFrom> NAMES =
      Map.of(
          "start", named("SCH-11.4", true, "SCH-11.1", "TQ1-7", "AIS-4", "AIL-6", "AIP-6", "AIG-8"),
          "end", named("SCH-11.5", true, "TQ1-8"),
          "status", named("SCH-25", false),
          "visit-number", named("SCH-2", false),
          "patient-number", named("PID-3", false, "PID-2", "PID-4"),
          "phone", named("PID-13", false, "PID-40"),
          "work-phone", named("PID-14", false),
          "language", named("PID-15", false));

  /** Copies the lists. */
  public TakenFrom {
    others = List.copyOf(others);
    sources = List.copyOf(sources);
  }

  private static TakenFrom named(String target, boolean single, String... others) {
    return new TakenFrom(
        FieldPath.of(target), Stream.of(others).map(FieldPath::of).toList(), single, List.of());
  }

  /**
   * Reads one.
   *
   * @param what a name such as {@code phone}, or a field
   * @param sources fields
   * @throws DialectFault when it is neither, or a source is no field
   */
  public static TakenFrom of(String what, List<String> sources) {
    List<FieldPath> from = new ArrayList<>();
    for (String source : sources) {
      try {
        from.add(FieldPath.of(source));
      } catch (IllegalArgumentException noField) {
        throw new DialectFault(List.of(what), noField.getMessage());
      }
    }
    if (from.isEmpty()) {
      throw new DialectFault(List.of(what), "'" + what + "' needs a field");
    }
    TakenFrom name = NAMES.get(what);
    if (name != null) {
      return new TakenFrom(name.target, name.others, name.single, from);
    }
    FieldPath target;
    try {
      target = FieldPath.of(what);
    } catch (IllegalArgumentException noField) {
      throw new DialectFault(
          List.of(what),
          "'"
              + what
              + "' is neither a field such as PID-13 nor one of "
              + String.join(", ", NAMES.keySet().stream().sorted().toList()));
    }
    if (target.segment().equals("MSH")) {
      throw new DialectFault(List.of(what), "MSH is read before the profile is known");
    }
    return new TakenFrom(target, List.of(), false, from);
  }

  /** The message with the value where it is read; all is looked for in the message as it came. */
  Hl7Message apply(Hl7Message sent, Hl7Message message) {
    List<Hl7Segment> segments = new ArrayList<>();
    for (int i = 0; i < message.segments().size(); i++) {
      Hl7Segment segment = message.segments().get(i);
      for (FieldPath other : others) {
        if (other.segment().equals(segment.name())) {
          segment = other.write(segment, List.of());
        }
      }
      if (target.segment().equals(segment.name())) {
        if (single && segment.repetitions(target.field()).size() > 1) {
          segment =
              new FieldPath(target.segment(), target.field(), 0, 0)
                  .write(segment, List.of(segment.field(target.field())));
        }
        segment = target.write(segment, value(sent, i));
      }
      segments.add(segment);
    }
    return new Hl7Message(
        message.header(), message.charset(), List.copyOf(segments), message.notes());
  }

  private List<Hl7Field> value(Hl7Message sent, int at) {
    return sources.stream()
        .map(source -> source(sent, source, at).map(source::read).orElse(List.of()))
        .filter(found -> found.stream().anyMatch(one -> one.isValued() || one.isNull()))
        .findFirst()
        .orElse(List.of());
  }

  /**
   * The segment that a source means: of the same name the segment itself; else the next one before
   * another of the target's begins, so that of two patients none gets the other's number; of a
   * target that is there once any.
   */
  private Optional<Hl7Segment> source(Hl7Message sent, FieldPath source, int at) {
    List<Hl7Segment> segments = sent.segments();
    if (source.segment().equals(target.segment())) {
      return Optional.of(segments.get(at));
    }
    for (int i = at + 1; i < segments.size(); i++) {
      String name = segments.get(i).name();
      if (name.equals(target.segment())) {
        break;
      }
      if (name.equals(source.segment())) {
        return Optional.of(segments.get(i));
      }
    }
    return sent.all(target.segment()).size() == 1 ? sent.first(source.segment()) : Optional.empty();
  }
}
