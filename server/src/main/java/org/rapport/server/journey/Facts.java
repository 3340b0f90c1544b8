package org.rapport.server.journey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * Everything the planner may know about one person and one visit.
 *
 * @param patientState whether the patient may be written to at all
 * @param zone whose wall clock days are counted on: the patient's, else the visit's, else the
 *     clinic's
 * @param standing what was planned before, in any state
 */
public record Facts(
    String patient, PatientState patientState, ZoneId zone, Visit visit, List<Standing> standing) {

  /** Whether there is somebody to write to. Inactive includes deceased and merged away. */
  public enum PatientState {
    ACTIVE,
    INACTIVE,
    DELETED
  }

  /**
   * A visit.
   *
   * @param status Appointment.status, or {@code deleted}
   * @param start null while no time is set
   */
  public record Visit(String id, String status, Instant start) {}

  /**
   * A planned message as it stands.
   *
   * @param anchor the visit start it was planned for
   * @param status CommunicationRequest.status
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
      String status,
      String reason,
      boolean outcome) {

    boolean active() {
      return "active".equals(status);
    }

    boolean sent() {
      return "completed".equals(status);
    }
  }
}
