package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.PatientAnswer;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/** A claimed answer as an HL7 v2 message, and what an acknowledgement of it means. */
public class EhrMessages {
  private final Supplier<IGenericClient> server;
  private final SentMessages journal;
  private final Clock clock;
  private final ZoneId zone;

  /**
   * A writer of messages.
   *
   * @param server our own FHIR server, where visits and patients are read
   * @param zone of times that carry no offset of their own
   */
  public EhrMessages(Supplier<IGenericClient> server, Clock clock, ZoneId zone) {
    this.server = server;
    this.journal = new SentMessages(server);
    this.clock = clock;
    this.zone = zone;
  }

  /** Makes the message of the exchange's item. */
  public void prepare(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    PatientAnswer answer = item.answer();
    Appointment appointment = read(Appointment.class, answer.appointment());
    Patient patient = read(Patient.class, item.patient());
    exchange.getMessage().removeHeaders("*");
    byte[] message =
        AnswerMessage.of(appointment, patient, answer, clock.instant(), zone)
            .getBytes(StandardCharsets.UTF_8);
    journal.begin(exchange, message);
    exchange.getMessage().setBody(message);
  }

  private <R extends IBaseResource> R read(Class<R> type, String reference) {
    return server.get().read().resource(type).withId(new IdType(reference).getIdPart()).execute();
  }

  /** The EHR acknowledged it with AA. */
  public void accepted(Exchange exchange) {
    WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "AA");
    journal.accepted(exchange);
  }

  /** The EHR acknowledged it otherwise, or not at all. */
  public void failed(Exchange exchange) {
    journal.failed(exchange);
  }
}
