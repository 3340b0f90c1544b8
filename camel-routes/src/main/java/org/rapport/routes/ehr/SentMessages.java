package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.hl7.MessageHeader;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.MessageNote;
import org.rapport.routes.intake.store.RestFhirStore;
import org.rapport.routes.mllp.MllpAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the journal keep what an EHR answered to a message of ours. What it did not answer is tried
 * again, and is none yet. Never fails: what was told is told.
 */
final class SentMessages {
  private static final Logger log = LoggerFactory.getLogger(SentMessages.class);
  private static final String SENT = "RapportSentMessage";

  private record Sent(byte[] message, String peer, long began) {}

  private final FhirStore store;
  private final Hl7Parser parser = new Hl7Parser();

  SentMessages(Supplier<IGenericClient> server) {
    this.store = new RestFhirStore(server);
  }

  /** The exchange is about to send this. */
  void begin(Exchange exchange, byte[] message, String peer) {
    exchange.setProperty(SENT, new Sent(message, peer, System.nanoTime()));
  }

  /** It was answered so. */
  void answered(Exchange exchange, MllpAnswer answer) {
    Sent sent = exchange.getProperty(SENT, Sent.class);
    exchange.removeProperty(SENT);
    try {
      store.note(of(sent, answer));
    } catch (RuntimeException away) {
      log.warn("A sent HL7 message is not in the journal: {}", away.getClass().getSimpleName());
    }
  }

  private MessageNote of(Sent sent, MllpAnswer answer) {
    Hl7Message read = parser.parse(sent.message());
    MessageHeader header = read.header();
    Optional<Hl7Segment> visit = read.first("SCH");
    return new MessageNote(
        true,
        sent.peer(),
        header.first(3) + ":" + header.first(4),
        header.type(1) + "^" + header.type(2),
        header.first(10),
        visit.map(sch -> sch.field(1).component(1)).orElse(""),
        visit.map(sch -> sch.field(2).component(1)).orElse(""),
        sent.message().length,
        "A" + answer.code().charAt(1),
        answer.fault(),
        answer.code().startsWith("C") ? answer.code() : "",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent.began()));
  }
}
