package org.rapport.server.projection;

import java.util.Set;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.EngagementCategory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What patients did: calls, missed calls, downloads, replies. What we sent them, and calls that
 * staff made, are no reason to write.
 */
@Component
class EngagementProjector extends FocusProjector<Communication> {
  private static final Set<EngagementCategory> CONCERNED =
      Set.of(
          EngagementCategory.CALL,
          EngagementCategory.MISSED_CALL,
          EngagementCategory.DOWNLOAD,
          EngagementCategory.CLICK,
          EngagementCategory.REPLY);

  EngagementProjector(JdbcClient jdbc, WorkQueue work) {
    super(Communication.class, jdbc, work);
  }

  @Override
  Reference patient(Communication communication) {
    return communication.getSubject();
  }

  @Override
  boolean concerns(Communication communication) {
    return communication.getCategory().stream()
            .flatMap(
                category ->
                    PlannedMessageProjector.code(category, EngagementCategory.SYSTEM).stream())
            .flatMap(code -> EngagementCategory.fromCode(code).stream())
            .anyMatch(CONCERNED::contains)
        && ContactProjector.outcome(communication).isEmpty();
  }

  // Most Communications are ours, and never had a row: one that is new and says nothing of a
  // patient.
  @Override
  public void remove(Communication communication) {
    if (!communication.hasBasedOn() || !FirstVersion.is(communication) || concerns(communication)) {
      super.remove(communication);
    }
  }
}
