package org.rapport.routes.intake;

import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Handler;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.hl7.Acknowledgements.Code;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.routes.intake.hl7.MessageHeader;
import org.rapport.routes.intake.hl7.RejectedMessageException;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.siu.AppointmentKey;
import org.rapport.routes.intake.siu.NameBasedId;
import org.rapport.routes.intake.siu.PatientKey;
import org.rapport.routes.intake.siu.SiuEvent;
import org.rapport.routes.intake.siu.SiuMapping;
import org.rapport.routes.intake.siu.UnmappableMessageException;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.StoreConflictException;
import org.rapport.routes.intake.store.StoreRefusedException;
import org.rapport.routes.intake.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one SIU message, or one ADT^A40, to the FHIR server and writes its acknowledgement: AA
 * only after the transaction is committed, AE with a dead letter for what cannot be mapped, AR for
 * what is neither. Idempotent: the same bytes again are answered AA and change nothing, older
 * messages change neither visit nor patient. Thread-safe; keeps nothing between messages.
 */
public final class AppointmentIntake {

  private static final Logger LOG = LoggerFactory.getLogger(AppointmentIntake.class);

  /** Of what the database cannot hold. */
  public static final Fault UNSTORABLE =
      Fault.general(
          Hl7Error.APPLICATION_INTERNAL, "The server cannot store it, however often it is sent");

  private static final int TRACE_LINES = 8;
  private static final int STRIPES = 64;

  private final FhirStore store;
  private final SenderProfiles senders;
  private final DeadLetters letters;
  private final Noted journal;
  private final Hl7Parser parser = new Hl7Parser();
  private final SiuMapping mapping;
  private final Acknowledgements acknowledgements;
  private final MergeIntake merges;
  private final Lock[] visits =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(Lock[]::new);

  /**
   * Wires the intake.
   *
   * @param store where visits live
   * @param senders how each sender is read
   * @param clock dates acknowledgements, Provenance and Tasks
   */
  public AppointmentIntake(FhirStore store, SenderProfiles senders, Clock clock) {
    this.store = store;
    this.senders = senders;
    this.mapping = new SiuMapping(clock);
    this.acknowledgements = new Acknowledgements(clock);
    this.journal = new Noted(store);
    this.letters = new DeadLetters(store, acknowledgements, clock);
    this.merges = new MergeIntake(store, acknowledgements, letters, clock);
  }

  /**
   * Takes the message of an exchange of the listener, and puts the acknowledgement in its place.
   * Throws as {@link #accept(byte[])}.
   */
  public void receive(Exchange exchange) {
    byte[] raw = exchange.getMessage().getBody(byte[].class);
    Peer peer = exchange.getMessage().getHeader(Peer.HEADER, Peer.class);
    Answer answer = take(raw == null ? new byte[0] : raw, Origin.of(peer));
    if (answer.code() != Code.AR) {
      exchange.setProperty(Peer.KNOWN, true);
    }
    exchange.getMessage().setBody(answer.acknowledgement());
  }

  /**
   * Takes one message, without its MLLP frame, from a route that answers for its origin.
   *
   * @return the acknowledgement, without frame
   * @throws StoreConflictException when another message about the same visit was first; nothing is
   *     written, and calling again maps over the new state
   * @throws StoreUnavailableException when the outcome is unknown; answer with {@link #notAccepted}
   */
  @Handler
  public byte[] accept(@Body byte[] raw) {
    return take(raw, Origin.of(null)).acknowledgement();
  }

  /**
   * Takes a dead letter again, or a corrected copy of one, as {@link #accept} takes a message; but
   * what cannot be mapped is told and not kept once more.
   *
   * @param merges whether it may merge patients where its sender's profile does not say
   * @throws StoreConflictException as {@link #accept}
   */
  public Answer again(byte[] raw, boolean merges) {
    return take(raw, Origin.deadLetter(merges));
  }

  private Answer take(byte[] sent, Origin origin) {
    byte[] raw = Hl7Parser.readable(sent);
    Hl7Message message;
    try {
      message = parser.parse(raw);
    } catch (RejectedMessageException rejected) {
      return unread(raw, rejected.fault(), origin);
    }
    SenderProfile sender = sender(message.header());
    if (!isExpected(sender, origin)) {
      return reject(
          raw,
          Fault.general(
              Hl7Error.APPLICATION_INTERNAL,
              "This sender is not expected from where the message came"),
          origin);
    }
    if (MergeIntake.takes(message)) {
      return merges.apply(raw, message, sender, origin);
    }
    if (!isSiu(message.header())) {
      return reject(
          raw,
          Fault.at(Hl7Error.UNSUPPORTED_MESSAGE_TYPE, "MSH", 9, "Only SIU and ADT^A40 are taken"),
          origin);
    }
    Optional<SiuEvent> event = SiuEvent.of(message.triggerEvent());
    if (event.isEmpty()) {
      return reject(
          raw,
          Fault.at(Hl7Error.UNSUPPORTED_EVENT_CODE, "MSH", 9, "Unknown scheduling event"),
          origin);
    }
    if (!event.get().changesAppointment()) {
      LOG.info("SIU {} from {}: nothing to change", event.get(), sender.name());
      return unchanged(raw, message, origin, "Nothing to change");
    }
    return apply(raw, message, event.get(), sender, origin);
  }

  private static boolean isExpected(SenderProfile sender, Origin origin) {
    return origin.peer().map(peer -> sender.mayComeFrom(peer.address())).orElse(true);
  }

  private Answer unchanged(byte[] raw, Hl7Message message, Origin origin, String text) {
    Answer answer = Answer.accepted(acknowledgements, raw, text);
    journal.note(MessageNotes.of(raw, message, origin, answer));
    return answer;
  }

  private SenderProfile sender(MessageHeader header) {
    return senders.of(header.first(3), header.first(4));
  }

  // What is HL7 but not in the charset that it declares is kept: it may be a visit.
  private Answer unread(byte[] raw, Fault fault, Origin origin) {
    Optional<MessageHeader> header = MessageHeader.find(raw).filter(AppointmentIntake::isSiu);
    if (header.isEmpty() || fault.field() != MessageHeader.CHARSET) {
      return reject(raw, fault, origin);
    }
    SenderProfile sender = sender(header.get());
    if (!isExpected(sender, origin)) {
      return reject(raw, fault, origin);
    }
    return letters.keep(raw, null, sender, "SIU", header.get().first(10), fault, origin);
  }

  /**
   * The answer when a message could not be stored: AE 207, so that the sender keeps it and sends it
   * again; or, where the server will never take it, AE with a dead letter. Never fails. Logs where
   * the failure arose but not its text, which may quote the message.
   *
   * @param failure what stopped the message; may be null
   */
  public byte[] notAccepted(@Body byte[] raw, @ExchangeException Exception failure) {
    byte[] message = raw == null ? new byte[0] : Hl7Parser.readable(raw);
    if (failure instanceof StoreConflictException conflict && !conflict.ofVersions()) {
      try {
        Hl7Message read = parser.parse(message);
        return letters
            .keep(
                message,
                read,
                sender(read.header()),
                read.header().type(1) + "^" + read.triggerEvent(),
                read.header().first(10),
                UNSTORABLE,
                Origin.of(null))
            .acknowledgement();
      } catch (RuntimeException again) {
        LOG.warn("HL7 message not kept: {}", again.getClass().getSimpleName());
      }
    }
    if (failure instanceof StoreConflictException || failure instanceof StoreUnavailableException) {
      LOG.warn("HL7 message not stored: {}", failure.getMessage());
    } else if (failure != null) {
      LOG.error("HL7 message not stored: {} {}", failure.getClass().getName(), origin(failure));
    }
    return acknowledgements.refuse(
        message, Code.AE, Fault.general(Hl7Error.APPLICATION_INTERNAL, "Not stored, send again"));
  }

  private Answer apply(
      byte[] raw, Hl7Message message, SiuEvent event, SenderProfile sender, Origin origin) {
    if (store.exists("Binary", NameBasedId.ofMessage(sender, raw))) {
      LOG.info("SIU {} from {}: duplicate", event, sender.name());
      return unchanged(raw, message, origin, "Duplicate");
    }
    String type = "SIU^" + event;
    String control = message.header().first(10);
    try {
      AppointmentKey key = AppointmentKey.of(message, sender);
      return mapAndCommit(
          origin,
          key,
          stored ->
              new SiuMapping.Request(
                  raw,
                  message,
                  event,
                  sender,
                  key,
                  PatientKey.of(message, sender, stored && event != SiuEvent.S12)));
    } catch (UnmappableMessageException unmappable) {
      return letters.keep(raw, message, sender, type, control, unmappable.fault(), origin);
    } catch (StoreRefusedException refused) {
      return letters.keep(
          raw,
          message,
          sender,
          type,
          control,
          Fault.general(Hl7Error.APPLICATION_INTERNAL, refused.words()),
          origin);
    }
  }

  /**
   * Reads, maps and writes one visit at a time: the first two messages about a visit could
   * otherwise both find nothing, and an update of nothing has no version to be checked against.
   */
  private Answer mapAndCommit(
      Origin origin, AppointmentKey key, Function<Boolean, SiuMapping.Request> requests) {
    Lock visit = visits[Math.floorMod((key.system() + '|' + key.value()).hashCode(), STRIPES)];
    visit.lock();
    try {
      Optional<Appointment> stored = storedAppointment(key);
      SiuMapping.Request request = requests.apply(stored.isPresent());
      SiuMapping.Result result =
          mapping.map(request, stored, storedPatients(request.patients()), store::reference);
      String words = String.join("; ", concat("Stored", result.notes()));
      Answer answer =
          Answer.accepted(
              acknowledgements, request.raw(), result.stale() ? "Older than stored" : words);
      store.commit(
          result.transaction(), MessageNotes.of(request.raw(), request.message(), origin, answer));
      LOG.info(
          "SIU {} from {}: {}",
          request.event(),
          request.sender().name(),
          result.stale() ? "older" : "applied");
      return answer;
    } finally {
      visit.unlock();
    }
  }

  private static List<String> concat(String first, List<String> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }

  private Optional<Appointment> storedAppointment(AppointmentKey key) {
    return key.find(value -> store.appointments(key.system(), value));
  }

  private Map<String, Patient> storedPatients(List<PatientKey> keys) {
    Map<String, Patient> stored = new HashMap<>();
    for (PatientKey key : keys) {
      store.patients(key.system(), key.value()).stream()
          .findFirst()
          .ifPresent(patient -> stored.put(key.value(), patient));
    }
    return stored;
  }

  private Answer reject(byte[] raw, Fault fault, Origin origin) {
    LOG.warn("HL7 message of {} bytes rejected, {}", raw.length, fault.reason());
    Answer answer = Answer.refused(acknowledgements, raw, Code.AR, fault);
    if (origin.kept()) {
      journal.note(MessageNotes.of(raw, null, origin, answer));
    }
    return answer;
  }

  private static List<StackTraceElement> origin(Exception failure) {
    return Arrays.stream(failure.getStackTrace()).limit(TRACE_LINES).toList();
  }

  private static boolean isSiu(MessageHeader header) {
    String type = header.type(1);
    return "SIU".equalsIgnoreCase(type) || type.regionMatches(true, 0, "SIU_", 0, 4);
  }
}
