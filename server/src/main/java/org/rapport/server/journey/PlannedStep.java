package org.rapport.server.journey;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.rapport.server.journey.Journey.Kind;
import org.rapport.terminology.NotDoneReason;

/**
 * A message or task as it should stand. Local time, zone and rule are the truth, the instant is
 * derived.
 *
 * @param anchor what it is planned for: the start of the visit, else when the person came on the
 *     journey
 * @param purpose null for a task
 * @param occurrence when it becomes due
 * @param rule the offset and what it counts from, for people: {@code -P1D from the visit}
 * @param usefulUntil null: no limit
 * @param refusal why it does not go out although it is in the plan; null when it does
 * @param held it waits for staff to resume the enrolment
 * @param issued a task that is due, so that somebody is asked to do it
 */
public record PlannedStep(
    String step,
    Kind kind,
    Instant anchor,
    String template,
    String purpose,
    Instant occurrence,
    LocalDateTime local,
    ZoneId zone,
    String rule,
    Instant usefulUntil,
    NotDoneReason refusal,
    boolean held,
    boolean issued) {

  /** Its moment was over when it was planned. */
  public boolean passed() {
    return refusal == NotDoneReason.WINDOW_PASSED;
  }

  /**
   * A message that would go at once and is of no journey's making, as staff look at one.
   *
   * @param start of the visit that it is about; null: it is about none
   * @param zone in which its local time is told
   */
  public static PlannedStep atOnce(
      String step, Instant start, String template, String purpose, Instant now, ZoneId zone) {
    return new PlannedStep(
        step,
        Kind.MESSAGE,
        start,
        template,
        purpose,
        now,
        now.atZone(zone).toLocalDateTime(),
        zone,
        "now",
        null,
        null,
        false,
        false);
  }
}
