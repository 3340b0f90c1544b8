package org.rapport.server.journey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.server.journey.Journey.Anchor;
import org.rapport.server.journey.Journey.Step;
import org.rapport.server.journey.Journey.Trigger;
import org.rapport.server.journey.Journey.Usefulness.Relationship;
import org.rapport.time.CivilTime;

/** When the steps of one enrolment are due, and until when they are of use. Used once. */
final class StepTimes {
  // A periodic journey that began long ago is not counted through from its beginning for ever.
  private static final int PERIODS = 10_000;

  private final CivilTime time;
  private final Journey journey;
  private final Facts facts;
  private final Instant now;
  private final Instant entered;
  private final boolean upcoming;
  private final Instant anchor;
  private Instant nextPeriod;
  private final Map<String, Instant> occurrences = new HashMap<>();

  StepTimes(CivilTime time, Journey journey, Facts facts, Instant now, Instant entered) {
    this.time = time;
    this.journey = journey;
    this.facts = facts;
    this.now = now;
    Instant period = period(entered);
    this.entered = period == null ? entered : period;
    Focus focus = facts.focus();
    this.upcoming =
        focus.isVisit()
            && focus.status().equals(AppointmentStatus.BOOKED.toCode())
            && journey.triggers().stream().anyMatch(Trigger::upcomingVisit);
    this.anchor = focus.isVisit() && focus.start() != null ? focus.start() : this.entered;
  }

  /** What messages are planned for: the start of a visit, else when the person came on it. */
  Instant anchor() {
    return anchor;
  }

  /** When the next period begins; null without one. */
  Instant nextPeriod() {
    return nextPeriod;
  }

  // The beginning of the period that now is in.
  private Instant period(Instant since) {
    for (Trigger trigger : journey.triggers()) {
      if (trigger.period().isEmpty()) {
        continue;
      }
      Instant begin = trigger.from().orElse(since);
      Instant current = begin;
      for (int i = 0; i < PERIODS; i++) {
        nextPeriod = trigger.period().get().times(i + 1).from(begin, facts.zone(), time);
        if (nextPeriod.isAfter(now) || !nextPeriod.isAfter(current)) {
          break;
        }
        current = nextPeriod;
      }
      return current;
    }
    return null;
  }

  Instant occurrence(String step) {
    return journey.steps().stream()
        .filter(s -> s.id().equals(step))
        .findFirst()
        .map(this::occurrence)
        .orElse(null);
  }

  /** When a step is, or was, due, for those that count from it. */
  private Instant occurrence(Step step) {
    Instant known = occurrences.get(step.id());
    if (known == null) {
      known = sent(step).map(Standing::occurrence).orElseGet(() -> planned(step));
      if (known != null) {
        occurrences.put(step.id(), known);
      }
    }
    return known;
  }

  /** When a step that has not gone out is due; null when what it counts from has no time. */
  Instant planned(Step step) {
    if (sendsNow(step)) {
      return facts.enrolment().sendNow().get(step.id());
    }
    Optional<Standing> open =
        facts.standing().stream()
            .filter(s -> s.open() && s.step().equals(step.id()) && anchor.equals(s.anchor()))
            .findFirst();
    // What was planned at once, or before it was kept when somebody came on the journey, stays.
    boolean fixed = step.offset().isNone() || facts.enrolment().entered() == null;
    if (step.anchor() == Anchor.ENROLMENT && fixed && open.isPresent()) {
      return open.get().occurrence();
    }
    Instant base = base(step);
    if (base == null) {
      return null;
    }
    Instant at = step.offset().from(base, facts.zone(), time, facts.hours());
    if (step.timeOfDay().isPresent()) {
      at =
          time.instant(
              time.local(at, facts.zone()).toLocalDate().atTime(step.timeOfDay().get()),
              facts.zone());
    }
    return at;
  }

  private Instant base(Step step) {
    Focus focus = facts.focus();
    return switch (step.anchor()) {
      // What is told at once is told anew when the visit is another: from now, not from the first
      // booking.
      case ENROLMENT -> step.offset().isNone() && focus.isVisit() ? now : entered;
      case FOCUS_START -> focus.start() != null ? focus.start() : focus.isVisit() ? null : entered;
      case FOCUS_END -> focus.end() != null ? focus.end() : focus.start();
      case STEP -> occurrence(step.related());
      case STEP_END -> replyEnd(step.related());
    };
  }

  private Instant replyEnd(String asking) {
    Instant asked = occurrence(asking);
    Optional<Offset> window =
        journey.steps().stream()
            .filter(s -> s.id().equals(asking))
            .findFirst()
            .flatMap(Step::replyWindow);
    return asked == null || window.isEmpty()
        ? asked
        : window.get().from(asked, facts.zone(), time, facts.hours());
  }

  private Optional<Standing> sent(Step step) {
    return facts.standing().stream()
        .filter(s -> s.sent() && s.step().equals(step.id()) && anchor.equals(s.anchor()))
        .findFirst();
  }

  /** Whether staff made it due, and nothing has gone out for that yet. */
  boolean sendsNow(Step step) {
    Instant asked = facts.enrolment().sendNow().get(step.id());
    return asked != null
        && facts.standing().stream()
            .noneMatch(s -> s.sent() && s.step().equals(step.id()) && asked.equals(s.occurrence()));
  }

  /** Whether the moment of a step that does not stand yet is over. */
  boolean passed(Step step, Instant occurrence, Instant usefulUntil) {
    if (sendsNow(step)) {
      return false;
    }
    if (upcoming) {
      return occurrence.isBefore(now) || !now.isBefore(facts.focus().start());
    }
    return step.offset().isNegative() && occurrence.isBefore(now)
        || usefulUntil != null && !now.isBefore(usefulUntil);
  }

  /** Until when a step that is due then is of use. */
  Instant usefulUntil(Step step, Instant occurrence) {
    ZoneId zone = facts.zone();
    Instant start = facts.focus().start();
    Instant limit =
        step.usefulness()
            .filter(
                useful -> useful.relationship() == Relationship.AFTER_OCCURRENCE || start != null)
            .map(
                useful ->
                    useful.relationship() == Relationship.AFTER_OCCURRENCE
                        ? useful.offset().from(occurrence, zone, time)
                        : useful.offset().negated().from(start, zone, time))
            .orElse(upcoming ? start : occurrence.plus(Planner.USEFUL));
    // Nothing about a visit goes out once it has begun.
    return upcoming && start.isBefore(limit) ? start : limit;
  }

  /** How the time follows, for people. */
  String rule(Step step) {
    boolean visit = facts.focus().isVisit();
    String from =
        switch (step.anchor()) {
          case ENROLMENT -> visit ? "the booking" : "the enrolment";
          case FOCUS_START -> visit ? "the visit" : "the " + facts.focus().type();
          case FOCUS_END ->
              visit ? "the end of the visit" : "the end of the " + facts.focus().type();
          case STEP -> "the step " + step.related();
          case STEP_END -> "the end of the wait after " + step.related();
        };
    return sendsNow(step)
        ? "now, by staff"
        : step.offset() + " from " + from + step.timeOfDay().map(at -> ", at " + at).orElse("");
  }
}
