package org.rapport.server.subscription;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * What a Subscription asks for, read and found to be on offer.
 *
 * @param headers {@code Name: value}, as the client sent them: secrets
 * @param mime of what is sent, as the client named it
 * @param heartbeatSeconds null: none
 * @param timeoutSeconds how long an answer is waited for
 * @param maxCount events in one notification
 * @param end null: none
 */
record Wanted(
    SubscribedTopic topic,
    List<EventFilter> filters,
    URI endpoint,
    List<String> headers,
    String mime,
    PayloadContent content,
    Integer heartbeatSeconds,
    int timeoutSeconds,
    int maxCount,
    Instant end) {

  /** Whether workers claim its events; else they are posted. */
  boolean isClaimed() {
    return MessageChannel.is(endpoint.toString());
  }

  /** Without what is secret: this may end in a log. */
  @Override
  public String toString() {
    return "Subscription to " + topic.code();
  }
}
