package org.rapport.server.subscription;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.security.scope.Grants;
import org.rapport.server.security.scope.Grants.Reading;
import org.rapport.server.subscription.Notifications.Line;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Subscription/[id]/$status}, {@code $events} and {@code $resend} (Subscriptions R5 Backport
 * IG, "Operations"), for whose Subscription it is.
 */
@Component
public class SubscriptionOperations implements FhirOperations {
  private static final int MOST = 200;

  private final Subscribers subscribers;
  private final SubscriptionEvents events;
  private final Contents contents;
  private final Notifications notifications;
  private final Grants grants;
  private final TransactionTemplate transaction;
  private final WorkSignal signal;
  private final Clock clock;

  SubscriptionOperations(
      Subscribers subscribers,
      SubscriptionEvents events,
      Contents contents,
      Notifications notifications,
      Grants grants,
      TransactionTemplate transaction,
      WorkSignal signal,
      Clock clock) {
    this.subscribers = subscribers;
    this.events = events;
    this.contents = contents;
    this.notifications = notifications;
    this.grants = grants;
    this.transaction = transaction;
    this.signal = signal;
    this.clock = clock;
  }

  /**
   * How Subscriptions stand: one, or of the caller's those that are named. Changes nothing.
   *
   * @param ids without them, all
   * @param statuses without them, all
   */
  @Operation(name = "$status", type = Subscription.class, idempotent = true)
  public Bundle status(
      @IdParam(optional = true) IdType id,
      @OperationParam(name = "id") List<IdType> ids,
      @OperationParam(name = "status") List<CodeType> statuses) {
    List<Subscriber> asked =
        id != null
            ? List.of(own(id))
            : subscribers.all().stream()
                .filter(one -> grants.isCallers(one.grant()))
                .filter(one -> named(ids, one.id()) && named(statuses, one.status()))
                .toList();
    Bundle answer = new Bundle().setType(BundleType.SEARCHSET).setTotal(asked.size());
    answer.setTimestamp(Date.from(clock.instant()));
    for (Subscriber one : asked) {
      Parameters status = notifications.asked(one);
      answer
          .addEntry()
          .setFullUrl("urn:uuid:" + status.getIdElement().getIdPart())
          .setResource(status)
          .getSearch()
          .setMode(SearchEntryMode.MATCH);
    }
    return answer;
  }

  private static boolean named(List<? extends IPrimitiveType<?>> values, String wanted) {
    return values == null
        || values.isEmpty()
        || values.stream()
            .map(IPrimitiveType::getValueAsString)
            .anyMatch(text -> text != null && (text.equals(wanted) || text.endsWith("/" + wanted)));
  }

  /**
   * Events that there were, as far as they are kept; at most 200, from the first. Changes nothing.
   *
   * @param since number of the first; by default the first that is kept
   * @param until number of the last; by default the last that there is
   * @param content how much of each; by default as the Subscription says
   */
  @Operation(name = "$events", type = Subscription.class, idempotent = true)
  public Bundle events(
      @IdParam IdType id,
      @OperationParam(name = "eventsSinceNumber") StringType since,
      @OperationParam(name = "eventsUntilNumber") StringType until,
      @OperationParam(name = "content") CodeType content) {
    Subscriber one = own(id);
    PayloadContent wanted =
        content == null || content.getValue() == null
            ? one.content()
            : PayloadContent.of(content.getValue())
                .orElseThrow(
                    () ->
                        new InvalidRequestException(
                            "content should be empty, id-only or full-resource"));
    long first = number("eventsSinceNumber", since, 1);
    long last = number("eventsUntilNumber", until, one.events());
    Optional<Reading> reading = grants.reading(one.grant());
    return transaction.execute(
        status -> {
          List<Line> lines =
              events.between(one.id(), first, last, MOST).stream()
                  .map(
                      event ->
                          new Line(
                              event,
                              reading
                                  .flatMap(
                                      may ->
                                          contents.of(
                                              event, may, wanted == PayloadContent.FULL_RESOURCE))
                                  .orElse(null)))
                  .toList();
          return notifications.bundle(
              one, Notifications.QUERY_EVENT, one.status(), wanted, lines, clock.instant());
        });
  }

  /**
   * Sends events again, in order, before what is new. Calling it again begins anew.
   *
   * @param since number of the first; by default the first that is kept
   * @param until number of the last; by default the last that was delivered
   */
  @Operation(name = "$resend", type = Subscription.class, idempotent = false)
  public OperationOutcome resend(
      @IdParam IdType id,
      @OperationParam(name = "eventsSinceNumber") StringType since,
      @OperationParam(name = "eventsUntilNumber") StringType until) {
    Subscriber one = own(id);
    if (one.isClaimed()) {
      throw new UnprocessableEntityException(
          "Its events are in a topic of Kafka's: whoever reads it goes back there");
    }
    if (!one.status().equals(Subscriber.ACTIVE)) {
      throw new UnprocessableEntityException(
          "It is not active: with status requested it goes on where it stood");
    }
    long first = number("eventsSinceNumber", since, 1);
    long last = Math.min(number("eventsUntilNumber", until, one.delivered()), one.delivered());
    if (first <= last) {
      subscribers.resend(one.id(), first, last);
      signal.raise(DeliveryLoop.KIND);
    }
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.INFORMATION)
        .setCode(IssueType.INFORMATIONAL)
        .setDiagnostics(
            first <= last
                ? "Events " + first + " to " + last + " are sent again, as far as they are kept"
                : "There is nothing to send again");
    return outcome;
  }

  private Subscriber own(IdType id) {
    return subscribers
        .find(id.getIdPart())
        .filter(one -> grants.isCallers(one.grant()))
        .orElseThrow(() -> new ResourceNotFoundException(id));
  }

  private static long number(String name, StringType given, long usual) {
    if (given == null || given.getValue() == null) {
      return usual;
    }
    try {
      return Long.parseLong(given.getValue().strip());
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(name + " should be the number of an event");
    }
  }
}
