package org.rapport.server.ehr;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.UriType;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.work.WorkQueue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code $ehr-changes}: what a worker heard of the EHR by FHIR. All of one call is one transaction,
 * and what it asks for is committed before it is answered. To repeat it changes nothing more than
 * that things are looked up again.
 */
@Component
public class EhrChangesOperation implements FhirOperations {
  private static final int LONGEST = 1024;

  private static final Duration NIGHT = Duration.ofHours(12);

  /** What comes out of its order comes within this. */
  private static final Duration DISORDER = Duration.ofSeconds(30);

  private final WorkQueue queue;
  private final EhrFeeds feeds;
  private final TransactionTemplate transaction;
  private final Clock clock;

  EhrChangesOperation(
      WorkQueue queue, EhrFeeds feeds, TransactionTemplate transaction, Clock clock) {
    this.queue = queue;
    this.feeds = feeds;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Takes it down.
   *
   * @param lookUps addresses of resources that may have changed
   * @param search the address of a type whose changes are to be asked for, as {@code
   *     https://…/Appointment}
   * @param compare the address of a type of which all that is to come is to be compared
   * @param nightly true: only where it was not compared half a day ago
   * @param watermark up to when the search of a type was asked: {@code feed}, {@code at}, and
   *     {@code by} what, which is {@code _lastUpdated} or, where it was compared, {@code date}
   * @param events of the EHR's Subscriptions: {@code subscription}, {@code number}, and the {@code
   *     type} of what told it, which is handshake, heartbeat, event-notification, or caught-up
   *     where what was missing is known now
   */
  @Operation(name = "$ehr-changes", idempotent = false)
  public Parameters changes(
      @OperationParam(name = "lookUp", max = OperationParam.MAX_UNLIMITED) List<UriType> lookUps,
      @OperationParam(name = "search") UriType search,
      @OperationParam(name = "compare") UriType compare,
      @OperationParam(name = "nightly") BooleanType nightly,
      @OperationParam(name = "watermark") ParametersParameterComponent watermark,
      @OperationParam(name = "event", max = OperationParam.MAX_UNLIMITED)
          List<ParametersParameterComponent> events) {
    Instant now = clock.instant();
    return transaction.execute(
        status -> {
          int asked = 0;
          for (UriType lookUp : lookUps == null ? List.<UriType>of() : lookUps) {
            queue.lookUp(address(lookUp.getValue()), now);
            asked++;
          }
          if (search != null && !search.isEmpty()) {
            queue.lookUp(address(search.getValue()) + LookUpItems.SEARCH, now);
            asked++;
          }
          if (compare != null && !compare.isEmpty()) {
            String feed = address(compare.getValue()) + LookUpItems.COMPARE;
            boolean recent =
                nightly != null
                    && Boolean.TRUE.equals(nightly.getValue())
                    && feeds.watermark(feed).filter(now.minus(NIGHT)::isBefore).isPresent();
            if (!recent) {
              queue.lookUp(feed, now);
              asked++;
            }
          }
          if (watermark != null && watermark.hasPart()) {
            String by = part(watermark, "by");
            feeds.reached(
                address(part(watermark, "feed"))
                    + (by.equals("date") ? LookUpItems.COMPARE : LookUpItems.SEARCH),
                instant(part(watermark, "at")));
          }
          for (ParametersParameterComponent event :
              events == null ? List.<ParametersParameterComponent>of() : events) {
            asked += event(event, now) ? 1 : 0;
          }
          Parameters answer = new Parameters();
          answer.addParameter("asked", asked);
          return answer;
        });
  }

  private boolean event(ParametersParameterComponent event, Instant now) {
    String subscription = address(part(event, "subscription"));
    String type = part(event, "type");
    if ("caught-up".equals(type)) {
      feeds.caughtUp(subscription);
      return false;
    }
    long number = number(part(event, "number"));
    boolean missing =
        switch (type) {
          case "handshake" -> {
            feeds.begins(subscription, number);
            yield false;
          }
          case "heartbeat" -> feeds.event(subscription, number, false);
          case "event-notification" -> feeds.event(subscription, number, true);
          default ->
              throw new InvalidRequestException(
                  "type should be handshake, heartbeat, event-notification or caught-up");
        };
    if (missing) {
      queue.lookUp(subscription, now.plus(DISORDER));
    }
    return missing;
  }

  private static String part(ParametersParameterComponent of, String name) {
    return of.getPart().stream()
        .filter(part -> name.equals(part.getName()) && part.getValue() instanceof PrimitiveType<?>)
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  private static String address(String value) {
    return Optional.ofNullable(value)
        .filter(uri -> uri.length() <= LONGEST && uri.matches("https?://[^\\s?#]+"))
        .orElseThrow(
            () ->
                new InvalidRequestException("An address should be one of the EHR's own, http(s)"));
  }

  private static long number(String value) {
    if (!value.matches("\\d{1,18}")) {
      throw new InvalidRequestException("number should be that of an event");
    }
    return Long.parseLong(value);
  }

  private static Instant instant(String value) {
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw new InvalidRequestException("at should be an instant");
    }
  }
}
