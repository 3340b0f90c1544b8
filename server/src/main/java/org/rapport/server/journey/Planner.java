package org.rapport.server.journey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.server.journey.Journey.Step;
import org.rapport.server.journey.Journey.Usefulness.Relationship;
import org.rapport.terminology.NotDoneReason;
import org.rapport.time.CivilTime;

/**
 * Plans by reconciliation: computes what should stand from the facts of this moment and diffs it
 * against what stands. Applying the changes and planning again yields no change, whatever events
 * led here and however often. Pure and thread-safe.
 */
public final class Planner {
  /** Reasons the planner itself revokes with: such a message may be wanted again. */
  private static final Set<String> REVERSIBLE =
      Set.of(
          NotDoneReason.APPOINTMENT_CANCELLED.code(),
          NotDoneReason.APPOINTMENT_CHANGED.code(),
          NotDoneReason.CONDITION_NOT_MET.code(),
          NotDoneReason.PATIENT_INACTIVE.code());

  private final CivilTime time;

  public Planner(CivilTime time) {
    this.time = time;
  }

  /** The plan of one journey for one person and visit at {@code now}. */
  public Plan plan(Journey journey, Facts facts, Instant now) {
    Optional<NotDoneReason> unwanted = unwanted(facts);
    List<PlannedStep> steps = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    Set<String> kept = new HashSet<>();
    if (unwanted.isEmpty()) {
      for (Step step : journey.steps()) {
        planStep(step, facts, now, steps, changes, kept);
      }
    }
    for (Standing standing : facts.standing()) {
      if (standing.active() && !kept.contains(standing.id())) {
        changes.add(
            new Change.Revoke(standing.id(), unwanted.orElse(NotDoneReason.APPOINTMENT_CHANGED)));
      }
    }
    return new Plan(unwanted, List.copyOf(steps), List.copyOf(changes));
  }

  /** Why nothing about a visit in this state goes out, or empty when it may. */
  public static Optional<NotDoneReason> unwanted(Facts facts) {
    if (facts.patientState() != Facts.PatientState.ACTIVE) {
      return Optional.of(NotDoneReason.PATIENT_INACTIVE);
    }
    return switch (facts.visit().status()) {
      case "booked" ->
          facts.visit().start() == null
              ? Optional.of(NotDoneReason.CONDITION_NOT_MET)
              : Optional.empty();
      case "cancelled", "entered-in-error", "deleted" ->
          Optional.of(NotDoneReason.APPOINTMENT_CANCELLED);
      default -> Optional.of(NotDoneReason.CONDITION_NOT_MET);
    };
  }

  private void planStep(
      Step step,
      Facts facts,
      Instant now,
      List<PlannedStep> steps,
      List<Change> changes,
      Set<String> kept) {
    Instant anchor = facts.visit().start();
    List<Standing> same =
        facts.standing().stream().filter(s -> s.step().equals(step.id())).toList();
    List<Standing> here = same.stream().filter(s -> anchor.equals(s.anchor())).toList();
    Optional<Standing> told =
        step.anchor() == Journey.Anchor.ENROLMENT
            ? same.stream().filter(Standing::sent).max(toldLast(step, anchor))
            : here.stream().filter(Standing::sent).findFirst();
    if (told.isPresent() && anchor.equals(told.get().anchor())) {
      return;
    }
    Optional<Standing> active = here.stream().filter(Standing::active).findFirst();
    String template =
        told.isPresent() ? step.changeNotice().orElse(step.template()) : step.template();
    PlannedStep wanted = wanted(step, template, facts, active, now);
    if (active.isPresent()) {
      kept.add(active.get().id());
      steps.add(wanted);
      if (!stands(active.get(), wanted)) {
        changes.add(new Change.Move(active.get().id(), wanted));
      }
      return;
    }
    if (here.stream().anyMatch(s -> settled(s, told))) {
      return;
    }
    steps.add(wanted);
    changes.add(
        here.stream()
            .filter(s -> !s.sent() && !s.outcome())
            .findFirst()
            .<Change>map(revoked -> new Change.Move(revoked.id(), wanted))
            .orElseGet(() -> new Change.Add(wanted)));
  }

  // Several may have been sent at one instant, as a simulated clock stands still: a change notice
  // follows what it corrects, and of two notices the one about the present start counts, so that
  // nothing is told again.
  private static Comparator<Standing> toldLast(Step step, Instant anchor) {
    return Comparator.comparing(Standing::occurrence)
        .thenComparing(s -> step.changeNotice().filter(s.template()::equals).isPresent())
        .thenComparing(s -> anchor.equals(s.anchor()));
  }

  // A message about this very start that ended for good: sent, refused by the gate, or too late.
  private static boolean settled(Standing standing, Optional<Standing> told) {
    if (standing.sent()) {
      // An earlier notice of this start does not count once another start has been told since.
      return told.isEmpty();
    }
    return !REVERSIBLE.contains(String.valueOf(standing.reason()));
  }

  private PlannedStep wanted(
      Step step, String template, Facts facts, Optional<Standing> active, Instant now) {
    Instant start = facts.visit().start();
    Instant base =
        step.anchor() == Journey.Anchor.ENROLMENT
            ? active.map(Standing::occurrence).orElse(now)
            : start;
    Instant occurrence =
        step.anchor() == Journey.Anchor.ENROLMENT && active.isPresent()
            ? base
            : step.offset().from(base, facts.zone(), time);
    // What already stands and is due stays: whether it is still useful is the gate's to say.
    boolean passed = active.isEmpty() && (occurrence.isBefore(now) || !now.isBefore(start));
    return new PlannedStep(
        step.id(),
        start,
        template,
        step.purpose(),
        occurrence,
        time.local(occurrence, facts.zone()),
        facts.zone(),
        rule(step),
        usefulUntil(step, occurrence, start, facts),
        passed);
  }

  private Instant usefulUntil(Step step, Instant occurrence, Instant start, Facts facts) {
    Instant limit =
        step.usefulness()
            .map(
                useful ->
                    useful.relationship() == Relationship.AFTER_OCCURRENCE
                        ? useful.offset().from(occurrence, facts.zone(), time)
                        : useful.offset().negated().from(start, facts.zone(), time))
            .orElse(start);
    // Nothing about a visit goes out once it has begun.
    return limit.isBefore(start) ? limit : start;
  }

  private static boolean stands(Standing standing, PlannedStep wanted) {
    return wanted.occurrence().equals(standing.occurrence())
        && wanted.template().equals(standing.template())
        && wanted.usefulUntil().equals(standing.usefulUntil());
  }

  private static String rule(Step step) {
    return step.anchor() == Journey.Anchor.ENROLMENT
        ? step.offset() + " from the booking"
        : step.offset() + " from the visit";
  }
}
