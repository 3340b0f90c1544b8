package org.rapport.server.lead.routing;

import java.time.Duration;
import java.time.Instant;
import org.rapport.server.journey.BusinessHours;
import org.rapport.time.CivilTime;

/** The time by which a person answers an inquiry: an instant. Pure. */
public final class RespondBy {
  private RespondBy() {}

  /**
   * The deadline.
   *
   * @param waiting how many inquiries the team has not answered yet
   * @param capacity how many it answers in an opening hour
   */
  public static Instant instant(
      BusinessHours hours,
      Instant now,
      Urgency urgency,
      int waiting,
      int capacity,
      CivilTime time) {
    Duration backlog = Duration.ofHours(1).multipliedBy(waiting + 1L).dividedBy(capacity);
    Duration within =
        urgency == Urgency.URGENT || backlog.compareTo(urgency.within()) <= 0
            ? urgency.within()
            : backlog;
    return hours.plus(now, within, time);
  }
}
