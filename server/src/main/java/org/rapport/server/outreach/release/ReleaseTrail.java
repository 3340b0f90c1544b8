package org.rapport.server.outreach.release;

import java.util.List;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.outreach.outcome.Attempts.Released;
import org.springframework.stereotype.Component;

/** Takes down that messages went out of the house, in the transaction that releases them. */
@Component
class ReleaseTrail {
  private final AuditTrail trail;
  private final Callers callers;

  ReleaseTrail(AuditTrail trail, Callers callers) {
    this.trail = trail;
    this.callers = callers;
  }

  /** One entry for all of a batch: whose, and which requests; no text and no address. */
  void tell(List<Released> released) {
    if (released.isEmpty()) {
      return;
    }
    trail.inTransaction(
        List.of(
            AuditEntry.of(
                AuditKind.RELEASE,
                List.of(),
                "E",
                callers.current(),
                released.stream().map(one -> "Patient/" + one.message().recipient().id()).toList(),
                released.stream()
                    .map(one -> "CommunicationRequest/" + one.message().id())
                    .toList())));
  }
}
