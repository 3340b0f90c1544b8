package org.rapport.server.apply;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Plans what change events touch; the door through which work items come in. */
@Component
public class ChangeWork {
  private final Reconciler reconciler;
  private final TouchedEnrolments touched;
  private final Clock clock;

  ChangeWork(Reconciler reconciler, TouchedEnrolments touched, Clock clock) {
    this.reconciler = reconciler;
    this.touched = touched;
    this.clock = clock;
  }

  /** One change: whose, and what it is about (a relative reference). */
  public record Change(String patient, String focus) {}

  /** Reconciles every enrolment that the changes touch; needs a transaction. */
  public void plan(List<Change> changes) {
    Instant now = clock.instant();
    reconciler.reconcile(touched.of(changes, now), now);
  }
}
