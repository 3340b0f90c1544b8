package org.rapport.server.subscription;

import java.util.List;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.subscription.Notifications.Line;
import org.springframework.stereotype.Component;

/** Takes down what subscribers were told, on whose behalf; no content and no endpoint. */
@Component
class NotificationTrail {
  private final AuditTrail trail;

  NotificationTrail(AuditTrail trail) {
    this.trail = trail;
  }

  /**
   * One entry for a notification that named anything.
   *
   * @param arrived else nobody knows whether it did
   */
  void told(Subscriber one, List<Line> lines, boolean arrived) {
    List<NumberedEvent> named =
        one.content() == PayloadContent.EMPTY
            ? List.of()
            : lines.stream().filter(line -> line.told() != null).map(Line::event).toList();
    if (named.isEmpty()) {
      return;
    }
    Agent agent =
        new Agent(one.grant().client(), one.grant().account(), null, null, null, null, null);
    AuditEntry entry =
        AuditEntry.of(
            AuditKind.NOTIFICATION,
            List.of(),
            "R",
            agent,
            named.stream().flatMap(event -> event.patients().stream()).toList(),
            named.stream().map(NumberedEvent::focus).toList());
    trail.note(arrived ? entry : entry.ended(AuditEntry.FAILED, null));
  }
}
