package org.rapport.server.journey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;

/**
 * Everything the planner may know about one person and what a journey is about. Can be built from
 * plain FHIR resources, without a store.
 *
 * @param patientState whether the patient may be written to at all
 * @param zone whose wall clock days are counted on: the patient's, else the visit's, else the
 *     clinic's
 * @param standing what was planned before, in any state
 * @param enrolment how the person stands on the journey
 * @param hours when the place of the focus is open
 * @param evidence what conditions read; loaded only for journeys that have some
 */
public record Facts(
    String patient,
    PatientState patientState,
    ZoneId zone,
    Focus focus,
    List<Standing> standing,
    Enrolment enrolment,
    BusinessHours hours,
    Evidence evidence) {

  /** Facts of a journey without conditions, for somebody who is not on it yet. */
  public Facts(
      String patient,
      PatientState patientState,
      ZoneId zone,
      Focus focus,
      List<Standing> standing) {
    this(
        patient,
        patientState,
        zone,
        focus,
        standing,
        Enrolment.NONE,
        BusinessHours.usual(zone),
        Evidence.NONE);
  }

  /** Whether there is somebody to write to. Inactive includes deceased and merged away. */
  public enum PatientState {
    ACTIVE,
    INACTIVE,
    DELETED
  }

  /** How far an enrolment is. */
  public enum EnrolmentState {
    /** Not on the journey yet. */
    NONE,
    ACTIVE,
    /** Staff paused it. */
    PAUSED,
    /** Staff ended it, for good. */
    STOPPED,
    /** It came to its end, or its focus is not what the journey is for any more. */
    ENDED
  }

  /**
   * How the person stands on the journey.
   *
   * @param entered when the person came on the journey; null while {@code NONE}
   * @param ended null while it is under way
   * @param skipped steps that staff left out
   * @param sendNow steps that staff made due, with the instant
   * @param replies when the patient answered, since they came on the journey
   * @param variant of the journey's experiment; null without one
   */
  public record Enrolment(
      EnrolmentState state,
      Instant entered,
      Instant ended,
      Set<String> skipped,
      Map<String, Instant> sendNow,
      List<Instant> replies,
      String variant) {
    /** Not on the journey. */
    public static final Enrolment NONE = of(EnrolmentState.NONE, null);

    /** Without overrides, replies or experiment. */
    public static Enrolment of(EnrolmentState state, Instant entered) {
      return new Enrolment(state, entered, null, Set.of(), Map.of(), List.of(), null);
    }
  }

  /**
   * A planned message or task as it stands.
   *
   * @param anchor what it was planned for: the start of the visit, else when the person came on the
   *     journey
   * @param status of the CommunicationRequest; of a Task in its words: active is draft, completed
   *     is requested or further
   * @param reason code of its statusReason, or null
   * @param outcome whether a Communication records how it ended
   */
  public record Standing(
      String id,
      String step,
      Instant anchor,
      String template,
      Instant occurrence,
      Instant usefulUntil,
      CommunicationRequestStatus status,
      String reason,
      boolean outcome) {

    boolean active() {
      return status == CommunicationRequestStatus.ACTIVE;
    }

    /** Waits for staff to resume the enrolment. */
    boolean held() {
      return status == CommunicationRequestStatus.ONHOLD;
    }

    boolean open() {
      return active() || held();
    }

    boolean sent() {
      return status == CommunicationRequestStatus.COMPLETED;
    }
  }
}
