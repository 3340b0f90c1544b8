package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.routes.ehr.receiver.ReceiverProfile;
import org.rapport.routes.mllp.MllpAnswer;
import org.rapport.routes.mllp.MllpReceiver;
import org.rapport.routes.mllp.MllpSender;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.VisitUpdate;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/**
 * What is to be told to an EHR as an HL7 v2 message in its words, sent, and what it answered. Each
 * message is sent over the connection of its receiver, one after the other.
 */
public class EhrMessages {
  private static final String RECEIVER = "RapportReceiver";

  /** A group visit has more than one patient; nobody's has more than these. */
  private static final int MOST_ACTORS = 100;

  private final Supplier<IGenericClient> server;
  private final SentMessages journal;
  private final Receivers receivers;
  private final MllpSender sender;
  private final String address;
  private final boolean secure;
  private final Clock clock;

  /**
   * A writer of messages.
   *
   * @param server our own FHIR server, where visits and patients are read
   * @param address {@code host:port} of receivers whose profile has none
   * @param secure whether those are told over TLS whose profile does not say
   */
  public EhrMessages(
      Supplier<IGenericClient> server,
      Receivers receivers,
      MllpSender sender,
      String address,
      boolean secure,
      Clock clock) {
    this.server = server;
    this.journal = new SentMessages(server);
    this.receivers = receivers;
    this.sender = sender;
    this.address = address;
    this.secure = secure;
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
    VisitUpdate update = item.update();
    Appointment appointment = appointment(new IdType(update.appointment()));
    exchange.getMessage().removeHeaders("*");
    ReceiverProfile receiver =
        receivers.of(appointment).orElseThrow(() -> new EhrRefusalException("no-receiver", true));
    Optional<String> event = Receivers.event(receiver, update.code());
    if (event.isEmpty()) {
      exchange.getMessage().setBody(null);
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "not-told");
      return;
    }
    String message =
        VisitMessage.of(receiver, event.get(), visit(appointment, item), update, clock.instant());
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
    // An answer is of the one who gave it.
    boolean answer = !item.focus().startsWith("Appointment/");
    List<String> people = answer ? List.of() : ids("Patient", appointment);
    VisitActors actors =
        VisitActors.read(
            server.get(),
            people.isEmpty() ? List.of(new IdType(item.patient()).getIdPart()) : people,
            ids("Location", appointment),
            ids("Practitioner", appointment));
    return new VisitMessage.Visit(
        appointment, actors.patients(), actors.locations(), actors.practitioners());
  }

  private static List<String> ids(String type, Appointment appointment) {
    return appointment.getParticipant().stream()
        .map(one -> one.getActor().getReferenceElement())
        .filter(actor -> type.equals(actor.getResourceType()) && actor.hasIdPart())
        .map(IIdType::getIdPart)
        .distinct()
        .limit(MOST_ACTORS)
        .toList();
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
    MllpReceiver to =
        new MllpReceiver(
            receiver.address().orElse(address),
            receiver.tls().orElse(secure),
            receiver.enhanced(),
            Duration.ofSeconds(receiver.answerSeconds()));
    journal.begin(exchange, message, to.address());
    exchange.setProperty(WorkExchange.PROVIDER_ID, receiver.name() + " " + to.address());
    MllpAnswer answer = sender.send(to, message, WorkExchange.item(exchange).update().control());
    journal.answered(exchange, answer);
    if (!answer.accepted()) {
      throw new EhrRefusalException(answer.code(), answer.rejected());
    }
    WorkExchange.outcome(exchange, OutcomeKind.SENT, null, answer.code());
  }
}
