package org.rapport.routes.kafka;

import java.time.Instant;

/**
 * A record as it came.
 *
 * @param at when it was written, as its writer or the broker says; null: nobody does
 * @param value empty where it has none
 */
public record SentRecord(String topic, int partition, long offset, Instant at, byte[] value) {
  /** Whose it is, in the journal and in dead letters. */
  String source() {
    return "kafka:" + topic;
  }

  /** By which it is found again. */
  String position() {
    return partition + "/" + offset;
  }

  /** Where it is, and nothing of what it says: this may end in a log. */
  @Override
  public String toString() {
    return topic + "/" + position();
  }
}
