package org.rapport.server.audit;

import java.time.Duration;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;

/** Writes the audit trail: a batch of what has come together each tenth of a second. */
@Component
class AuditLoop extends WorkLoop {
  private static final Duration BETWEEN_BATCHES = Duration.ofMillis(100);

  private final AuditTrail trail;

  AuditLoop(AuditTrail trail, WorkSignal signal) {
    super("audit", "audit", signal, BETWEEN_BATCHES);
    this.trail = trail;
  }

  @Override
  protected boolean turn() {
    // What came in the meantime waits for the next batch, unless this one was full.
    trail.runOnce();
    return false;
  }
}
