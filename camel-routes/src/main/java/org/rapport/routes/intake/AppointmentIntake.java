package org.rapport.routes.intake;

import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.camel.Body;
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
import org.rapport.routes.intake.hl7.RejectedMessageException;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.siu.AppointmentKey;
import org.rapport.routes.intake.siu.DeadLetter;
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

  private static final int TRACE_LINES = 8;
  private static final int STRIPES = 64;

  private final FhirStore store;
  private final SenderProfiles senders;
  private final Clock clock;
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
    this.clock = clock;
    this.mapping = new SiuMapping(clock);
    this.acknowledgements = new Acknowledgements(clock);
    this.merges = new MergeIntake(store, acknowledgements, clock);
  }

  /**
   * Takes one message, without its MLLP frame.
   *
   * @return the acknowledgement, without frame
   * @throws StoreConflictException when another message about the same visit was first; nothing is
   *     written, and calling again maps over the new state
   * @throws StoreUnavailableException when the outcome is unknown; answer with {@link #notAccepted}
   */
  @Handler
  public byte[] accept(@Body byte[] raw) {
    Hl7Message message;
    try {
      message = parser.parse(raw);
    } catch (RejectedMessageException rejected) {
      return reject(raw, rejected.fault());
    }
    if (MergeIntake.takes(message)) {
      return merges.apply(
          raw, message, senders.of(message.header().first(3), message.header().first(4)));
    }
    if (!isSiu(message)) {
      return reject(
          raw,
          Fault.at(Hl7Error.UNSUPPORTED_MESSAGE_TYPE, "MSH", 9, "Only SIU and ADT^A40 are taken"));
    }
    Optional<SiuEvent> event = SiuEvent.of(message.triggerEvent());
    if (event.isEmpty()) {
      return reject(
          raw, Fault.at(Hl7Error.UNSUPPORTED_EVENT_CODE, "MSH", 9, "Unknown scheduling event"));
    }
    SenderProfile sender = senders.of(message.header().first(3), message.header().first(4));
    if (!event.get().changesAppointment()) {
      LOG.info("SIU {} from {}: nothing to change", event.get(), sender.name());
      return acknowledgements.accept(raw, "Nothing to change");
    }
    return apply(raw, message, event.get(), sender);
  }

  /**
   * The answer when a message could not be stored: AE 207, so that the sender keeps it and sends it
   * again. Never fails. Logs where the failure arose but not its text, which may quote the message.
   *
   * @param failure what stopped the message; may be null
   */
  public byte[] notAccepted(@Body byte[] raw, @ExchangeException Exception failure) {
    if (failure instanceof StoreConflictException || failure instanceof StoreUnavailableException) {
      LOG.warn("HL7 message not stored: {}", failure.getMessage());
    } else if (failure != null) {
      LOG.error("HL7 message not stored: {} {}", failure.getClass().getName(), origin(failure));
    }
    return acknowledgements.refuse(
        raw == null ? new byte[0] : raw,
        Code.AE,
        Fault.general(Hl7Error.APPLICATION_INTERNAL, "Not stored, send again"));
  }

  private byte[] apply(byte[] raw, Hl7Message message, SiuEvent event, SenderProfile sender) {
    if (store.exists("Binary", NameBasedId.ofMessage(sender, raw))) {
      LOG.info("SIU {} from {}: duplicate", event, sender.name());
      return acknowledgements.accept(raw, "Duplicate");
    }
    try {
      SiuMapping.Request request =
          new SiuMapping.Request(
              raw,
              message,
              event,
              sender,
              AppointmentKey.of(message, sender),
              PatientKey.of(message, sender));
      SiuMapping.Result result = mapAndCommit(request);
      LOG.info("SIU {} from {}: {}", event, sender.name(), result.stale() ? "older" : "applied");
      return acknowledgements.accept(raw, result.stale() ? "Older than stored" : "Stored");
    } catch (UnmappableMessageException unmappable) {
      return deadLetter(raw, event, sender, unmappable.fault());
    } catch (StoreRefusedException refused) {
      LOG.error("SIU {} from {}: {}", event, sender.name(), refused.getMessage());
      return deadLetter(
          raw,
          event,
          sender,
          Fault.general(Hl7Error.APPLICATION_INTERNAL, "Message could not be stored"));
    }
  }

  /**
   * Reads, maps and writes one visit at a time: the first two messages about a visit could
   * otherwise both find nothing, and an update of nothing has no version to be checked against.
   */
  private SiuMapping.Result mapAndCommit(SiuMapping.Request request) {
    AppointmentKey key = request.appointment();
    Lock visit = visits[Math.floorMod((key.system() + '|' + key.value()).hashCode(), STRIPES)];
    visit.lock();
    try {
      SiuMapping.Result result =
          mapping.map(request, storedAppointment(key), storedPatients(request.patients()));
      store.commit(result.transaction());
      return result;
    } finally {
      visit.unlock();
    }
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

  private byte[] deadLetter(byte[] raw, SiuEvent event, SenderProfile sender, Fault fault) {
    DeadLetter letter = DeadLetter.of(raw, sender, "SIU^" + event, fault, clock.instant());
    LOG.warn("SIU {} from {}: dead letter, {}", event, sender.name(), fault.reason());
    // A Task a person has worked on must not be opened again by the next attempt.
    if (!store.exists("Task", letter.taskId())) {
      store.commit(letter.transaction());
    }
    return acknowledgements.refuse(raw, Code.AE, fault);
  }

  private byte[] reject(byte[] raw, Fault fault) {
    LOG.warn("HL7 message of {} bytes rejected, {}", raw.length, fault.reason());
    return acknowledgements.refuse(raw, Code.AR, fault);
  }

  private static List<StackTraceElement> origin(Exception failure) {
    return Arrays.stream(failure.getStackTrace()).limit(TRACE_LINES).toList();
  }

  private static boolean isSiu(Hl7Message message) {
    String type = message.header().type(1);
    return "SIU".equalsIgnoreCase(type) || type.regionMatches(true, 0, "SIU_", 0, 4);
  }
}
