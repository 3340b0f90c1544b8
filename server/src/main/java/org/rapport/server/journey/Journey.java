package org.rapport.server.journey;

import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.terminology.JourneyEvent;

/**
 * A journey as the planner sees it.
 *
 * @param url canonical URL without version
 * @param version business version
 * @param triggers what brings people on it; any of them
 * @param steps in the order of the definition
 * @param stops FHIRPath; when one holds, the journey is over for the person
 * @param reads constants that its conditions read, without percent sign
 * @param insteadOf URL of the journey that it takes the place of where it is triggered
 */
public record Journey(
    String url,
    String version,
    List<Trigger> triggers,
    List<Step> steps,
    List<String> stops,
    ReEntry reEntry,
    Optional<Experiment> experiment,
    Set<String> reads,
    Optional<String> insteadOf) {

  /** The canonical with its version, as enrolments and messages name it. */
  public String canonical() {
    return version == null ? url : url + "|" + version;
  }

  /** Whether some change of a resource of this type may make it wanted, or not any more. */
  public boolean isAbout(String type) {
    return triggers.stream().anyMatch(trigger -> trigger.focusType().equals(type));
  }

  /**
   * Whether a change of a resource of this type brings people on it. A period or a segment without
   * a Group does not: whoever knows the members enrols them.
   */
  public boolean beginsByItself(String type) {
    return triggers.stream()
        .anyMatch(trigger -> trigger.focusType().equals(type) && trigger.byItself());
  }

  /**
   * Whether what it plans has to be looked at again when it is due, because more than the state of
   * an upcoming visit decides.
   */
  public boolean decidesWhenDue() {
    return !reads.isEmpty()
        || steps.stream().anyMatch(step -> !step.guards().isEmpty() || step.awaitsReply())
        || triggers.stream().anyMatch(trigger -> !trigger.upcomingVisit());
  }

  /** Whether the focus is in a state that it is for, as far as its conditions do not matter. */
  public boolean mayBeWanted(Focus focus) {
    return triggers.stream().anyMatch(trigger -> Events.holds(trigger, focus));
  }

  /** References of the Groups whose members it is for. */
  public Set<String> segments() {
    return triggers.stream()
        .flatMap(trigger -> trigger.segment().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether it finds its people in this Group.
   *
   * @param group its id
   */
  public boolean isForGroup(String group) {
    return segments().contains("Group/" + group);
  }

  /** Whether it writes to people; else it only asks staff to do something. */
  public boolean sendsMessages() {
    return steps.stream().anyMatch(step -> step.kind() == Kind.MESSAGE);
  }

  /** Whether opening hours are needed to plan it. */
  public boolean countsBusinessTime() {
    return steps.stream().anyMatch(step -> step.offset().business());
  }

  /** Whether it has to know what the patient answered. */
  public boolean readsReplies() {
    return reads.contains(Conditions.REPLIES) || steps.stream().anyMatch(Step::awaitsReply);
  }

  /**
   * What brings somebody on the journey.
   *
   * @param event code of the event, or URL of the topic, or null for a data event or a period
   * @param focusType resource type of the focus
   * @param condition FHIRPath that has to hold besides
   * @param period how often it comes again, for a periodic trigger
   * @param from when the first period begins; without it, when the person came on the journey
   * @param segment reference of the Group whose members it is for; without it, whoever applies it
   *     knows for whom
   */
  public record Trigger(
      String event,
      String focusType,
      Optional<String> condition,
      Optional<Offset> period,
      Optional<Instant> from,
      Optional<String> segment) {

    boolean byItself() {
      return segment.isPresent()
          || period.isEmpty() && Events.of(event) != JourneyEvent.SEGMENT_ENTERED;
    }

    /** Whether it is about people of a segment: those who entered it, or again and again. */
    public boolean ofSegment() {
      return period.isPresent() || Events.of(event) == JourneyEvent.SEGMENT_ENTERED;
    }

    /** Whether it is about a visit that is still to come. */
    public boolean upcomingVisit() {
      return Events.upcomingVisit(this);
    }
  }

  /** Whether somebody whose enrolment ended may come again. */
  public record ReEntry(boolean never, Optional<Offset> after) {
    public static final ReEntry ALWAYS = new ReEntry(false, Optional.empty());
    public static final ReEntry NEVER = new ReEntry(true, Optional.empty());
  }

  /** What a step's offset counts from. */
  public enum Anchor {
    /** The moment the person came on the journey: for a visit, its booking. */
    ENROLMENT,
    /** The start of the focus: for a visit, its beginning. */
    FOCUS_START,
    /** The end of the focus. */
    FOCUS_END,
    /** Another step. */
    STEP,
    /** The end of the wait for a reply to another step. */
    STEP_END
  }

  /** What becomes of a step. */
  public enum Kind {
    MESSAGE,
    TASK
  }

  /** After what a message helps nobody any more. */
  public record Usefulness(Relationship relationship, Offset offset) {
    public enum Relationship {
      AFTER_OCCURRENCE,
      BEFORE_START
    }
  }

  /**
   * What decides about a step besides its time.
   *
   * @param conditions FHIRPath; all have to hold
   * @param before conditions of the alternatives that come first in a choice: none of these lists
   *     may hold as a whole
   * @param rivals the steps of the other alternatives of a choice: none may have gone out
   */
  public record Guard(List<String> conditions, List<List<String>> before, Set<String> rivals) {}

  /**
   * One message or task of a journey.
   *
   * @param id the action's id
   * @param related id of the step it counts from, if it does
   * @param timeOfDay the wall-clock time to which it is moved within its day
   * @param template canonical of the ActivityDefinition
   * @param changeNotice canonical of the one used in its place when the person has already been
   *     told another time
   * @param purpose code of the template's purpose; null for a task
   * @param replyWindow how long it waits for a reply
   * @param guards from the outermost group to the step itself
   */
  public record Step(
      String id,
      Kind kind,
      Anchor anchor,
      String related,
      Offset offset,
      Optional<LocalTime> timeOfDay,
      String template,
      Optional<String> changeNotice,
      String purpose,
      Optional<Usefulness> usefulness,
      Optional<Offset> replyWindow,
      List<Guard> guards) {

    /** Whether it goes out only if no reply came. */
    public boolean awaitsReply() {
      return anchor == Anchor.STEP_END;
    }
  }

  /** Variants that a journey is tried in. */
  public record Experiment(String variable, int minimumSample, List<Variant> variants) {
    /** A variant with its share. */
    public record Variant(String name, int weight, boolean holdOut) {}

    /** Whether enrolments of this variant get nothing. */
    public boolean holdsOut(String variant) {
      return variants.stream().anyMatch(v -> v.holdOut() && v.name().equals(variant));
    }
  }
}
