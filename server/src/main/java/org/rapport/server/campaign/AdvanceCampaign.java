package org.rapport.server.campaign;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.apply.Admission;
import org.rapport.server.apply.NotDoneRecord;
import org.rapport.server.apply.Revoked;
import org.rapport.server.config.CampaignSettings;
import org.rapport.server.journey.Journey;
import org.rapport.server.segment.Segments;
import org.rapport.server.store.DeletedReferences;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.CampaignState;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;

/**
 * Takes a campaign one step further: counts it, starts it, hands out its next messages, ends it.
 * Idempotent: what it does follows from how the campaign stands. Joins the caller's transaction.
 */
@Component
class AdvanceCampaign {
  private static final Duration LOOK_AGAIN = Duration.ofHours(1);

  /** While the first few wait for their hours, more are not tried for ever. */
  private static final int CANARY_TRIES = 3;

  private final CampaignRows rows;
  private final CampaignMoves moves;
  private final FanOut fanOut;
  private final Pace pace;
  private final Admission admission;
  private final ApprovalTask approval;
  private final CampaignPlaces places;
  private final NewcomerCampaigns newcomerCampaigns;
  private final NewcomerRows newcomers;
  private final Segments segments;
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final DeletedReferences deleted;
  private final ResourceWriter writer;
  private final CampaignSettings settings;
  private final Clock clock;

  AdvanceCampaign(
      CampaignRows rows,
      CampaignMoves moves,
      FanOut fanOut,
      Pace pace,
      Admission admission,
      ApprovalTask approval,
      CampaignPlaces places,
      NewcomerCampaigns newcomerCampaigns,
      NewcomerRows newcomers,
      Segments segments,
      IFhirResourceDao<CommunicationRequest> requests,
      DeletedReferences deleted,
      ResourceWriter writer,
      CampaignSettings settings,
      Clock clock) {
    this.rows = rows;
    this.moves = moves;
    this.fanOut = fanOut;
    this.pace = pace;
    this.admission = admission;
    this.approval = approval;
    this.places = places;
    this.newcomerCampaigns = newcomerCampaigns;
    this.newcomers = newcomers;
    this.segments = segments;
    this.requests = requests;
    this.deleted = deleted;
    this.writer = writer;
    this.settings = settings;
    this.clock = clock;
  }

  /** One step; answers when to look again although nothing will have happened. */
  Optional<Instant> step(String id) {
    Optional<Campaign> locked = rows.lock(id);
    if (locked.isEmpty()) {
      return Optional.empty();
    }
    Campaign campaign = locked.get();
    return switch (campaign.state()) {
      case COUNTING -> count(campaign);
      case WAITING -> start(campaign);
      case CANARY -> canary(campaign);
      case RUNNING -> run(campaign);
      case CANCELLED -> takeBack(campaign);
      case AWAITING_APPROVAL, HALTED, COMPLETED -> Optional.empty();
    };
  }

  /** Counts the recipients; those of a small one that somebody wrote are fixed at once. */
  Optional<Instant> count(Campaign campaign) {
    SortedSet<String> members = members(campaign);
    if (members.size() > settings.approvalAbove() || campaign.isOfRapport()) {
      moves.counted(campaign, members.size());
      return Optional.empty();
    }
    return Optional.of(fix(campaign, members, null));
  }

  /**
   * Fixes who gets it.
   *
   * @param by who approved it; null for one that needs no approval
   * @return when its first message may go
   */
  Instant fix(Campaign campaign, SortedSet<String> members, String by) {
    rows.fix(campaign.id(), members);
    if (fromItsGroup(campaign)) {
      newcomers.take(campaign, members);
    }
    return moves.fixed(campaign, members.size(), by);
  }

  /** Who gets it: all of the segment, or those who wait for the journey that is for it. */
  SortedSet<String> members(Campaign campaign) {
    if (campaign.isOfRapport()) {
      newcomers.claim(campaign);
      return new TreeSet<>(newcomers.of(campaign));
    }
    if (fromItsGroup(campaign)) {
      return new TreeSet<>(newcomers.free(campaign));
    }
    return segments.find(campaign.group()).map(segments::members).orElseGet(TreeSet::new);
  }

  private boolean fromItsGroup(Campaign campaign) {
    return campaign.isOfRapport()
        || journey(campaign).filter(journey -> journey.isForGroup(campaign.group())).isPresent();
  }

  private Optional<Journey> journey(Campaign campaign) {
    return campaign.canonical() == null
        ? Optional.empty()
        : admission.journey(campaign.canonical(), campaign.group());
  }

  private Optional<Instant> start(Campaign campaign) {
    Instant now = clock.instant();
    if (now.isBefore(campaign.startsAt())) {
      return Optional.of(campaign.startsAt());
    }
    boolean few = campaign.isLarge(settings.approvalAbove());
    moves.to(campaign, few ? CampaignState.CANARY : CampaignState.RUNNING);
    return Optional.of(now);
  }

  private Optional<Instant> canary(Campaign campaign) {
    Progress progress = rows.progress(campaign);
    Optional<String> halt = halt(campaign, progress, true);
    if (halt.isPresent()) {
      moves.haltItself(campaign, halt.get());
      return Optional.empty();
    }
    Instant now = clock.instant();
    int size = campaign.canary();
    int tried = progress.attempted() + progress.open();
    if (progress.attempted() >= size && progress.open() == 0 || progress.rest() == 0) {
      rows.nextBatch(campaign.id(), null);
      moves.to(campaign, CampaignState.RUNNING);
      return Optional.of(now);
    }
    // Who is refused by the gate says nothing of how it goes: somebody else is asked.
    boolean wait = progress.open() > 0 && !overdue(campaign, now);
    if (!wait && tried < size * CANARY_TRIES) {
      int most = Math.max(1, size - progress.attempted());
      handOut(campaign, pace.look(campaign, now).rooms(), most, now);
      rows.nextBatch(campaign.id(), now.plus(LOOK_AGAIN));
    }
    return Optional.of(now.plus(LOOK_AGAIN));
  }

  // On a journey that is not in force nobody comes: people decide, rather than all be passed over.
  private Optional<String> halt(Campaign campaign, Progress progress, boolean canary) {
    return progress.rest() > 0 && campaign.isOfRapport() && journey(campaign).isEmpty()
        ? Optional.of("this version of the journey is not in force any more")
        : Brakes.halt(progress, canary);
  }

  private static boolean overdue(Campaign campaign, Instant now) {
    return campaign.nextBatchAt() == null || !now.isBefore(campaign.nextBatchAt());
  }

  private Optional<Instant> run(Campaign campaign) {
    Progress progress = rows.progress(campaign);
    Optional<String> halt = halt(campaign, progress, false);
    if (halt.isPresent()) {
      moves.haltItself(campaign, halt.get());
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (progress.rest() > 0) {
      if (campaign.nextBatchAt() != null && now.isBefore(campaign.nextBatchAt())) {
        return Optional.of(campaign.nextBatchAt());
      }
      // Slowly: as many as the first few, once an hour, until there is room again.
      Pace.Outlook outlook = pace.look(campaign, now);
      boolean slow = outlook.slow().isPresent();
      int most = slow ? Math.max(1, campaign.canary()) : FanOut.BATCH;
      int handed = handOut(campaign, outlook.rooms(), most, now);
      Instant next =
          now.plus(
              slow
                  ? Pace.SLOW
                  : Duration.ofMinutes(1).multipliedBy(handed).dividedBy(settings.rate()));
      rows.nextBatch(campaign.id(), next);
      return Optional.of(next);
    }
    // While later steps of a journey are to go, it can still be halted.
    if (progress.pending() == 0 && rows.underWay(campaign.id(), 1).isEmpty()) {
      moves.to(campaign, CampaignState.COMPLETED);
      newcomerCampaigns.lookAfter(campaign);
    }
    return Optional.empty();
  }

  private int handOut(Campaign campaign, List<Room> rooms, int most, Instant now) {
    return fanOut.next(
        requests.read(id(campaign), new SystemRequestDetails()),
        journey(campaign),
        patients -> places.of(campaign, rooms, patients),
        most,
        now);
  }

  // Also of a campaign that was deleted: only its rows are looked at.
  private Optional<Instant> takeBack(Campaign campaign) {
    Instant now = clock.instant();
    String reason = NotDoneReason.CONDITION_NOT_MET.code();
    if (campaign.isOfRapport() && campaign.startsAt() == null) {
      // Each of those who waited has a reason, though they were never fixed.
      rows.fix(campaign.id(), newcomers.of(campaign));
    }
    rows.restWithout(campaign.id(), reason, now);
    List<String> enrolments = rows.underWay(campaign.id(), FanOut.BATCH);
    if (!enrolments.isEmpty()) {
      admission.end(enrolments, "Campaign cancelled");
      return Optional.of(now);
    }
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    for (String open : rows.open(campaign.id(), FanOut.BATCH)) {
      CommunicationRequest request =
          requests.read(new IdType("CommunicationRequest", open), new SystemRequestDetails());
      Revoked.of(request, NotDoneReason.CONDITION_NOT_MET);
      put(bundle, NotDoneRecord.of(request, NotDoneReason.CONDITION_NOT_MET));
      put(bundle, request);
    }
    if (!bundle.hasEntry()) {
      approval.over(campaign, Task.TaskStatus.CANCELLED);
      newcomerCampaigns.lookAfter(campaign);
      return Optional.empty();
    }
    deleted.detach(bundle);
    writer.write(bundle);
    return Optional.of(now);
  }

  private static IdType id(Campaign campaign) {
    return new IdType("CommunicationRequest", campaign.id());
  }
}
