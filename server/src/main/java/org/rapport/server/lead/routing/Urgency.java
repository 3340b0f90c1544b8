package org.rapport.server.lead.routing;

import java.time.Duration;
import java.util.Locale;
import org.hl7.fhir.r4.model.Task.TaskPriority;

/**
 * How soon somebody wants to hear from us, as they say themselves; nothing is read into it. The
 * time is opening time.
 */
public enum Urgency {
  ROUTINE(Duration.ofHours(8), TaskPriority.ROUTINE),
  SOON(Duration.ofHours(4), TaskPriority.URGENT),
  URGENT(Duration.ofHours(1), TaskPriority.URGENT);

  private final Duration within;
  private final TaskPriority priority;

  Urgency(Duration within, TaskPriority priority) {
    this.within = within;
    this.priority = priority;
  }

  /** By the form's word; routine for null and for any other. */
  public static Urgency of(String word) {
    for (Urgency urgency : values()) {
      if (urgency.name().toLowerCase(Locale.ROOT).equals(word)) {
        return urgency;
      }
    }
    return ROUTINE;
  }

  /** Opening time in which a person answers. */
  public Duration within() {
    return within;
  }

  public TaskPriority priority() {
    return priority;
  }
}
