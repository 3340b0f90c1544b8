package org.rapport.server.outreach;

import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.apply.DueJourneys;
import org.rapport.server.apply.PatientLocks;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.outreach.Attempts.Released;
import org.rapport.server.outreach.Gate.Verdict;
import org.rapport.server.outreach.MessageText.Text;
import org.rapport.server.projection.Fingerprint;
import org.rapport.server.projection.work.WorkQueue;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Claims due messages and asks the gate about each, in one transaction: what it releases gets an
 * attempt, what it refuses a record, what it defers another due time. A constant number of queries
 * a batch. When one message breaks the batch, each is judged alone, so that only that one waits.
 */
@Component
public class ReleaseMessages {
  private static final Logger log = LoggerFactory.getLogger(ReleaseMessages.class);

  private final WorkItems items;
  private final DueMessages messages;
  private final ContactBooks contactBooks;
  private final MessageText texts;
  private final Attempts attempts;
  private final MessageRecords records;
  private final StaffTasks tasks;
  private final PatientLocks locks;
  private final DueJourneys dueJourneys;
  private final IFhirSystemDao<Bundle, ?> systemDao;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Gate gate = new Gate(CivilTime.installed());

  ReleaseMessages(
      WorkItems items,
      DueMessages messages,
      ContactBooks contactBooks,
      MessageText texts,
      Attempts attempts,
      MessageRecords records,
      StaffTasks tasks,
      PatientLocks locks,
      DueJourneys dueJourneys,
      IFhirSystemDao<Bundle, ?> systemDao,
      TransactionTemplate transaction,
      Clock clock) {
    this.items = items;
    this.messages = messages;
    this.contactBooks = contactBooks;
    this.texts = texts;
    this.attempts = attempts;
    this.records = records;
    this.tasks = tasks;
    this.locks = locks;
    this.dueJourneys = dueJourneys;
    this.systemDao = systemDao;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Claims and judges up to {@code max} messages.
   *
   * @param claimed is told how many were claimed, released or not
   */
  List<Released> run(
      int max, Duration lease, String worker, java.util.function.IntConsumer claimed) {
    transaction.executeWithoutResult(status -> attempts.settleExpired());
    try {
      return transaction.execute(
          status -> {
            List<WorkItem> batch = items.claim(WorkQueue.MESSAGE, max, lease, worker);
            claimed.accept(batch.size());
            return judge(batch);
          });
    } catch (RuntimeException e) {
      log.warn("A batch of due messages failed ({}); each is tried alone", name(e));
    }
    List<WorkItem> batch =
        transaction.execute(status -> items.claim(WorkQueue.MESSAGE, max, lease, worker));
    claimed.accept(batch.size());
    List<Released> released = new ArrayList<>();
    for (WorkItem item : batch) {
      try {
        released.addAll(transaction.execute(status -> judge(List.of(item))));
      } catch (RuntimeException e) {
        log.warn("Due message {} failed ({})", item.focus(), name(e));
        transaction.executeWithoutResult(
            status -> {
              if (items.fail(item, name(e))) {
                tasks.deadWork(item);
              }
            });
      }
    }
    return released;
  }

  private static String name(RuntimeException e) {
    return e.getClass().getSimpleName();
  }

  private List<Released> judge(List<WorkItem> batch) {
    if (batch.isEmpty()) {
      return List.of();
    }
    List<String> patients = batch.stream().map(WorkItem::patient).distinct().toList();
    locks.lock(patients);
    dueJourneys.planAgain(batch.stream().map(WorkItem::focus).toList(), clock.instant());
    Map<String, DueMessage> loaded = messages.load(batch.stream().map(WorkItem::focus).toList());
    Map<String, ContactBook> books = contactBooks.load(patients);
    Instant now = clock.instant();
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    List<Long> over = new ArrayList<>();
    List<Released> candidates = new ArrayList<>();
    for (WorkItem item : batch) {
      DueMessage message = loaded.get(item.focus());
      Verdict verdict =
          message == null
              ? new Verdict.Withdrawn()
              : gate.judge(
                  question(message, books.getOrDefault(message.patient(), ContactBook.EMPTY)), now);
      if (verdict instanceof Verdict.Release release) {
        Optional<Text> text = texts.of(message, release.route().channel());
        if (text.isPresent() && sendable(message, release)) {
          candidates.add(
              new Released(item, UUID.randomUUID(), message, release.route(), text.get()));
        } else {
          over.add(item.id());
          records.refused(bundle, message, NotDoneReason.UNSAFE_CONTENT);
        }
      } else if (verdict instanceof Verdict.Defer defer) {
        items.defer(item.id(), defer.until(), true);
      } else {
        over.add(item.id());
        if (verdict instanceof Verdict.Refuse refuse) {
          records.refused(bundle, message, refuse.reason());
        }
      }
    }
    List<Released> released = breaker(candidates, bundle, over);
    if (bundle.hasEntry()) {
      systemDao.transactionNested(new SystemRequestDetails(), bundle);
    }
    items.done(over);
    released.forEach(attempts::release);
    return released;
  }

  // The circuit breaker of identical bodies, over what went out and what is in this very batch.
  private List<Released> breaker(List<Released> candidates, Bundle bundle, List<Long> over) {
    Map<String, Integer> seen =
        new HashMap<>(
            attempts.recent(candidates.stream().map(ReleaseMessages::fingerprint).toList()));
    List<Released> released = new ArrayList<>();
    for (Released candidate : candidates) {
      if (seen.merge(fingerprint(candidate), 1, Integer::sum) > Attempts.IDENTICAL) {
        over.add(candidate.item().id());
        records.refused(bundle, candidate.message(), NotDoneReason.FREQUENCY_CAP);
      } else {
        released.add(candidate);
      }
    }
    return released;
  }

  private static String fingerprint(Released released) {
    return Fingerprint.of(released.route().address(), released.text().body());
  }

  // E-mail of these purposes must carry a one-click unsubscribe (RFC 8058), which does not exist
  // yet: refused rather than sent without.
  private static boolean sendable(DueMessage message, Verdict.Release release) {
    return release.route().channel() != Channel.EMAIL
        || switch (purpose(message)) {
          case ACKNOWLEDGEMENT, APPOINTMENT, CARE -> true;
          default -> false;
        };
  }

  private static OutreachPurpose purpose(DueMessage message) {
    return OutreachPurpose.fromCode(message.purpose()).orElse(OutreachPurpose.MARKETING);
  }

  private static Gate.Question question(DueMessage message, ContactBook contacts) {
    return new Gate.Question(
        message.status(),
        purpose(message),
        message.manual()
            ? Optional.ofNullable(message.channel()).flatMap(Channel::fromCode)
            : Optional.empty(),
        message.occurrence(),
        message.usefulUntil(),
        message.anchor(),
        message.visitStatus(),
        message.visitStart(),
        message.patientState(),
        contacts,
        message.zone());
  }
}
