package org.rapport.server.subscription;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.security.scope.Grants;
import org.rapport.server.security.scope.Grants.Reading;
import org.rapport.server.subscription.Notifications.Line;
import org.rapport.server.work.WorkItem;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.OutcomeKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Events of Subscriptions whose channel is {@code message}, as work: who claims it is told of what
 * comes next, of one Subscription at a time, and says up to which number it was taken. What was not
 * taken comes again, in the same order, for as long as events are kept.
 */
@Component
public class PublishItems {
  private final WorkItems items;
  private final Grants grants;
  private final Subscribers subscribers;
  private final SubscriptionStatuses statuses;
  private final SubscriptionEvents events;
  private final Contents contents;
  private final Notifications notifications;
  private final NotificationTrail trail;
  private final TransactionTemplate transaction;
  private final Clock clock;

  PublishItems(
      WorkItems items,
      Grants grants,
      Subscribers subscribers,
      SubscriptionStatuses statuses,
      SubscriptionEvents events,
      Contents contents,
      Notifications notifications,
      NotificationTrail trail,
      TransactionTemplate transaction,
      Clock clock) {
    this.items = items;
    this.grants = grants;
    this.subscribers = subscribers;
    this.statuses = statuses;
    this.events = events;
    this.contents = contents;
    this.notifications = notifications;
    this.trail = trail;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * A claimed Subscription with what is next of it.
   *
   * @param to the topic of Kafka's
   */
  public record Publish(WorkItem item, String to, String topic, List<Event> events) {}

  /**
   * One event.
   *
   * @param key whose it is, as a reference; of nobody's, what it is about
   * @param change create, update or delete
   * @param notification with this event alone
   */
  public record Event(
      long number, String key, String focus, String change, Instant at, Bundle notification) {}

  /** Claims what is due; what turns out to have nothing to tell is over. */
  public List<Publish> claim(int max, Duration lease, String worker) {
    return transaction.execute(
        status ->
            items.claim(WorkQueue.PUBLISH, max, lease, worker).stream()
                .flatMap(item -> next(item).stream())
                .toList());
  }

  private Optional<Publish> next(WorkItem item) {
    Optional<Subscriber> found =
        subscribers
            .find(item.patient())
            .filter(one -> one.isClaimed() && one.status().equals(Subscriber.ACTIVE));
    Optional<Reading> reading =
        found
            .flatMap(one -> grants.reading(one.grant()))
            .filter(may -> may.permits(found.get().topic().type()));
    List<Event> due = reading.map(may -> due(found.get(), may)).orElse(List.of());
    if (found.isPresent() && reading.isEmpty()) {
      Subscriber one = found.get();
      statuses.move(
          one, Subscriber.ERROR, "Whose it is may not read " + one.topic().type() + " any more");
    }
    if (due.isEmpty()) {
      items.done(List.of(item.id()));
      return Optional.empty();
    }
    Subscriber one = found.get();
    return Optional.of(
        new Publish(item, MessageChannel.topic(one.endpoint()), one.topic().canonical(), due));
  }

  private List<Event> due(Subscriber one, Reading reading) {
    boolean whole = one.content() == PayloadContent.FULL_RESOURCE;
    List<NumberedEvent> due =
        events.between(one.id(), one.delivered() + 1, one.events(), one.maxCount());
    if (due.isEmpty() && one.events() > one.delivered()) {
      // They waited for longer than they are kept.
      subscribers.arrived(one, one.events(), null, one.sentAt());
    }
    return due.stream()
        .map(
            event -> {
              Line line = new Line(event, contents.of(event, reading, whole).orElse(null));
              return new Event(
                  event.number(),
                  event.patients().isEmpty() ? event.focus() : event.patients().get(0),
                  event.focus(),
                  event.change(),
                  event.at(),
                  notifications.bundle(
                      one,
                      Notifications.EVENTS,
                      one.status(),
                      one.content(),
                      List.of(line),
                      clock.instant()));
            })
        .toList();
  }

  /**
   * Notes what came of one. Repeated, it changes nothing.
   *
   * @param taken number of the last event that was taken; null: none was
   * @param detail a short code, no personal data
   * @param retryAfter seconds after which it is due again, or null
   * @return false where the caller's lease ran out, or it is another kind of work
   */
  public boolean complete(
      long id, UUID lease, OutcomeKind kind, String taken, String detail, Integer retryAfter) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              List<WorkItem> held =
                  items.held(List.of(id), lease).stream()
                      .filter(item -> WorkQueue.PUBLISH.equals(item.kind()))
                      .toList();
              held.forEach(item -> finish(item, kind, taken, detail, retryAfter));
              return !held.isEmpty();
            }));
  }

  private void finish(
      WorkItem item, OutcomeKind kind, String taken, String detail, Integer retryAfter) {
    Instant now = clock.instant();
    Optional<Subscriber> before = subscribers.find(item.patient());
    before.ifPresent(one -> taken(one, taken, now));
    Optional<Subscriber> found = subscribers.find(item.patient());
    if (found.isEmpty() || kind == OutcomeKind.SENT) {
      boolean more = found.filter(one -> one.events() > one.delivered()).isPresent();
      if (more) {
        items.defer(item.id(), now, true);
      } else {
        items.done(List.of(item.id()));
      }
      return;
    }
    Instant next =
        now.plus(
            retryAfter == null
                ? WorkItems.backOff(item.attempts())
                : Duration.ofSeconds(retryAfter));
    Subscriber one = found.get();
    subscribers.failed(
        one,
        "It was not taken (" + detail + ")",
        one.failingSince() == null ? now : one.failingSince(),
        next);
    items.defer(item.id(), next, retryAfter != null);
  }

  private void taken(Subscriber one, String number, Instant now) {
    if (number == null || !number.matches("\\d{1,18}")) {
      return;
    }
    // Not beyond what there is: numbers are given by us.
    long last = Math.min(Long.parseLong(number), one.events());
    if (last <= one.delivered()) {
      return;
    }
    Optional<Reading> reading = grants.reading(one.grant());
    List<Line> told =
        events.between(one.id(), one.delivered() + 1, last, one.maxCount()).stream()
            .map(
                event ->
                    new Line(
                        event, reading.flatMap(may -> contents.of(event, may, false)).orElse(null)))
            .toList();
    trail.told(one, told, true);
    subscribers.arrived(one, last, null, now);
  }
}
