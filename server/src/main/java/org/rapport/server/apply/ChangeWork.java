package org.rapport.server.apply;

import java.time.Clock;
import java.util.List;
import org.rapport.server.apply.Reconciler.ChangeEvent;
import org.springframework.stereotype.Component;

/** Plans what change events touch; the door through which work items come in. */
@Component
public class ChangeWork {
  /** The named event that journeys of visits are triggered by (contract 3, "Topics"). */
  public static final String APPOINTMENT_CHANGE =
      "https://rapport.example.org/fhir/SubscriptionTopic/appointment-change";

  private final Reconciler reconciler;
  private final Clock clock;

  ChangeWork(Reconciler reconciler, Clock clock) {
    this.reconciler = reconciler;
    this.clock = clock;
  }

  /** One change: whose, and what it is about (a relative reference). */
  public record Change(String patient, String focus) {}

  /** Reconciles every enrolment that the changes touch; needs a transaction. */
  public void plan(List<Change> changes) {
    List<ChangeEvent> events =
        changes.stream().map(change -> new ChangeEvent(change.patient(), change.focus())).toList();
    var now = clock.instant();
    reconciler.reconcile(reconciler.touched(events, APPOINTMENT_CHANGE, now), now);
  }
}
