package org.rapport.server.journey;

import java.time.Instant;
import java.util.Optional;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.TriggerDefinition;
import org.hl7.fhir.r4.model.Type;
import org.rapport.server.journey.Journey.Trigger;
import org.rapport.terminology.JourneyEvent;

/** Reads what brings people on a journey. Pure. */
public final class TriggerReader {
  private TriggerReader() {}

  /** Reference of the Group that a subject names, if it names one. */
  public static Optional<String> group(Type subject) {
    return subject instanceof Reference reference
            && "Group".equals(reference.getReferenceElement().getResourceType())
        ? Optional.of("Group/" + reference.getReferenceElement().getIdPart())
        : Optional.empty();
  }

  /**
   * Reads a trigger.
   *
   * @param condition its FHIRPath
   * @param segment the Group that the journey is for; taken where people of a segment come on it
   * @throws IllegalArgumentException saying what cannot be read
   */
  static Trigger read(
      TriggerDefinition trigger, Optional<String> condition, Optional<String> segment) {
    Trigger read = read(trigger, condition);
    return read.ofSegment()
        ? new Trigger(
            read.event(), read.focusType(), read.condition(), read.period(), read.from(), segment)
        : read;
  }

  private static Trigger read(TriggerDefinition trigger, Optional<String> condition) {
    return switch (trigger.hasType() ? trigger.getType() : TriggerDefinition.TriggerType.NULL) {
      case NAMEDEVENT -> {
        JourneyEvent event = Events.of(trigger.getName());
        if (event == null) {
          throw new IllegalArgumentException("has a trigger of no known event");
        }
        yield new Trigger(
            trigger.getName(),
            Events.focusType(event),
            condition,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
      }
      case DATAADDED, DATAMODIFIED, DATACHANGED -> {
        String type = trigger.getDataFirstRep().getType();
        if (type == null) {
          throw new IllegalArgumentException("has a data trigger without a type");
        }
        yield new Trigger(
            null, type, condition, Optional.empty(), Optional.empty(), Optional.empty());
      }
      case PERIODIC -> periodic(trigger.getTiming(), condition);
      default -> throw new IllegalArgumentException("has a trigger of a type that is not used");
    };
  }

  private static Trigger periodic(Type timing, Optional<String> condition) {
    if (!(timing instanceof Timing given) || !given.getRepeat().hasPeriodUnit()) {
      throw new IllegalArgumentException("has a period without a timing");
    }
    TimingRepeatComponent repeat = given.getRepeat();
    Optional<Instant> from =
        repeat.hasBoundsPeriod() && repeat.getBoundsPeriod().hasStart()
            ? Optional.of(repeat.getBoundsPeriod().getStart().toInstant())
            : Optional.empty();
    return new Trigger(
        null,
        "Patient",
        condition,
        Optional.of(Offset.of(repeat.getPeriod(), repeat.getPeriodUnit().toCode())),
        from,
        Optional.empty());
  }
}
