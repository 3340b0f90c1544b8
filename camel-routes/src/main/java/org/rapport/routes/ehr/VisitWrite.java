package org.rapport.routes.ehr;

import java.time.Duration;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;

/**
 * What became of a visit here, done to the EHR's own Appointment: its time and its status, and
 * nothing else of it. Where the EHR has another time or status than the one that was changed here,
 * somebody there was at it too, and which of both holds is a person's to say. Pure.
 */
final class VisitWrite {
  /** What is to be done with the EHR's Appointment. */
  enum Verdict {
    /** It says so already. */
    DONE,
    /** It is changed, and to be put back. */
    WRITE,
    /** It says something else than what was changed here. */
    CONFLICT,
    /** Where it is and who is seen is said in the EHR's own references. */
    NOT_BY_FHIR
  }

  private static final Set<AppointmentStatus> STOPPED =
      Set.of(
          AppointmentStatus.CANCELLED, AppointmentStatus.ENTEREDINERROR, AppointmentStatus.NOSHOW);

  private static final Set<AppointmentStatus> BEGUN =
      Set.of(AppointmentStatus.ARRIVED, AppointmentStatus.CHECKEDIN, AppointmentStatus.FULFILLED);

  private final Appointment before;
  private final Appointment ours;
  private final Appointment theirs;

  /**
   * A write.
   *
   * @param before ours as it was, or null
   * @param ours as it became
   * @param theirs the EHR's, which is changed
   */
  VisitWrite(Appointment before, Appointment ours, Appointment theirs) {
    this.before = before;
    this.ours = ours;
    this.theirs = theirs;
  }

  /**
   * Does it.
   *
   * @param code what was done, as a worker is told it
   */
  Verdict apply(String code) {
    return switch (code) {
      case "booked" ->
          sameTime(theirs, ours) && !STOPPED.contains(theirs.getStatus())
              ? Verdict.DONE
              : Verdict.CONFLICT;
      case "moved" -> move();
      default ->
          before != null && before.getStatus() == ours.getStatus() ? Verdict.NOT_BY_FHIR : status();
    };
  }

  private Verdict move() {
    if (sameTime(theirs, ours)) {
      return Verdict.DONE;
    }
    boolean otherwise = before == null || !sameTime(theirs, before);
    if (otherwise || STOPPED.contains(theirs.getStatus())) {
      return Verdict.CONFLICT;
    }
    theirs.setStart(ours.getStart()).setEnd(ours.getEnd());
    if (theirs.hasMinutesDuration() && ours.hasStart() && ours.hasEnd()) {
      long minutes =
          Duration.between(ours.getStart().toInstant(), ours.getEnd().toInstant()).toMinutes();
      theirs.setMinutesDuration((int) Math.max(1, minutes));
    }
    // It is another time's.
    theirs.setSlot(null);
    if (before.getStatus() != ours.getStatus() && theirs.getStatus() == before.getStatus()) {
      theirs.setStatus(ours.getStatus());
    }
    return Verdict.WRITE;
  }

  private Verdict status() {
    AppointmentStatus wanted = ours.getStatus();
    AppointmentStatus found = theirs.getStatus();
    boolean gone =
        wanted == AppointmentStatus.CANCELLED && found == AppointmentStatus.ENTEREDINERROR;
    if (found == wanted || gone) {
      return Verdict.DONE;
    }
    boolean asBefore = before != null && before.getStatus() == found;
    boolean elsewhere =
        STOPPED.contains(found) || STOPPED.contains(wanted) && BEGUN.contains(found);
    if (!sameTime(theirs, ours) || !asBefore && elsewhere) {
      return Verdict.CONFLICT;
    }
    theirs.setStatus(wanted);
    if (wanted == AppointmentStatus.CANCELLED && ours.hasCancelationReason()) {
      theirs.setCancelationReason(ours.getCancelationReason().copy());
    } else if (!STOPPED.contains(wanted)) {
      theirs.setCancelationReason(null);
    }
    return Verdict.WRITE;
  }

  // By the start: many give no end, or count the time between two visits to the first.
  private static boolean sameTime(Appointment one, Appointment other) {
    return one.hasStart()
        ? other.hasStart() && one.getStart().getTime() == other.getStart().getTime()
        : !other.hasStart();
  }
}
