package org.rapport.server.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rapport.server.security.scope.Grants;
import org.rapport.server.security.scope.Grants.Reading;
import org.rapport.server.subscription.SubscriptionEvents.Fresh;
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
  private final TransactionTemplate transaction;

  NumberEvents(
      SubscriptionEvents events,
      Subscribers subscribers,
      Grants grants,
      Contents contents,
      TransactionTemplate transaction) {
    this.events = events;
    this.subscribers = subscribers;
    this.grants = grants;
    this.contents = contents;
    this.transaction = transaction;
  }

  /** Numbers what is decided; answers how many changes it took. */
  int runOnce() {
    return transaction.execute(
        status -> {
          if (!events.alone()) {
            return 0;
          }
          List<Fresh> fresh = events.decided(BATCH);
          if (!fresh.isEmpty()) {
            subscribers.all().forEach(one -> give(one, fresh));
            events.numbered(fresh.stream().map(Fresh::id).toList());
          }
          return fresh.size();
        });
  }

  private void give(Subscriber subscriber, List<Fresh> fresh) {
    if (subscriber.status().equals(Subscriber.OFF)) {
      return;
    }
    List<Fresh> matching =
        fresh.stream()
            .filter(one -> one.topic() == subscriber.topic() && one.id() > subscriber.since())
            .filter(one -> EventFilter.allMatch(subscriber.filters(), one.facts()))
            .toList();
    Optional<Reading> reading =
        matching.isEmpty() ? Optional.empty() : grants.reading(subscriber.grant());
    if (reading.isEmpty()) {
      return;
    }
    List<NumberedEvent> given = new ArrayList<>();
    for (Fresh one : matching) {
      if (contents.of(one.event(), reading.get(), false).isPresent()) {
        given.add(one.event());
      }
    }
    if (!given.isEmpty()) {
      events.append(subscriber.id(), given);
    }
  }
}
