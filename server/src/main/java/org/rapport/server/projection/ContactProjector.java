package org.rapport.server.projection;

import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.store.Sql;
import org.rapport.terminology.CallOutcome;
import org.rapport.terminology.EngagementCategory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people wrote and said, and the calls that staff made and took down by hand, to {@code
 * contact_facts}.
 */
@Component
class ContactProjector implements ResourceProjector<Communication> {
  private static final Set<EngagementCategory> INBOUND =
      EnumSet.of(
          EngagementCategory.INQUIRY,
          EngagementCategory.CALL,
          EngagementCategory.MISSED_CALL,
          EngagementCategory.REPLY,
          EngagementCategory.OPT_OUT,
          EngagementCategory.OPT_IN);

  private final JdbcClient jdbc;

  ContactProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Communication> type() {
    return Communication.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("contact_facts"));
  }

  @Override
  public boolean project(Communication communication) {
    Optional<CallOutcome> outcome = outcome(communication);
    if (communication.hasBasedOn()
        || communication.getStatus() == CommunicationStatus.ENTEREDINERROR
        || outcome.isEmpty() && categories(communication).stream().noneMatch(INBOUND::contains)) {
      if (!FirstVersion.is(communication)) {
        remove(communication);
      }
      return false;
    }
    jdbc.sql(
            """
            insert into rapport.contact_facts (id, version, patient_id, inbound, task_id, outcome, at)
            values (:id, :version, :patient, :inbound, :task, :outcome, :at)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, inbound = excluded.inbound,
              task_id = excluded.task_id, outcome = excluded.outcome, at = excluded.at
            where contact_facts.version <= excluded.version""")
        .param("id", communication.getIdElement().getIdPart())
        .param("version", communication.getIdElement().getVersionIdPartAsLong())
        .param("patient", id(communication.getSubject(), "Patient").orElse(null))
        .param("inbound", outcome.isEmpty())
        .param(
            "task",
            communication.getAbout().stream()
                .flatMap(about -> id(about, "Task").stream())
                .findFirst()
                .orElse(null))
        .param("outcome", outcome.map(CallOutcome::code).orElse(null))
        .param("at", Sql.at(at(communication)))
        .update();
    return false;
  }

  @Override
  public void remove(Communication communication) {
    // Most Communications are what we sent, and never had a row.
    if (!communication.hasBasedOn() || !FirstVersion.is(communication)) {
      jdbc.sql("delete from rapport.contact_facts where id = ?")
          .param(communication.getIdElement().getIdPart())
          .update();
    }
  }

  /** What came of a call that staff made; empty for all else, a call that came in too. */
  static Optional<CallOutcome> outcome(Communication communication) {
    return categories(communication).contains(EngagementCategory.CALL)
        ? PlannedMessageProjector.code(communication.getStatusReason(), CallOutcome.SYSTEM)
            .flatMap(CallOutcome::fromCode)
        : Optional.empty();
  }

  private static Set<EngagementCategory> categories(Communication communication) {
    return communication.getCategory().stream()
        .flatMap(one -> PlannedMessageProjector.code(one, EngagementCategory.SYSTEM).stream())
        .flatMap(code -> EngagementCategory.fromCode(code).stream())
        .collect(Collectors.toSet());
  }

  private static Instant at(Communication communication) {
    Date told = communication.hasReceived() ? communication.getReceived() : communication.getSent();
    return (told == null ? communication.getMeta().getLastUpdated() : told).toInstant();
  }

  private static Optional<String> id(Reference reference, String type) {
    return Optional.of(reference.getReferenceElement())
        .filter(id -> type.equals(id.getResourceType()) && id.hasIdPart())
        .map(id -> id.getIdPart());
  }
}
