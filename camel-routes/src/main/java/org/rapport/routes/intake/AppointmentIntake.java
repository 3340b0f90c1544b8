package org.rapport.routes.intake;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Handler;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.hl7.Acknowledgements.Code;
import org.rapport.routes.intake.hl7.Batch;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.routes.intake.hl7.MessageHeader;
import org.rapport.routes.intake.hl7.RejectedMessageException;
import org.rapport.routes.intake.sender.Acknowledging;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.siu.AppointmentKey;
import org.rapport.routes.intake.siu.PatientKey;
import org.rapport.routes.intake.siu.PersonEvent;
import org.rapport.routes.intake.siu.SiuEvent;
import org.rapport.routes.intake.siu.SiuMapping;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.StoreConflictException;
import org.rapport.routes.intake.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one SIU message, or one ADT that tells who somebody is, to the FHIR server and writes its
 * acknowledgement: AA only after the transaction is committed, AE with a dead letter for what
 * cannot be mapped, AR for what is neither. Idempotent: the same bytes again are answered AA and
 * change nothing, older messages change neither visit nor patient. Thread-safe; keeps nothing
 * between messages.
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
  private final EnhancedMode enhanced;
  private final ApplyOnce once;
  private final PersonIntake people;
  private final MergeIntake merges;
  private final UnmergeIntake unmerges;
  private final SlotIntake slots;
  private final StoredPatients patients;
  private final OwnVisits ownVisits;
  private final KeyLocks visits = new KeyLocks(STRIPES);

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
    this.acknowledgements =
        new Acknowledgements(
            clock,
            (application, facility) ->
                senders.of(application, facility).acknowledging() == Acknowledging.COMMIT);
    this.enhanced = new EnhancedMode(acknowledgements, senders);
    this.journal = new Noted(store);
    this.letters = new DeadLetters(store, acknowledgements, clock);
    this.once = new ApplyOnce(store, acknowledgements, letters);
    this.patients = new StoredPatients(store);
    this.ownVisits = new OwnVisits(store);
    this.people = new PersonIntake(once, patients, clock);
    this.merges = new MergeIntake(store, once, clock);
    this.unmerges = new UnmergeIntake(store, once, clock);
    this.slots = new SlotIntake(store, once, visits, clock);
  }

  /**
   * Takes the message of an exchange of the listener, and puts the acknowledgement in its place.
   * Throws as {@link #accept(byte[])}.
   */
  public void receive(Exchange exchange) {
    byte[] body = exchange.getMessage().getBody(byte[].class);
    byte[] raw = body == null ? new byte[0] : body;
    Peer peer = exchange.getMessage().getHeader(Peer.HEADER, Peer.class);
    if (MessageTypes.isAcknowledgement(Hl7Parser.readable(raw))) {
      // To answer an answer would have two engines talk for ever.
      exchange.getMessage().setBody(new byte[0]);
      return;
    }
    List<byte[]> messages = messages(raw);
    List<Answer> answers = all(messages, Origin.of(peer));
    if (answers.stream().anyMatch(answer -> answer.code() != Code.AR)) {
      exchange.setProperty(Peer.KNOWN, true);
    }
    if (answers.size() == 1) {
      enhanced.tell(exchange, Hl7Parser.readable(raw), answers.get(0));
    } else {
      exchange.getMessage().setBody(enhanced.batch(raw, messages, answers));
    }
  }

  private static List<byte[]> messages(byte[] raw) {
    List<byte[]> batch = raw.length > Hl7Parser.MAX_BYTES ? List.of() : Batch.messages(raw);
    return batch.isEmpty() ? List.of(raw) : batch;
  }

  // Each by itself; where the server goes away within a batch, all of it is sent again.
  private List<Answer> all(List<byte[]> messages, Origin origin) {
    return messages.stream().map(one -> take(one, origin)).toList();
  }

  /**
   * Takes one message or a batch of them, without MLLP frame, from a route that answers for its
   * origin.
   *
   * @return the acknowledgement as in original mode, of a batch the batch of them, without frame
   * @throws StoreConflictException when another message about the same visit was first; nothing is
   *     written, and calling again maps over the new state
   * @throws StoreUnavailableException when the outcome is unknown; answer with {@link #notAccepted}
   */
  @Handler
  public byte[] accept(@Body byte[] raw) {
    List<byte[]> told =
        all(messages(raw), Origin.of(null)).stream().map(Answer::acknowledgement).toList();
    return told.size() == 1 ? told.get(0) : Batch.answer(raw, told);
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
    message = sender.dialect().read(message);
    if (!origin.isExpectedOf(sender)) {
      return reject(
          raw,
          Fault.general(
              Hl7Error.APPLICATION_INTERNAL,
              "This sender is not expected from where the message came"),
          origin);
    }
    if (sender.ignored().contains(message.triggerEvent().toUpperCase(Locale.ROOT))) {
      return ignored(raw, message, origin);
    }
    if (MessageTypes.isAdt(message.header())) {
      return adt(raw, message, sender, origin);
    }
    if (!MessageTypes.isSiu(message.header())) {
      return reject(
          raw,
          Fault.at(Hl7Error.UNSUPPORTED_MESSAGE_TYPE, "MSH", 9, "Only SIU and ADT are taken"),
          origin);
    }
    Optional<SiuEvent> event = SiuEvent.of(message.triggerEvent());
    if (event.isEmpty()) {
      return reject(
          raw,
          Fault.at(Hl7Error.UNSUPPORTED_EVENT_CODE, "MSH", 9, "Unknown scheduling event"),
          origin);
    }
    Received received = new Received(raw, message, sender, "SIU^" + event.get(), origin);
    if (event.get().isAboutSlot()) {
      return slots.apply(received, event.get());
    }
    return once.apply(received, () -> visit(received, event.get()));
  }

  private Answer ignored(byte[] raw, Hl7Message message, Origin origin) {
    Answer answer =
        Answer.accepted(acknowledgements, raw, "Nothing to change: the profile ignores this event");
    if (origin.kept()) {
      journal.note(MessageNotes.of(raw, message, origin, answer));
    }
    return answer;
  }

  private Answer adt(byte[] raw, Hl7Message message, SenderProfile sender, Origin origin) {
    String code = message.triggerEvent().toUpperCase(Locale.ROOT);
    Received received = new Received(raw, message, sender, "ADT^" + code, origin);
    if (MergeIntake.EVENT.equals(code)) {
      return merges.apply(received);
    }
    if (UnmergeIntake.EVENT.equals(code)) {
      return unmerges.apply(received);
    }
    return PersonEvent.of(code)
        .map(event -> people.apply(received, event))
        .orElseGet(
            () ->
                reject(
                    raw,
                    Fault.at(
                        Hl7Error.UNSUPPORTED_EVENT_CODE,
                        "MSH",
                        9,
                        "Of ADT only A04, A08, A28, A31, A37 and A40 are taken"),
                    origin));
  }

  private SenderProfile sender(MessageHeader header) {
    return senders.of(header.first(3), header.first(4));
  }

  // What is HL7 but not in the charset that it declares is kept: it may be a visit, or a death.
  private Answer unread(byte[] raw, Fault fault, Origin origin) {
    Optional<MessageHeader> header = MessageHeader.find(raw).filter(MessageTypes::areTaken);
    if (header.isEmpty() || fault.field() != MessageHeader.CHARSET) {
      return reject(raw, fault, origin);
    }
    SenderProfile sender = sender(header.get());
    if (!origin.isExpectedOf(sender)) {
      return reject(raw, fault, origin);
    }
    return letters.keep(
        raw, null, sender, MessageTypes.name(header.get()), header.get().first(10), fault, origin);
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
    Fault fault = Fault.general(Hl7Error.APPLICATION_INTERNAL, "Not stored, send again");
    return enhanced
        .notSafe(message, Answer.refused(acknowledgements, message, Code.AE, fault))
        .orElse(new byte[0]);
  }

  private Answer visit(Received received, SiuEvent event) {
    AppointmentKey key = AppointmentKey.of(received.message(), received.sender());
    return visits.holding(
        List.of(key.system() + '|' + key.value()),
        () -> {
          Optional<Appointment> stored = storedAppointment(key);
          List<PatientKey> keys =
              PatientKey.of(
                  received.message(),
                  received.sender(),
                  stored.isPresent() && event != SiuEvent.S12);
          SiuMapping.Request request =
              new SiuMapping.Request(
                  received.raw(), received.message(), event, received.sender(), key, keys);
          return patients.holding(
              keys,
              people ->
                  mapAndCommit(
                      received, request, stored, ownVisits.withPatient(stored, keys, people)));
        });
  }

  private Answer mapAndCommit(
      Received received,
      SiuMapping.Request request,
      Optional<Appointment> stored,
      Map<String, Patient> people) {
    SiuMapping.Result result = mapping.map(request, stored, people, store::reference);
    String words = String.join("; ", concat("Stored", result.notes()));
    Answer answer =
        once.commit(received, result.transaction(), result.stale() ? "Older than stored" : words);
    LOG.info("{}: {}", received.words(), result.stale() ? "older" : "applied");
    return answer;
  }

  private static List<String> concat(String first, List<String> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }

  private Optional<Appointment> storedAppointment(AppointmentKey key) {
    return key.find(value -> store.appointments(key.system(), value)).or(() -> ownVisits.find(key));
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
}
