package org.rapport.routes.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.rapport.routes.intake.store.StoreConflictException;
import org.rapport.routes.intake.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records with an EHR's visits: each is applied, kept as a dead letter, or passed over with a
 * reason, and only then is its offset committed. What depends on a server that is away is thrown,
 * and the record comes again. Thread-safe.
 */
public class KafkaAppointments {
  private static final Logger log = LoggerFactory.getLogger(KafkaAppointments.class);
  private static final int DEEPEST = 100;

  private final ApplyRecord records;
  private final ObjectMapper mapper =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
              .build());

  public KafkaAppointments(ApplyRecord records) {
    this.records = records;
  }

  /**
   * Takes the record of an exchange.
   *
   * @throws StoreUnavailableException where our server, or the EHR that is asked for what the
   *     record does not have, does not answer now: nothing is passed over
   * @throws StoreConflictException where other writers were first, again and again
   */
  public void take(Exchange exchange) {
    SentRecord sent = sent(exchange);
    if (sent.value().length == 0) {
      records.ignore(sent, "no value");
      return;
    }
    JsonNode json;
    try {
      json = mapper.readTree(sent.value());
    } catch (IOException unreadable) {
      json = null;
    }
    if (json == null || !json.isObject()) {
      records.refuse(sent, "json-unreadable");
      return;
    }
    records.apply(sent, json);
  }

  /** Has Kafka know that the record need not come again. */
  public void commit(Exchange exchange) {
    exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class).commit();
  }

  /** Says why a record comes again; nothing of what it says. */
  public void again(Exchange exchange) {
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    log.warn(
        "A record waits: {}, {}; it and what is behind it come again",
        sent(exchange),
        cause == null ? "unknown" : cause.getClass().getSimpleName());
  }

  private static SentRecord sent(Exchange exchange) {
    byte[] value = exchange.getMessage().getBody(byte[].class);
    Long at = exchange.getMessage().getHeader(KafkaConstants.TIMESTAMP, Long.class);
    return new SentRecord(
        exchange.getMessage().getHeader(KafkaConstants.TOPIC, String.class),
        exchange.getMessage().getHeader(KafkaConstants.PARTITION, -1, Integer.class),
        exchange.getMessage().getHeader(KafkaConstants.OFFSET, -1L, Long.class),
        at == null || at < 0 ? null : Instant.ofEpochMilli(at),
        value == null ? new byte[0] : value);
  }
}
