package org.rapport.server.campaign;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Extensions;
import org.rapport.server.config.CampaignSettings;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.CampaignState;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/**
 * Moves a campaign from state to state, each a version of its CommunicationRequest that says how
 * many had been written to by then. Joins the caller's transaction, which holds the campaign.
 */
@Component
class CampaignMoves {
  private final CampaignRows rows;
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final IFhirResourceDao<Task> tasks;
  private final ApprovalTask approval;
  private final NewcomerRows newcomers;
  private final WorkQueue queue;
  private final CampaignSettings settings;
  private final Clock clock;

  CampaignMoves(
      CampaignRows rows,
      IFhirResourceDao<CommunicationRequest> requests,
      IFhirResourceDao<Task> tasks,
      ApprovalTask approval,
      NewcomerRows newcomers,
      WorkQueue queue,
      CampaignSettings settings,
      Clock clock) {
    this.rows = rows;
    this.requests = requests;
    this.tasks = tasks;
    this.approval = approval;
    this.newcomers = newcomers;
    this.queue = queue;
    this.settings = settings;
    this.clock = clock;
  }

  /** Only moves it. */
  void to(Campaign campaign, CampaignState next) {
    move(campaign, next, extension -> {});
  }

  /** It has more recipients than go without a second person. */
  void counted(Campaign campaign, int members) {
    move(
        campaign,
        CampaignState.AWAITING_APPROVAL,
        extension -> extension.set(Extensions.Campaign.MEMBERS, members));
    ask(campaign, members);
  }

  /** While it waits for its approval, it has another number of recipients. */
  void recounted(Campaign campaign, int members) {
    CommunicationRequest request = read(campaign.id());
    CampaignExtension.of(request).set(Extensions.Campaign.MEMBERS, members);
    requests.update(request, new SystemRequestDetails());
    ask(campaign, members);
  }

  // Who wrote a campaign knows that it waits; of one that nobody wrote staff have to be told.
  private void ask(Campaign campaign, int members) {
    if (campaign.isOfRapport()) {
      approval.ask(campaign, members, newcomers.since(campaign).orElseGet(clock::instant));
    }
  }

  /**
   * Its recipients are fixed; the time to undo it begins.
   *
   * @param by who approved it; null for one that needs no approval
   * @return when its first message may go: not before the campaign's own occurrence
   */
  Instant fixed(Campaign campaign, int members, String by) {
    Instant now = clock.instant();
    CommunicationRequest request = read(campaign.id());
    Instant undone = now.plus(settings.undo());
    Instant wanted =
        request.hasOccurrenceDateTimeType() && request.getOccurrenceDateTimeType().hasValue()
            ? request.getOccurrenceDateTimeType().getValue().toInstant()
            : undone;
    Instant starts = wanted.isAfter(undone) ? wanted : undone;
    move(
        campaign,
        CampaignState.WAITING,
        extension -> {
          extension.set(Extensions.Campaign.MEMBERS, members);
          extension.set(Extensions.Campaign.STARTS_AT, starts);
          if (by != null) {
            extension.set(Extensions.Campaign.APPROVED_BY, by);
            extension.set(Extensions.Campaign.APPROVED_AT, now);
          }
        });
    if (campaign.isOfRapport()) {
      approval.over(campaign, Task.TaskStatus.COMPLETED);
    }
    return starts;
  }

  /** It stops, and a person is asked to look. */
  void haltItself(Campaign campaign, String reason) {
    halt(campaign, null, reason);
    tasks.update(task(campaign, reason), new SystemRequestDetails());
  }

  /** Staff stop it. */
  void halt(Campaign campaign, String by, String reason) {
    move(campaign, CampaignState.HALTED, extension -> act(extension, by, reason));
  }

  /** Staff let it go on; what failed before does not count any more. */
  void resume(Campaign campaign, String by, String reason) {
    Instant now = clock.instant();
    CampaignState next =
        campaign.startsAt() == null || now.isBefore(campaign.startsAt())
            ? CampaignState.WAITING
            : campaign.isLarge(settings.approvalAbove())
                    && rows.progress(campaign).sent() < campaign.canary()
                ? CampaignState.CANARY
                : CampaignState.RUNNING;
    move(
        campaign,
        next,
        extension -> {
          act(extension, by, reason);
          extension.set(Extensions.Campaign.RESUMED_AT, now);
        });
    rows.nextBatch(campaign.id(), null);
    queue.requeue(rows.waiting(campaign.id()));
  }

  /** Staff end it for good. */
  void cancel(Campaign campaign, String by, String reason) {
    move(campaign, CampaignState.CANCELLED, extension -> act(extension, by, reason));
  }

  private static void act(CampaignExtension extension, String by, String reason) {
    extension.set(Extensions.Campaign.BY, by);
    extension.set(Extensions.Campaign.REASON, reason);
  }

  private void move(Campaign campaign, CampaignState next, Consumer<CampaignExtension> more) {
    CommunicationRequest request = read(campaign.id());
    CampaignExtension extension = CampaignExtension.of(request);
    extension.to(next);
    Progress progress = rows.progress(campaign);
    extension.set(Extensions.Campaign.SENT, progress.sent());
    extension.set(Extensions.Campaign.NOT_DONE, progress.notDone());
    more.accept(extension);
    requests.update(request, new SystemRequestDetails());
  }

  private CommunicationRequest read(String id) {
    return requests.read(new IdType("CommunicationRequest", id), new SystemRequestDetails());
  }

  private Task task(Campaign campaign, String reason) {
    Instant now = clock.instant();
    return OutreachTask.becauseOf(
            "campaign halted " + campaign.id() + " " + now, TaskCode.ESCALATION, now)
        .saying(
            "A campaign has halted itself (" + reason + "). Please look, then resume or cancel it.")
        .focus("CommunicationRequest/" + campaign.id())
        .task();
  }
}
