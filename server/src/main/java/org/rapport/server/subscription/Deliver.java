package org.rapport.server.subscription;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.hl7.fhir.r4.model.Bundle;
import org.rapport.server.security.scope.Grants;
import org.rapport.server.security.scope.Grants.Reading;
import org.rapport.server.subscription.Notifications.Line;
import org.rapport.server.subscription.RestHook.Answer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One notification to one subscriber: the next that is due, of what may be read on whose behalf it
 * is, now. What arrived counts; what did not is tried again, and nothing behind it goes before.
 */
@Component
class Deliver {
  private final Grants grants;
  private final SubscriptionEvents events;
  private final Contents contents;
  private final Notifications notifications;
  private final RestHook hook;
  private final KeptHeaders headers;
  private final NotificationTrail trail;
  private final Subscribers subscribers;
  private final SubscriptionStatuses statuses;
  private final TransactionTemplate transaction;
  private final FhirContext context;
  private final Clock clock;

  Deliver(
      Grants grants,
      SubscriptionEvents events,
      Contents contents,
      Notifications notifications,
      RestHook hook,
      KeptHeaders headers,
      NotificationTrail trail,
      Subscribers subscribers,
      SubscriptionStatuses statuses,
      TransactionTemplate transaction,
      FhirContext context,
      Clock clock) {
    this.grants = grants;
    this.events = events;
    this.contents = contents;
    this.notifications = notifications;
    this.hook = hook;
    this.headers = headers;
    this.trail = trail;
    this.subscribers = subscribers;
    this.statuses = statuses;
    this.transaction = transaction;
    this.context = context;
    this.clock = clock;
  }

  /**
   * What is to be sent.
   *
   * @param bundle null: nothing, what was asked for is gone
   * @param lines the events in it
   * @param delivered number of the last event when it arrives
   * @param resendFrom what is to be sent again when it arrives; null: nothing
   */
  private record Next(Bundle bundle, List<Line> lines, long delivered, Long resendFrom) {}

  /**
   * Sends what is next and keeps what became of it. The row is leased.
   *
   * @param begun is told of the call, to end it when it takes too long
   */
  void run(Subscriber one, Consumer<HttpPost> begun) {
    Optional<Reading> reading =
        grants.reading(one.grant()).filter(may -> may.permits(one.topic().type()));
    Optional<List<String>> secrets = headers.find(one.headers());
    if (reading.isEmpty()) {
      lost(one);
      return;
    }
    if (secrets.isEmpty()) {
      statuses.move(one, Subscriber.ERROR, "Its headers cannot be read any more: write them anew");
      return;
    }
    Next next = transaction.execute(status -> next(one, reading.get()));
    if (next.bundle() == null) {
      subscribers.arrived(one, next.delivered(), next.resendFrom(), one.sentAt());
      return;
    }
    HttpPost call = hook.call(one, secrets.get(), encoded(one, next.bundle()));
    begun.accept(call);
    Answer answer = hook.send(call);
    trail.told(one, next.lines(), answer.arrived());
    keep(one, next, answer);
  }

  /** Ends what is done on behalf of who may not read of it any more. */
  void lost(Subscriber one) {
    statuses.move(
        one, Subscriber.ERROR, "Whose it is may not read " + one.topic().type() + " any more");
  }

  private Next next(Subscriber one, Reading reading) {
    if (one.status().equals(Subscriber.REQUESTED)) {
      return empty(one, Notifications.HANDSHAKE, one.resendFrom());
    }
    if (one.resendFrom() != null) {
      List<NumberedEvent> again =
          events.between(one.id(), one.resendFrom(), one.resendUntil(), one.maxCount());
      long last = again.isEmpty() ? one.resendUntil() : last(again);
      return some(one, reading, again, one.delivered(), last < one.resendUntil() ? last + 1 : null);
    }
    if (one.events() > one.delivered()) {
      List<NumberedEvent> due =
          events.between(one.id(), one.delivered() + 1, one.events(), one.maxCount());
      return some(one, reading, due, due.isEmpty() ? one.events() : last(due), null);
    }
    return empty(one, Notifications.HEARTBEAT, null);
  }

  private Next empty(Subscriber one, String type, Long resendFrom) {
    Bundle bundle =
        notifications.bundle(one, type, one.status(), one.content(), List.of(), clock.instant());
    return new Next(bundle, List.of(), one.delivered(), resendFrom);
  }

  private Next some(
      Subscriber one, Reading reading, List<NumberedEvent> some, long delivered, Long resendFrom) {
    boolean whole = one.content() == PayloadContent.FULL_RESOURCE;
    List<Line> lines =
        some.stream()
            .map(event -> new Line(event, contents.of(event, reading, whole).orElse(null)))
            .toList();
    Bundle bundle =
        lines.isEmpty()
            ? null
            : notifications.bundle(
                one, Notifications.EVENTS, one.status(), one.content(), lines, clock.instant());
    return new Next(bundle, lines, delivered, resendFrom);
  }

  private static long last(List<NumberedEvent> some) {
    return some.get(some.size() - 1).number();
  }

  private String encoded(Subscriber one, Bundle bundle) {
    IParser parser = one.mime().contains("xml") ? context.newXmlParser() : context.newJsonParser();
    return parser.encodeResourceToString(bundle);
  }

  private void keep(Subscriber one, Next next, Answer answer) {
    Instant now = clock.instant();
    if (one.status().equals(Subscriber.REQUESTED)) {
      statuses.move(one, answer.arrived() ? Subscriber.ACTIVE : Subscriber.ERROR, answer.problem());
    } else if (answer.arrived()) {
      subscribers.arrived(one, next.delivered(), next.resendFrom(), now);
    } else {
      Instant since = one.failingSince() == null ? now : one.failingSince();
      boolean over = Duration.between(since, now).compareTo(RetryPause.GIVE_UP) >= 0;
      if (over || answer.status() == 410) {
        statuses.move(one, Subscriber.ERROR, answer.problem());
      } else {
        Duration pause = RetryPause.after(one.failures() + 1, answer.retryAfter());
        subscribers.failed(one, answer.problem(), since, now.plus(pause));
      }
    }
  }
}
