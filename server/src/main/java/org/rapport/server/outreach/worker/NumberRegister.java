package org.rapport.server.outreach.worker;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.consent.NumberCheck.Answer;
import org.rapport.server.consent.NumberChecks;
import org.rapport.server.consent.NumberChecks.Waiting;
import org.rapport.server.outreach.message.EndedAddresses;
import org.rapport.server.outreach.outcome.Outcome;
import org.rapport.server.outreach.outcome.StaffTasks;
import org.rapport.server.outreach.release.WantedNumbers;
import org.rapport.server.projection.PatientEpoch;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.WithoutMessages;
import org.rapport.server.work.DeadWork;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Questions to a register of reassigned numbers (policy, R12): wanted by the gate, claimed as work,
 * asked by a worker. "Yes" ends the number as if whoever has it had said so. A register that is
 * away is asked again for as long as it takes; one that refuses a question is a person's.
 */
@Component
class NumberRegister {
  private static final Logger log = LoggerFactory.getLogger(NumberRegister.class);

  private final NumberChecks checks;
  private final NumberHistory history;
  private final ContactBooks books;
  private final EndedAddresses ended;
  private final WorkItems items;
  private final WorkQueue queue;
  private final StaffTasks tasks;
  private final DeadWork dead;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;

  NumberRegister(
      NumberChecks checks,
      NumberHistory history,
      ContactBooks books,
      EndedAddresses ended,
      WorkItems items,
      WorkQueue queue,
      StaffTasks tasks,
      DeadWork dead,
      PatientLocks locks,
      ResourceWriter writer,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clock clock) {
    this.checks = checks;
    this.history = history;
    this.books = books;
    this.ended = ended;
    this.items = items;
    this.queue = queue;
    this.tasks = tasks;
    this.dead = dead;
    this.locks = locks;
    this.writer = writer;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * A claimed question.
   *
   * @param about whether the number was given up since this day
   */
  record Asked(WorkItem item, Route number, LocalDate about) {}

  /**
   * Claims due questions; those about numbers that the patient no longer has are over. One that
   * breaks stops no other.
   */
  List<Asked> claim(int max, Duration lease, String worker) {
    List<WorkItem> claimed =
        transaction.execute(status -> items.claim(WorkQueue.NUMBER_CHECK, max, lease, worker));
    List<Asked> asked = new ArrayList<>();
    for (WorkItem item : claimed) {
      try {
        transaction.execute(status -> asked(item)).ifPresent(asked::add);
      } catch (RuntimeException e) {
        log.warn("Question {} could not be put", item.focus(), WithoutMessages.of(e));
        String name = e.getClass().getSimpleName();
        transaction.executeWithoutResult(status -> failed(item, name, WorkItems.MAX_ATTEMPTS));
      }
    }
    return asked;
  }

  private Optional<Asked> asked(WorkItem item) {
    Waiting waiting = checks.waiting(id(item)).orElse(null);
    ContactBook book = books.load(List.of(item.patient())).get(item.patient());
    if (waiting == null || book == null || !book.reachedAt(waiting.number(), clock.instant())) {
      checks.withdraw(id(item));
      items.done(List.of(item.id()));
      return Optional.empty();
    }
    LocalDate about = history.lastKnown(waiting.patient(), book, waiting.number());
    checks.about(waiting.id(), about);
    return Optional.of(new Asked(item, waiting.number(), about));
  }

  private static long id(WorkItem item) {
    return Long.parseLong(item.focus().substring(WantedNumbers.FOCUS.length()));
  }

  /**
   * Notes what came of one.
   *
   * @param outcome of one that was asked the reason is the register's answer, the provider's id its
   *     reference, and the detail what proves it
   * @return false where the caller's lease ran out
   */
  boolean complete(long id, UUID lease, Outcome outcome) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              List<WorkItem> held =
                  items.held(List.of(id), lease).stream()
                      .filter(item -> WorkQueue.NUMBER_CHECK.equals(item.kind()))
                      .toList();
              held.forEach(item -> finish(item, outcome));
              return !held.isEmpty();
            }));
  }

  private void finish(WorkItem item, Outcome outcome) {
    switch (outcome.kind()) {
      case SENT -> {
        Answer answer =
            Answer.fromCode(outcome.reason())
                .orElseThrow(
                    () -> new InvalidRequestException("reason should be yes, no or no-data"));
        checks.waiting(id(item)).ifPresent(check -> answered(check, answer, outcome));
        items.done(List.of(item.id()));
      }
      // To ask twice does no harm, and without an answer outreach waits.
      case RETRY, UNKNOWN -> items.fail(item, outcome.detail(), Integer.MAX_VALUE);
      case FAILED -> failed(item, outcome.detail(), 0);
    }
  }

  private void failed(WorkItem item, String detail, int most) {
    if (items.fail(item, detail, most)) {
      // The question is a row of ours; a Task is about something that others can read.
      String patient = "Patient/" + item.patient();
      dead.report(
          new WorkItem(
              item.id(), item.kind(), item.patient(), patient, item.lease(), item.attempts()));
    }
  }

  private void answered(Waiting check, Answer answer, Outcome outcome) {
    locks.lock(List.of(check.patient()));
    Instant now = clock.instant();
    checks.answered(check.id(), answer, outcome.providerId(), outcome.detail(), now);
    if (answer == Answer.YES) {
      Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
      ended.end(bundle, check.number(), List.of(check.patient()), now);
      tasks.reassigned(bundle, check);
      writer.write(bundle);
      // What is on its way there is judged again before it is handed over.
      PatientEpoch.bump(jdbc, check.patient());
    }
    queue.judgeAgain(check.patient());
  }
}
