package org.rapport.server.subscription;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rapport.server.security.scope.Grants;
import org.rapport.server.security.scope.Grants.Reading;
import org.rapport.server.subscription.SubscriptionEvents.Fresh;
import org.rapport.server.work.WorkQueue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives what has changed to those who subscribed to it, with numbers that have no gaps and are
 * never used again: one node at a time, in one transaction, in the order in which it was written.
 * What somebody may not read has no number for them.
 */
@Component
class NumberEvents {
  static final int BATCH = 500;

  private final SubscriptionEvents events;
  private final Subscribers subscribers;
  private final Grants grants;
  private final Contents contents;
  private final WorkQueue queue;
  private final TransactionTemplate transaction;
  private final Clock clock;

  NumberEvents(
      SubscriptionEvents events,
      Subscribers subscribers,
      Grants grants,
      Contents contents,
      WorkQueue queue,
      TransactionTemplate transaction,
      Clock clock) {
    this.events = events;
    this.subscribers = subscribers;
    this.grants = grants;
    this.contents = contents;
    this.queue = queue;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * What came of a turn.
   *
   * @param taken how many changes
   * @param lost subscribers of these on whose behalf nothing may be read any more
   */
  record Numbered(int taken, List<Subscriber> lost) {}

  /** Numbers what is decided. */
  Numbered runOnce() {
    return transaction.execute(
        status -> {
          if (!events.alone()) {
            return new Numbered(0, List.of());
          }
          List<Fresh> fresh = events.decided(BATCH);
          if (fresh.isEmpty()) {
            return new Numbered(0, List.of());
          }
          List<Subscriber> lost =
              subscribers.all().stream().filter(one -> !give(one, fresh)).toList();
          events.numbered(fresh.stream().map(Fresh::id).toList());
          return new Numbered(fresh.size(), lost);
        });
  }

  /** Gives one its events; whether it may have any. */
  private boolean give(Subscriber subscriber, List<Fresh> fresh) {
    if (subscriber.status().equals(Subscriber.OFF)) {
      return true;
    }
    List<Fresh> matching =
        fresh.stream()
            .filter(one -> one.topic() == subscriber.topic() && one.id() > subscriber.since())
            .filter(one -> EventFilter.allMatch(subscriber.filters(), one.facts()))
            .toList();
    if (matching.isEmpty()) {
      return true;
    }
    Optional<Reading> reading =
        grants.reading(subscriber.grant()).filter(may -> may.permits(subscriber.topic().type()));
    if (reading.isEmpty()) {
      return false;
    }
    List<NumberedEvent> given = new ArrayList<>();
    for (Fresh one : matching) {
      if (contents.of(one.event(), reading.get(), false).isPresent()) {
        given.add(one.event());
      }
    }
    if (!given.isEmpty()) {
      events.append(subscriber.id(), given);
      if (subscriber.isClaimed()) {
        queue.own(
            WorkQueue.PUBLISH, subscriber.id(), "Subscription/" + subscriber.id(), clock.instant());
      }
    }
    return true;
  }
}
