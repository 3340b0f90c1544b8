package org.rapport.server.outreach.outcome;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.outreach.outcome.AnsweredAttempts.Answered;
import org.rapport.server.store.DeletedReferences;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.work.EachAlone;
import org.rapport.server.work.Rush;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkSignal;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutcomeKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns answered attempts into Communications, in batches. The answers are durable before, so a
 * crash in between loses and doubles nothing: the Communication has the attempt's id.
 */
@Component
public class RecordOutcomes extends WorkLoop {
  private static final EachAlone<UUID> EACH_ALONE =
      new EachAlone<>("The outcome of attempt", Function.identity());
  private static final int BATCH = 20;
  private static final Duration POSTPONE = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final AnsweredAttempts attempts;
  private final WorkItems items;
  private final MessageRecords records;
  private final StaffTasks tasks;
  private final Failover failover;
  private final DeletedReferences deleted;
  private final ResourceWriter writer;
  private final WorkQueue work;
  private final TransactionTemplate transaction;
  private final Rush rush;
  private final Clock clock;

  RecordOutcomes(
      AnsweredAttempts attempts,
      WorkItems items,
      MessageRecords records,
      StaffTasks tasks,
      Failover failover,
      DeletedReferences deleted,
      ResourceWriter writer,
      WorkQueue work,
      TransactionTemplate transaction,
      Rush rush,
      WorkSignal signal,
      Clock clock) {
    super("record-outcomes", WorkSignal.OUTCOME, signal, LOOK_AGAIN);
    this.attempts = attempts;
    this.items = items;
    this.records = records;
    this.tasks = tasks;
    this.failover = failover;
    this.deleted = deleted;
    this.writer = writer;
    this.work = work;
    this.transaction = transaction;
    this.rush = rush;
    this.clock = clock;
  }

  /** Records one batch; answers how many attempts it took. */
  public int runOnce() {
    return EACH_ALONE
        .run(
            () -> transaction.execute(status -> record(attempts.lock(BATCH))),
            () -> attempts.ids(BATCH),
            id -> transaction.execute(status -> record(attempts.lock(id))),
            (id, why) -> attempts.postpone(id, clock.instant().plus(POSTPONE)))
        .size();
  }

  private List<Answered> record(List<Answered> answered) {
    if (answered.isEmpty()) {
      return answered;
    }
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    List<UUID> over = new ArrayList<>();
    List<Long> done = new ArrayList<>();
    for (Answered attempt : answered) {
      over.add(attempt.id());
      switch (OutcomeKind.fromCode(attempt.outcome()).orElseThrow()) {
        case SENT -> {
          records.sent(bundle, attempt);
          if (Channel.VOICE.code().equals(attempt.channel())) {
            tasks.call(bundle, attempt);
          }
          done.add(attempt.workItem());
        }
        case RETRY -> {
          StaffTasks.heldCause(attempt.reason())
              .ifPresent(cause -> tasks.channelHeld(bundle, attempt.channel(), cause));
          boolean spent = attempt.attempts() >= WorkItems.MAX_ATTEMPTS;
          if (failover.afterOutage(attempt) || spent && failover.elsewhere(attempt)) {
            records.failedOver(bundle, attempt, NotDoneReason.DELIVERY_FAILED);
            items.afresh(attempt.workItem());
          } else if (attempt.retryAfter() != null) {
            items.defer(
                attempt.workItem(), clock.instant().plusSeconds(attempt.retryAfter()), true);
          } else if (!spent) {
            items.defer(
                attempt.workItem(),
                clock.instant().plus(WorkItems.backOff(attempt.attempts())),
                false);
          } else {
            records.failed(bundle, attempt, NotDoneReason.DELIVERY_FAILED);
            done.add(attempt.workItem());
          }
        }
        case FAILED -> {
          if (failover.afterRefusal(attempt)) {
            records.failedOver(bundle, attempt, NotDoneReason.INVALID_ADDRESS);
            items.afresh(attempt.workItem());
            continue;
          }
          records.failed(
              bundle,
              attempt,
              NotDoneReason.fromCode(String.valueOf(attempt.reason()))
                  .orElse(NotDoneReason.DELIVERY_FAILED));
          done.add(attempt.workItem());
        }
        case UNKNOWN -> {
          records.failed(bundle, attempt, NotDoneReason.DELIVERY_UNKNOWN);
          tasks.deliveryUnknown(bundle, attempt);
          done.add(attempt.workItem());
        }
      }
    }
    if (bundle.hasEntry()) {
      deleted.detach(bundle);
      writer.write(bundle);
    }
    items.done(done);
    attempts.recorded(over);
    // Their patients may have another message that waits for this one to be over.
    work.wake(WorkQueue.MESSAGE);
    return answered;
  }

  // The answers are durable; who has just asked waits for theirs.
  @Override
  protected boolean turn() {
    return !rush.goesFirst() && runOnce() > 0;
  }
}
