package org.rapport.server.campaign;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Sql;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.store.rows.WrittenTogether;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.NotDoneReason;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts what became of a campaign's messages, in the transaction that records it, and wakes the
 * campaign.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class CampaignEvents implements StorageInterceptor {
  /** What an event of a mail service is in Communication.reasonCode. */
  private static final String COMPLAINT = "complaint";

  private static final Set<String> ERRORS =
      Set.of(
          NotDoneReason.DELIVERY_FAILED.code(),
          NotDoneReason.DELIVERY_UNKNOWN.code(),
          NotDoneReason.UNSAFE_CONTENT.code());

  /** Stands for what is left of messages that were withdrawn. */
  private static final Object WITHDRAWN = new Object();

  private final WrittenTogether together;
  private final JdbcClient jdbc;
  private final WorkQueue queue;
  private final Clock clock;

  CampaignEvents(WrittenTogether together, JdbcClient jdbc, WorkQueue queue, Clock clock) {
    this.together = together;
    this.jdbc = jdbc;
    this.queue = queue;
    this.clock = clock;
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED, order = AFTER_PROJECTIONS)
  public void created(IBaseResource resource) {
    written(resource);
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED, order = AFTER_PROJECTIONS)
  public void updated(IBaseResource before, IBaseResource resource) {
    written(resource);
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED, order = AFTER_PROJECTIONS)
  public void deleted(IBaseResource resource) {
    if (resource instanceof CommunicationRequest request) {
      if (CampaignExtension.isToGroup(request)) {
        wake(request.getIdElement().getIdPart());
      } else {
        withdrawn(request);
      }
    }
  }

  private void written(IBaseResource resource) {
    if (resource instanceof Communication communication) {
      if (communication.hasBasedOn()) {
        together.leaveLast(
            this, communication.getIdElement().getIdPart(), communication, this::outcomes);
      } else if (COMPLAINT.equals(communication.getReasonCodeFirstRep().getText())) {
        complaint(communication);
      }
    } else if (resource instanceof CommunicationRequest request) {
      if (CampaignExtension.isToGroup(request)) {
        if (CampaignExtension.of(request).state().isPresent()) {
          wake(request.getIdElement().getIdPart());
        }
      } else if (request.hasBasedOn()
          && (request.getStatus() == CommunicationRequestStatus.REVOKED
              || request.getStatus() == CommunicationRequestStatus.ENTEREDINERROR)) {
        together.leaveLast(
            WITHDRAWN,
            request.getIdElement().getIdPart(),
            request,
            all -> all.forEach(this::withdrawn));
      }
    }
  }

  private void wake(String campaign) {
    queue.own(WorkQueue.CAMPAIGN, campaign, "CommunicationRequest/" + campaign, clock.instant());
  }

  // Most messages are no campaign's: one look for all of them.
  private void outcomes(List<Communication> communications) {
    Set<String> ours =
        Set.copyOf(
            jdbc.sql(
                    """
                    select request_id from rapport.campaign_member
                    where request_id = any(:requests) and enrolment is null
                    union
                    select m.id from rapport.planned_message m
                    join rapport.campaign_member n on n.enrolment = m.enrolment
                    where m.id = any(:requests)""")
                .param(
                    "requests",
                    communications.stream()
                        .map(CampaignEvents::request)
                        .filter(Objects::nonNull)
                        .toArray(String[]::new))
                .query(String.class)
                .list());
    communications.stream()
        .filter(one -> request(one) != null && ours.contains(request(one)))
        .forEach(this::outcome);
  }

  private static String request(Communication communication) {
    return communication.getBasedOnFirstRep().getReferenceElement().getIdPart();
  }

  private void outcome(Communication communication) {
    if (communication.getStatus() == CommunicationStatus.INPROGRESS) {
      // A call that somebody is still to make.
      return;
    }
    boolean sent = communication.getStatus() == CommunicationStatus.COMPLETED;
    String reason =
        communication.getStatusReason().getCoding().stream()
            .filter(coding -> NotDoneReason.SYSTEM.equals(coding.getSystem()))
            .map(coding -> coding.getCode())
            .findFirst()
            .orElse(null);
    boolean attempted = sent || communication.hasMedium();
    boolean failed =
        sent
            ? "failed".equals(communication.getExtensionString(Extensions.DELIVERY_STATUS))
            : ERRORS.contains(String.valueOf(reason))
                || attempted && NotDoneReason.INVALID_ADDRESS.code().equals(reason);
    Outcome outcome = new Outcome(sent, reason, attempted || failed, failed);
    String request = request(communication);
    ofOne(request, outcome).forEach(this::wake);
    ofSeveral(request, outcome).forEach(this::wake);
  }

  private record Outcome(boolean sent, String reason, boolean attempted, boolean failed) {}

  private List<String> ofOne(String request, Outcome outcome) {
    return jdbc.sql(
            """
            update rapport.campaign_member set outcome = :outcome, reason = :reason,
              attempted = :attempted, failed = :failed, outcome_at = coalesce(outcome_at, :now)
            where request_id = :request and enrolment is null returning campaign""")
        .param("outcome", outcome.sent() ? "sent" : "not-done")
        .param("reason", outcome.reason())
        .param("attempted", outcome.attempted())
        .param("failed", outcome.failed())
        .param("now", Sql.at(clock.instant()))
        .param("request", request)
        .query(String.class)
        .list();
  }

  // Of a journey one message is enough to have written to somebody; that one did not go says
  // nothing while another is to go in its place. What fails later counts all the same.
  private List<String> ofSeveral(String request, Outcome outcome) {
    return jdbc.sql(
            """
            update rapport.campaign_member n set
              outcome = case when :sent or n.outcome = 'sent' then 'sent' else 'not-done' end,
              reason = case when :sent or n.outcome = 'sent' then null else :reason end,
              attempted = n.attempted or :attempted, failed = n.failed or :failed,
              outcome_at = coalesce(n.outcome_at, :now)
            from rapport.planned_message m
            where m.id = :request and n.enrolment = m.enrolment
              and (:sent or :failed or not exists (select 1 from rapport.planned_message o
                where o.enrolment = m.enrolment and o.id <> m.id and o.status = 'active'
                  and o.occurrence <= m.occurrence))
            returning n.campaign""")
        .param("sent", outcome.sent())
        .param("reason", outcome.reason())
        .param("attempted", outcome.attempted())
        .param("failed", outcome.failed())
        .param("now", Sql.at(clock.instant()))
        .param("request", request)
        .query(String.class)
        .list();
  }

  // Whoever revokes or deletes a message by hand has said that it is not to go.
  private void withdrawn(CommunicationRequest request) {
    jdbc.sql(
            """
            update rapport.campaign_member set outcome = 'not-done', reason = :reason,
              outcome_at = :now
            where campaign = rapport.campaign_of(:request) and outcome is null
              and (request_id = :request and enrolment is null
                or enrolment = :enrolment and not exists (select 1 from rapport.planned_message m
                  where m.enrolment = :enrolment and m.status = 'active'))
            returning campaign""")
        .param("reason", NotDoneReason.CONDITION_NOT_MET.code())
        .param("now", Sql.at(clock.instant()))
        .param("request", request.getIdElement().getIdPart())
        .param("enrolment", request.getGroupIdentifier().getValue())
        .query(String.class)
        .list()
        .forEach(this::wake);
  }

  // Against the last campaign that wrote to them: no mail service says which message it was.
  private void complaint(Communication communication) {
    List<String> patients =
        Stream.concat(Stream.of(communication.getSubject()), communication.getAbout().stream())
            .map(reference -> reference.getReferenceElement())
            .filter(id -> "Patient".equals(id.getResourceType()) && id.hasIdPart())
            .map(id -> id.getIdPart())
            .toList();
    jdbc.sql(
            """
            update rapport.campaign_member set complained_at = :now
            where (campaign, patient_id) in (
              select campaign, patient_id from rapport.campaign_member
              where patient_id = any(:patients) and outcome = 'sent' and complained_at is null
              order by outcome_at desc limit 1)
            returning campaign""")
        .param("now", Sql.at(clock.instant()))
        .param("patients", Sql.array(patients))
        .query(String.class)
        .list()
        .forEach(this::wake);
  }
}
