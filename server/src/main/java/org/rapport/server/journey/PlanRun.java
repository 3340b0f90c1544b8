package org.rapport.server.journey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.journey.Facts.EnrolmentState;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.server.journey.Journey.Anchor;
import org.rapport.server.journey.Journey.Guard;
import org.rapport.server.journey.Journey.Kind;
import org.rapport.server.journey.Journey.Step;
import org.rapport.terminology.NotDoneReason;
import org.rapport.time.CivilTime;

/** One plan in the making. Used once. */
final class PlanRun {
  /** Reasons the planner itself revokes with: such a message may be wanted again. */
  private static final Set<String> REVERSIBLE =
      Set.of(
          NotDoneReason.APPOINTMENT_CANCELLED.code(),
          NotDoneReason.APPOINTMENT_CHANGED.code(),
          NotDoneReason.CONDITION_NOT_MET.code(),
          NotDoneReason.PATIENT_INACTIVE.code());

  private final CivilTime time;
  private final Journey journey;
  private final Facts facts;
  private final Instant now;
  private final Set<String> flags;
  private final boolean paused;
  private final List<PlannedStep> steps = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final Set<String> kept = new HashSet<>();
  private StepTimes times;
  private Instant lookAgain;

  PlanRun(CivilTime time, Journey journey, Facts facts, Instant now, Set<String> flags) {
    this.time = time;
    this.journey = journey;
    this.facts = facts;
    this.now = now;
    this.flags = flags;
    this.paused = facts.enrolment().state() == EnrolmentState.PAUSED;
  }

  /** Plans every step of a journey that is wanted. */
  void planSteps(Instant entered) {
    times = new StepTimes(time, journey, facts, now, entered);
    look(times.nextPeriod());
    for (Step step : journey.steps()) {
      planStep(step);
    }
  }

  /** Revokes what stands and should not, and answers the whole. */
  Plan result(
      Optional<NotDoneReason> unwanted, boolean finished, Instant entered, Instant alsoLook) {
    NotDoneReason otherwise =
        facts.focus().isVisit()
            ? NotDoneReason.APPOINTMENT_CHANGED
            : NotDoneReason.CONDITION_NOT_MET;
    for (Standing standing : facts.standing()) {
      if (standing.open() && !kept.contains(standing.id())) {
        changes.add(new Change.Revoke(standing.id(), unwanted.orElse(otherwise)));
      }
    }
    look(alsoLook);
    return new Plan(
        unwanted,
        finished,
        entered,
        List.copyOf(steps),
        List.copyOf(changes),
        Optional.ofNullable(lookAgain),
        Set.copyOf(flags));
  }

  private void look(Instant at) {
    if (at != null && at.isAfter(now) && (lookAgain == null || at.isBefore(lookAgain))) {
      lookAgain = at;
    }
  }

  private void planStep(Step step) {
    Instant anchor = times.anchor();
    List<Standing> same = new ArrayList<>();
    List<Standing> here = new ArrayList<>();
    for (Standing standing : facts.standing()) {
      if (standing.step().equals(step.id())) {
        same.add(standing);
        if (anchor.equals(standing.anchor())) {
          here.add(standing);
        }
      }
    }
    Optional<Standing> told =
        step.anchor() == Anchor.ENROLMENT
            ? same.stream().filter(Standing::sent).max(toldLast(step, anchor))
            : here.stream().filter(Standing::sent).findFirst();
    if (told.isPresent() && anchor.equals(told.get().anchor())) {
      return;
    }
    Optional<Standing> open = here.stream().filter(Standing::open).findFirst();
    Instant occurrence = times.planned(step);
    if (occurrence == null) {
      return;
    }
    String template =
        told.isPresent() ? step.changeNotice().orElse(step.template()) : step.template();
    PlannedStep wanted =
        wanted(
            step, template, occurrence, open.isPresent(), open.filter(Standing::held).isPresent());
    if (open.isPresent()) {
      steps.add(wanted);
      if (wanted.refusal() != null) {
        kept.add(open.get().id());
        changes.add(new Change.Revoke(open.get().id(), wanted.refusal()));
        return;
      }
      kept.add(open.get().id());
      if (!stands(open.get(), wanted)) {
        changes.add(new Change.Move(open.get().id(), wanted));
      }
      return;
    }
    boolean asked = times.sendsNow(step);
    if (here.stream().anyMatch(s -> settled(s, told, asked, wanted))) {
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
  private boolean settled(
      Standing standing, Optional<Standing> told, boolean asked, PlannedStep wanted) {
    if (standing.sent()) {
      // An earlier notice of this start does not count once another start has been told since.
      return told.isEmpty();
    }
    if (asked && !standing.outcome()) {
      return false;
    }
    if (!REVERSIBLE.contains(String.valueOf(standing.reason()))) {
      return true;
    }
    // Refused before, and still: what was said about it then stays the reason, unless a visit's
    // state took it away and its time went by meanwhile.
    return wanted.refusal() != null
        && (wanted.refusal().code().equals(standing.reason())
            || journey.decidesWhenDue()
                && NotDoneReason.CONDITION_NOT_MET.code().equals(standing.reason()));
  }

  private PlannedStep wanted(
      Step step, String template, Instant occurrence, boolean open, boolean held) {
    ZoneId zone = facts.zone();
    Instant usefulUntil = times.usefulUntil(step, occurrence);
    NotDoneReason refusal = refusal(step, occurrence, usefulUntil, open, held);
    boolean task = step.kind() == Kind.TASK;
    boolean issued = task && refusal == null && !paused && !occurrence.isAfter(now);
    if (task && refusal == null && !paused) {
      look(occurrence);
    }
    if (!task && refusal == null && paused) {
      look(usefulUntil);
    }
    return new PlannedStep(
        step.id(),
        step.kind(),
        times.anchor(),
        template,
        step.purpose(),
        occurrence,
        time.local(occurrence, zone),
        zone,
        times.rule(step),
        usefulUntil,
        refusal,
        paused && refusal == null && !task,
        issued);
  }

  private NotDoneReason refusal(
      Step step, Instant occurrence, Instant usefulUntil, boolean open, boolean held) {
    String variant = facts.enrolment().variant();
    if (facts.enrolment().skipped().contains(step.id())
        || journey.experiment().filter(e -> e.holdsOut(variant)).isPresent()
        || step.awaitsReply() && repliedSince(step)
        || rivalSent(step)) {
      return NotDoneReason.CONDITION_NOT_MET;
    }
    // It waited for staff until it helped nobody any more.
    if (held && usefulUntil != null && !now.isBefore(usefulUntil)) {
      return NotDoneReason.PAUSED;
    }
    // What already stands and is due stays: whether it is still useful is the gate's to say.
    if (!open && times.passed(step, occurrence, usefulUntil)) {
      return NotDoneReason.WINDOW_PASSED;
    }
    // Conditions are asked when the step is due, and again when it is sent: until then they may
    // change, and the message's own due time is what brings us back here.
    if (!paused && !occurrence.isAfter(now) && !guardsHold(step)) {
      return NotDoneReason.CONDITION_NOT_MET;
    }
    return null;
  }

  private boolean repliedSince(Step step) {
    Instant asked = times.occurrence(step.related());
    return asked != null
        && facts.enrolment().replies().stream().anyMatch(reply -> !reply.isBefore(asked));
  }

  private boolean rivalSent(Step step) {
    for (Guard guard : step.guards()) {
      if (!guard.rivals().isEmpty()
          && facts.standing().stream()
              .anyMatch(
                  s ->
                      s.sent()
                          && times.anchor().equals(s.anchor())
                          && guard.rivals().contains(s.step()))) {
        return true;
      }
    }
    return false;
  }

  private boolean guardsHold(Step step) {
    for (Guard guard : step.guards()) {
      if (!all(guard.conditions()) || guard.before().stream().anyMatch(this::all)) {
        return false;
      }
    }
    return true;
  }

  private boolean all(List<String> conditions) {
    for (String condition : conditions) {
      if (!Conditions.holds(condition, facts.evidence(), now, facts.enrolment().variant(), flags)) {
        return false;
      }
    }
    return true;
  }

  private static boolean stands(Standing standing, PlannedStep wanted) {
    return wanted.occurrence().equals(standing.occurrence())
        && wanted.template().equals(standing.template())
        && Objects.equals(wanted.usefulUntil(), standing.usefulUntil())
        && wanted.held() == standing.held()
        && !wanted.issued();
  }
}
