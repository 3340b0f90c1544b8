package org.rapport.server.subscription;

import java.time.Instant;
import java.util.List;
import org.rapport.server.security.scope.Grant;

/**
 * A Subscription as it is delivered.
 *
 * @param headers encrypted
 * @param heartbeatSeconds null: none
 * @param grant on whose behalf
 * @param status requested, active, error or off
 * @param generation which writing of it by a client this is
 * @param since the last change before it, none of its events
 * @param events number of the last event
 * @param delivered number of the last that was delivered
 * @param resendFrom number of the first that is to be sent again; null: none
 * @param failures one after the other
 * @param failingSince null: it does not fail
 * @param sentAt when something was last sent
 * @param error null: none
 */
record Subscriber(
    String id,
    SubscribedTopic topic,
    List<EventFilter> filters,
    String endpoint,
    String headers,
    String mime,
    PayloadContent content,
    Integer heartbeatSeconds,
    int timeoutSeconds,
    int maxCount,
    Instant end,
    Grant grant,
    String status,
    int generation,
    long since,
    long events,
    long delivered,
    Long resendFrom,
    Long resendUntil,
    int failures,
    Instant failingSince,
    Instant sentAt,
    String error) {
  static final String REQUESTED = "requested";
  static final String ACTIVE = "active";
  static final String ERROR = "error";
  static final String OFF = "off";

  /** Whether anything is sent of it. */
  boolean isServed() {
    return status.equals(REQUESTED) || status.equals(ACTIVE);
  }

  /** Whether workers claim its events; else they are posted. */
  boolean isClaimed() {
    return MessageChannel.is(endpoint);
  }

  /** Without what is secret: this may end in a log. */
  @Override
  public String toString() {
    return "Subscription " + id;
  }
}
