package org.rapport.server.subscription;

import java.util.regex.Pattern;

/**
 * The channel {@code message} of R4: events are not posted but claimed by a worker, who sends them
 * on to what the endpoint names, a topic of Kafka's. Only for who may do everything: whoever writes
 * one decides what is written to whose topic.
 */
final class MessageChannel {
  /** What an endpoint begins with; the rest is the topic. */
  static final String SCHEME = "kafka:";

  /** Kafka's own rule for names of topics. */
  private static final Pattern ENDPOINT = Pattern.compile(SCHEME + "[A-Za-z0-9._-]{1,249}");

  private MessageChannel() {}

  /** Whether an endpoint is one of this channel. */
  static boolean is(String endpoint) {
    return endpoint != null && ENDPOINT.matcher(endpoint).matches();
  }

  /** The topic that an endpoint names. */
  static String topic(String endpoint) {
    return endpoint.substring(SCHEME.length());
  }
}
