package org.rapport.server.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.rapport.server.journey.Facts.EnrolmentState;
import org.rapport.server.journey.Journey.ReEntry;
import org.rapport.server.journey.Journey.Trigger;
import org.rapport.terminology.NotDoneReason;
import org.rapport.time.CivilTime;

/**
 * Plans by reconciliation: computes what should stand from the facts of this moment and diffs it
 * against what stands. Applying the changes and planning again yields no change, whatever events
 * led here and however often. Pure and thread-safe.
 */
public final class Planner {
  /** A visit that does not take place, as nothing is sent any more that was planned for it. */
  private static final Set<String> CALLED_OFF =
      Set.of(
          Focus.DELETED,
          AppointmentStatus.CANCELLED.toCode(),
          AppointmentStatus.ENTEREDINERROR.toCode());

  private final CivilTime time;

  public Planner(CivilTime time) {
    this.time = time;
  }

  /** Whether the journey is wanted, since when, and whether that may change by itself. */
  private record Verdict(
      Optional<NotDoneReason> unwanted, boolean finished, Instant entered, Instant lookAgain) {
    static Verdict no(NotDoneReason reason, Facts facts) {
      return new Verdict(Optional.of(reason), false, facts.enrolment().entered(), null);
    }

    static Verdict over(Facts facts, Instant lookAgain) {
      return new Verdict(
          Optional.of(NotDoneReason.CONDITION_NOT_MET),
          true,
          facts.enrolment().entered(),
          lookAgain);
    }
  }

  /** The plan of one journey for one person and focus at {@code now}. */
  public Plan plan(Journey journey, Facts facts, Instant now) {
    Set<String> flags = new HashSet<>();
    Verdict verdict = judge(journey, facts, now, flags);
    PlanRun run = new PlanRun(time, journey, facts, now, flags);
    if (verdict.unwanted().isEmpty()) {
      run.planSteps(verdict.entered());
    }
    return run.result(
        verdict.unwanted(), verdict.finished(), verdict.entered(), verdict.lookAgain());
  }

  /** The plan of a journey whose place another has taken: nothing, and what stands is revoked. */
  public Plan displaced(Journey journey, Facts facts, Instant now) {
    PlanRun run = new PlanRun(time, journey, facts, now, new HashSet<>());
    return run.result(
        Optional.of(NotDoneReason.CONDITION_NOT_MET), false, facts.enrolment().entered(), null);
  }

  /** Whether the focus is what a journey is for, its trigger's conditions included. */
  public boolean isTriggered(Journey journey, Facts facts, Instant now) {
    return triggered(journey, facts, now, new HashSet<>());
  }

  private Verdict judge(Journey journey, Facts facts, Instant now, Set<String> flags) {
    if (facts.patientState() != Facts.PatientState.ACTIVE) {
      return Verdict.no(NotDoneReason.PATIENT_INACTIVE, facts);
    }
    EnrolmentState state = facts.enrolment().state();
    if (state == EnrolmentState.STOPPED) {
      return Verdict.over(facts, null);
    }
    if (!triggered(journey, facts, now, flags)) {
      return Verdict.no(notTriggered(journey, facts.focus()), facts);
    }
    for (String stop : journey.stops()) {
      if (Conditions.holds(stop, facts.evidence(), now, facts.enrolment().variant(), flags)) {
        return Verdict.over(facts, null);
      }
    }
    Instant entered = facts.enrolment().entered() == null ? now : facts.enrolment().entered();
    if (state != EnrolmentState.ENDED) {
      return new Verdict(Optional.empty(), false, entered, null);
    }
    return again(journey.reEntry(), facts, entered, now);
  }

  // The state of an ended enrolment came back. Without a rule this is the same enrolment: whether
  // the events in between arrived makes no difference.
  private Verdict again(ReEntry rule, Facts facts, Instant entered, Instant now) {
    if (rule.never()) {
      return Verdict.over(facts, null);
    }
    if (rule.after().isEmpty()) {
      return new Verdict(Optional.empty(), false, entered, null);
    }
    Instant ended = facts.enrolment().ended() == null ? entered : facts.enrolment().ended();
    Instant permitted = rule.after().get().from(ended, facts.zone(), time);
    return now.isBefore(permitted)
        ? Verdict.over(facts, permitted)
        : new Verdict(Optional.empty(), false, now, null);
  }

  private static boolean triggered(Journey journey, Facts facts, Instant now, Set<String> flags) {
    for (Trigger trigger : journey.triggers()) {
      if (Events.holds(trigger, facts.focus())
          && (trigger.condition().isEmpty()
              || Conditions.holds(
                  trigger.condition().get(),
                  facts.evidence(),
                  now,
                  facts.enrolment().variant(),
                  flags))) {
        return true;
      }
    }
    return false;
  }

  private static NotDoneReason notTriggered(Journey journey, Focus focus) {
    if (!focus.isVisit()) {
      return NotDoneReason.CONDITION_NOT_MET;
    }
    return CALLED_OFF.contains(focus.status())
        ? NotDoneReason.APPOINTMENT_CANCELLED
        : NotDoneReason.CONDITION_NOT_MET;
  }

  /** For how long what follows an event is of use when its step does not say. */
  static final Duration USEFUL = Duration.ofDays(7);
}
