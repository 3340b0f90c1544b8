package org.rapport.server.outreach.release;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.apply.DueJourneys;
import org.rapport.server.outreach.gate.Gate;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.gate.GateDecisions;
import org.rapport.server.outreach.gate.GateQuestions;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessages;
import org.rapport.server.outreach.message.OtherVisit;
import org.rapport.server.outreach.outcome.Attempts;
import org.rapport.server.outreach.outcome.Attempts.Released;
import org.rapport.server.outreach.outcome.MessageRecords;
import org.rapport.server.outreach.release.Judgement.Judged;
import org.rapport.server.outreach.release.WantedNumbers.Unasked;
import org.rapport.server.outreach.text.ContentRules;
import org.rapport.server.store.DeletedReferences;
import org.rapport.server.store.Fingerprint;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.work.DeadWork;
import org.rapport.server.work.EachAlone;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Claims due messages and asks the gate about each, in one transaction: what it releases gets an
 * attempt, what it refuses a record, what it defers another due time. A constant number of queries
 * a batch. When one message breaks the batch, each is judged alone, so that only that one waits.
 */
@Component
public class ReleaseMessages {
  private static final EachAlone<WorkItem> EACH_ALONE =
      new EachAlone<>("Due message", WorkItem::focus);

  private final WorkItems items;
  private final DueMessages messages;
  private final GateQuestions gateQuestions;
  private final WrittenMessages texts;
  private final ReplyTokens tokens;
  private final Attempts attempts;
  private final MessageRecords records;
  private final DeadWork dead;
  private final PatientLocks locks;
  private final DeletedReferences deleted;
  private final DueJourneys dueJourneys;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Judgement judgement;
  private final Collapse collapse;
  private final NamedVisits named;
  private final GateDecisions decisions;
  private final WantedNumbers wanted;
  private final ReleaseTrail trail;

  ReleaseMessages(
      WorkItems items,
      DueMessages messages,
      GateQuestions gateQuestions,
      WrittenMessages texts,
      ReplyTokens tokens,
      Attempts attempts,
      MessageRecords records,
      DeadWork dead,
      PatientLocks locks,
      DeletedReferences deleted,
      DueJourneys dueJourneys,
      ResourceWriter writer,
      TransactionTemplate transaction,
      Judgement judgement,
      Collapse collapse,
      NamedVisits named,
      GateDecisions decisions,
      WantedNumbers wanted,
      ReleaseTrail trail,
      Clock clock) {
    this.items = items;
    this.messages = messages;
    this.gateQuestions = gateQuestions;
    this.texts = texts;
    this.tokens = tokens;
    this.attempts = attempts;
    this.records = records;
    this.dead = dead;
    this.locks = locks;
    this.deleted = deleted;
    this.dueJourneys = dueJourneys;
    this.writer = writer;
    this.transaction = transaction;
    this.judgement = judgement;
    this.collapse = collapse;
    this.named = named;
    this.decisions = decisions;
    this.wanted = wanted;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Claims and judges up to {@code max} messages.
   *
   * @param claimed is told how many were claimed, released or not
   */
  public List<Released> run(int max, Duration lease, String worker, IntConsumer claimed) {
    transaction.executeWithoutResult(status -> attempts.settleExpired());
    return EACH_ALONE.run(
        () -> transaction.execute(status -> judge(claim(max, lease, worker, claimed))),
        // A batch that failed has taken its leases back with it.
        () -> transaction.execute(status -> claim(max, lease, worker, claimed)),
        item -> transaction.execute(status -> judge(List.of(item))),
        (item, why) -> transaction.executeWithoutResult(status -> dead.failed(item, why)));
  }

  private List<WorkItem> claim(int max, Duration lease, String worker, IntConsumer claimed) {
    List<WorkItem> batch = items.claim(WorkQueue.MESSAGE, max, lease, worker);
    claimed.accept(batch.size());
    return batch;
  }

  private List<Released> judge(List<WorkItem> batch) {
    if (batch.isEmpty()) {
      return List.of();
    }
    locks.lock(batch.stream().map(WorkItem::patient).distinct().toList());
    dueJourneys.planAgain(batch.stream().map(WorkItem::focus).toList(), clock.instant());
    Map<String, DueMessage> loaded = messages.load(batch.stream().map(WorkItem::focus).toList());
    Map<String, String> numbers =
        tokens.of(
            loaded.values().stream().map(message -> message.recipient().id()).distinct().toList());
    Instant now = clock.instant();
    Map<String, Gate.Question> questions = gateQuestions.ask(loaded.values(), now);
    Batch judged =
        new Batch(now, collapse.spokenFor(loaded.keySet()), collapse.others(loaded.values(), now));
    for (WorkItem item : batch) {
      DueMessage message = loaded.get(item.focus());
      if (message == null) {
        judged.over.add(item.id());
      } else {
        judge(
            item,
            message,
            numbers.get(message.recipient().id()),
            questions.get(message.id()),
            judged);
      }
    }
    List<Released> released = breaker(judged);
    if (judged.records.hasEntry()) {
      deleted.detach(judged.records);
      writer.write(judged.records);
    }
    items.done(judged.over);
    decisions.keep(judged.decisions);
    wanted.want(judged.unasked, now);
    for (Released one : released) {
      attempts.release(one);
      named.keep(one.attempt(), judged.others.getOrDefault(one.message().id(), List.of()));
    }
    trail.tell(released);
    return released;
  }

  /** What comes of a batch, on its way. */
  private static final class Batch {
    private final Instant now;
    private final Bundle records = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    private final List<Long> over = new ArrayList<>();
    private final Map<Released, Judged<Released>> candidates = new LinkedHashMap<>();
    private final List<GateDecisions.Decision> decisions = new ArrayList<>();
    private final Set<Unasked> unasked = new LinkedHashSet<>();
    private final Set<String> spokenFor;
    private final Map<String, List<OtherVisit>> others;

    Batch(Instant now, Set<String> spokenFor, Map<String, List<OtherVisit>> others) {
      this.now = now;
      this.spokenFor = spokenFor;
      this.others = others;
    }

    void keep(DueMessage message, Verdict verdict, List<RuleResult> rules) {
      decisions.add(new GateDecisions.Decision(message.id(), now, verdict.code(), rules));
    }
  }

  private void judge(
      WorkItem item, DueMessage message, String number, Gate.Question question, Batch batch) {
    Judged<Released> judged =
        judgement.of(
            message,
            question,
            batch.spokenFor.contains(message.id()),
            batch.now,
            (route, noticed) ->
                texts.write(
                    item,
                    message,
                    route,
                    number,
                    batch.others.getOrDefault(message.id(), List.of()),
                    noticed),
            Released::text);
    judged
        .unasked()
        .ifPresent(unasked -> batch.unasked.add(new Unasked(message.recipient().id(), unasked)));
    if (judged.verdict() instanceof Verdict.Release) {
      batch.candidates.put(judged.written(), judged);
    } else if (judged.verdict() instanceof Verdict.Defer defer) {
      items.defer(item.id(), defer.until(), true);
      batch.keep(message, defer, judged.rules());
    } else if (judged.verdict() instanceof Verdict.Refuse refuse) {
      refuse(item, message, refuse, judged.rules(), batch);
    } else {
      batch.over.add(item.id());
    }
  }

  private void refuse(
      WorkItem item,
      DueMessage message,
      Verdict.Refuse refuse,
      List<RuleResult> rules,
      Batch batch) {
    batch.over.add(item.id());
    boolean collapsed = batch.spokenFor.contains(message.id());
    records.refused(batch.records, message, refuse.reason(), collapsed ? Collapse.WORDS : null);
    batch.keep(message, refuse, rules);
  }

  // The circuit breaker of identical bodies, over what went out and what is in this very batch.
  private List<Released> breaker(Batch batch) {
    Map<String, Integer> seen =
        new HashMap<>(
            attempts.recent(
                batch.candidates.keySet().stream().map(ReleaseMessages::fingerprint).toList()));
    List<Released> released = new ArrayList<>();
    batch.candidates.forEach(
        (candidate, judged) -> {
          int equal = seen.merge(fingerprint(candidate), 1, Integer::sum) - 1;
          // Whoever writes of a crisis a third time gets the crisis line a third time.
          RuleResult breaker =
              ContentRules.identicalBodies(
                  candidate.message().answers(AnswerKind.CRISIS) ? 0 : equal, Attempts.IDENTICAL);
          List<RuleResult> all = Judgement.with(judged.rules(), breaker);
          if (breaker.outcome() == RuleResult.Outcome.PASS) {
            released.add(candidate);
            batch.keep(candidate.message(), judged.verdict(), all);
          } else {
            refuse(
                candidate.item(),
                candidate.message(),
                new Verdict.Refuse(NotDoneReason.FREQUENCY_CAP),
                all,
                batch);
          }
        });
    return released;
  }

  private static String fingerprint(Released released) {
    return Fingerprint.of(released.route().address(), released.text().body());
  }
}
