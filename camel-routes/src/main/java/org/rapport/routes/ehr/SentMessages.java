package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.component.mllp.MllpApplicationErrorAcknowledgementException;
import org.apache.camel.component.mllp.MllpApplicationRejectAcknowledgementException;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.hl7.MessageHeader;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.routes.intake.store.RestFhirStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the journal keep what an EHR answered to a message of ours. What it did not answer is tried
 * again, and is none yet. Never fails: what was told is told.
 */
final class SentMessages {
  private static final Logger log = LoggerFactory.getLogger(SentMessages.class);
  private static final String SENT = "RapportSentMessage";
  private static final String BEGAN = "RapportSentMessageBegan";

  private final FhirStore store;
  private final Hl7Parser parser = new Hl7Parser();

  SentMessages(Supplier<IGenericClient> server) {
    this.store = new RestFhirStore(server);
  }

  /** The exchange is about to send this. */
  void begin(Exchange exchange, byte[] message) {
    exchange.setProperty(SENT, message);
    exchange.setProperty(BEGAN, System.nanoTime());
  }

  /** It was answered AA. */
  void accepted(Exchange exchange) {
    note(exchange, "AA");
  }

  /** It was answered AE or AR, or not at all. */
  void failed(Exchange exchange) {
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    for (; cause != null; cause = cause.getCause()) {
      if (cause instanceof MllpApplicationErrorAcknowledgementException) {
        note(exchange, "AE");
      } else if (cause instanceof MllpApplicationRejectAcknowledgementException) {
        note(exchange, "AR");
      }
    }
  }

  private void note(Exchange exchange, String answer) {
    byte[] message = exchange.getProperty(SENT, byte[].class);
    if (message == null) {
      return;
    }
    exchange.removeProperty(SENT);
    long millis =
        TimeUnit.NANOSECONDS.toMillis(
            System.nanoTime() - exchange.getProperty(BEGAN, 0L, Long.class));
    try {
      store.note(of(message, answer, millis));
    } catch (RuntimeException away) {
      log.warn("A sent HL7 message is not in the journal: {}", away.getClass().getSimpleName());
    }
  }

  private MessageNote of(byte[] message, String answer, long millis) {
    Hl7Message read = parser.parse(message);
    MessageHeader header = read.header();
    Optional<Hl7Segment> visit = read.first("SCH");
    return new MessageNote(
        true,
        "",
        header.first(3) + ":" + header.first(4),
        header.type(1) + "^" + header.type(2),
        header.first(10),
        visit.map(sch -> sch.field(1).component(1)).orElse(""),
        visit.map(sch -> sch.field(2).component(1)).orElse(""),
        message.length,
        answer,
        "",
        "",
        millis);
  }
}
