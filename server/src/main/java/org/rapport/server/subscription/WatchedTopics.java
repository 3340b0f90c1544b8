package org.rapport.server.subscription;

import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Of which topics anybody wants to know, so that nobody else's writes cost a statement more. Of
 * what another node was told it knows within a second. Thread-safe.
 */
@Component
class WatchedTopics {
  private final Subscribers subscribers;
  private volatile Set<SubscribedTopic> topics;

  WatchedTopics(Subscribers subscribers) {
    this.subscribers = subscribers;
  }

  boolean has(SubscribedTopic topic) {
    if (topics == null) {
      refresh();
    }
    return topics.contains(topic);
  }

  /** Looks again; whether there is any. */
  boolean refresh() {
    topics = subscribers.topics();
    return !topics.isEmpty();
  }
}
