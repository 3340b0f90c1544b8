package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.rapport.routes.ehr.receiver.ReceiverProfile;
import org.rapport.routes.ehr.receiver.ReceiverProfiles;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.mllp.MllpAnswer;
import org.rapport.routes.mllp.MllpSender;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.PatientAnswer;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/**
 * What is to be told to an EHR as an HL7 v2 message in its words, sent, and what it answered. Each
 * message is sent over the connection of its receiver, one after the other.
 */
public class EhrMessages {
  private static final String RECEIVER = "RapportReceiver";

  /** A group visit has more than one patient; nobody's has more than these. */
  private static final int MOST_PATIENTS = 100;

  private final Supplier<IGenericClient> server;
  private final SentMessages journal;
  private final Receivers receivers;
  private final MllpSender sender;
  private final String address;
  private final Clock clock;

  /**
   * A writer of messages.
   *
   * @param server our own FHIR server, where visits and patients are read
   * @param address {@code host:port} of receivers whose profile has none
   */
  public EhrMessages(
      Supplier<IGenericClient> server,
      ReceiverProfiles receivers,
      SenderProfiles senders,
      MllpSender sender,
      String address,
      Clock clock) {
    this.server = server;
    this.journal = new SentMessages(server);
    this.receivers = new Receivers(receivers, senders);
    this.sender = sender;
    this.address = address;
    this.clock = clock;
  }

  /**
   * Makes the message of the exchange's item; the body is null where the receiver is not told such
   * things, and the outcome says so.
   *
   * @throws EhrRefusalException where no receiver is to have a visit that is ours alone
   */
  public void prepare(Exchange exchange) {
    ClaimedItem item = WorkExchange.item(exchange);
    PatientAnswer answer = item.answer();
    Appointment appointment = appointment(new IdType(answer.appointment()));
    exchange.getMessage().removeHeaders("*");
    ReceiverProfile receiver =
        receivers.of(appointment).orElseThrow(() -> new EhrRefusalException("no-receiver", true));
    Optional<String> event = Receivers.event(receiver, answer.code());
    if (event.isEmpty()) {
      exchange.getMessage().setBody(null);
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "not-told");
      return;
    }
    String message =
        VisitMessage.of(receiver, event.get(), visit(appointment, item), answer, clock.instant());
    exchange.setProperty(RECEIVER, receiver);
    exchange.getMessage().setBody(Receivers.encoded(receiver, message));
  }

  // What became of a visit is told as it was then: what followed is told by itself.
  private Appointment appointment(IdType id) {
    var read = server.get().read().resource(Appointment.class);
    return id.hasVersionIdPart()
        ? read.withIdAndVersion(id.getIdPart(), id.getVersionIdPart()).execute()
        : read.withId(id.getIdPart()).execute();
  }

  private VisitMessage.Visit visit(Appointment appointment, ClaimedItem item) {
    List<Patient> patients = new ArrayList<>();
    // An answer is of the one who gave it.
    if (item.focus().startsWith("Appointment/")) {
      patients.addAll(actors(Patient.class, appointment));
    }
    if (patients.isEmpty()) {
      read(Patient.class, item.patient()).ifPresent(patients::add);
    }
    return new VisitMessage.Visit(
        appointment,
        patients,
        actors(Location.class, appointment),
        actors(Practitioner.class, appointment));
  }

  private <R extends IBaseResource> List<R> actors(Class<R> type, Appointment appointment) {
    return appointment.getParticipant().stream()
        .map(one -> one.getActor().getReferenceElement())
        .filter(actor -> type.getSimpleName().equals(actor.getResourceType()))
        .limit(MOST_PATIENTS)
        .flatMap(actor -> read(type, actor.getValue()).stream())
        .toList();
  }

  private <R extends IBaseResource> Optional<R> read(Class<R> type, String reference) {
    try {
      return Optional.of(
          server.get().read().resource(type).withId(new IdType(reference).getIdPart()).execute());
    } catch (ResourceNotFoundException | ResourceGoneException gone) {
      return Optional.empty();
    }
  }

  /**
   * Sends what was prepared, and notes what was answered.
   *
   * @throws EhrRefusalException for any answer but AA, or CA where that is the only one
   * @throws org.rapport.routes.mllp.NotAnsweredException where there is none
   */
  public void send(Exchange exchange) {
    byte[] message = exchange.getMessage().getBody(byte[].class);
    if (message == null) {
      return;
    }
    ReceiverProfile receiver = exchange.getProperty(RECEIVER, ReceiverProfile.class);
    journal.begin(exchange, message, receiver.address().orElse(address));
    MllpAnswer answer =
        sender.send(
            receiver.address().orElse(address),
            message,
            WorkExchange.item(exchange).answer().control(),
            receiver.enhanced(),
            Duration.ofSeconds(receiver.answerSeconds()));
    journal.answered(exchange, answer);
    if (!answer.accepted()) {
      throw new EhrRefusalException(answer.code(), answer.rejected());
    }
    WorkExchange.outcome(exchange, OutcomeKind.SENT, null, answer.code());
  }
}
