package org.rapport.routes.intake.siu;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * One SIU message and what is stored, to the transaction that applies it. Pure: the same inputs and
 * clock give the same Bundle, save for the Provenance's date. Thread-safe.
 */
public final class SiuMapping {

  /** A message ready to be mapped. */
  public record Request(
      byte[] raw,
      Hl7Message message,
      SiuEvent event,
      SenderProfile sender,
      AppointmentKey appointment,
      List<PatientKey> patients) {}

  /**
   * What is to be written.
   *
   * @param stale the message is older than what is stored and changes neither visit nor patient
   * @param notes what the sender should know of how it was read; nothing of the patient
   */
  public record Result(Bundle transaction, boolean stale, List<String> notes) {}

  private static final String OLDER_PID = "PID is older than what is stored of the patient";

  private final Clock clock;

  /** Takes the clock for Provenance, Tasks and messages without a time. */
  public SiuMapping(Clock clock) {
    this.clock = clock;
  }

  /**
   * Maps.
   *
   * @param storedAppointment the visit of that key, if any
   * @param storedPatients stored patients by {@link PatientKey#value}
   * @param known places and people that are stored
   * @throws UnmappableMessageException when the message lacks what an Appointment needs
   */
  public Result map(
      Request request,
      Optional<Appointment> storedAppointment,
      Map<String, Patient> storedPatients,
      StoredReferences known) {
    if (request.event().changesResources()) {
      ChangeResources.check(request.message(), request.event());
    }
    Instant now = clock.instant();
    SourceEvent source = SourceEvent.of(request.message(), request.event(), request.sender(), now);
    TransactionBuilder transaction = new TransactionBuilder(request.raw(), request.sender(), now);
    if (storedAppointment.isPresent() && isStale(source, request, storedAppointment.get(), now)) {
      transaction.keepRaw(
          List.of(TransactionBuilder.reference(storedAppointment.get())), true, List.of());
      return new Result(transaction.bundle(), true, List.of());
    }
    List<String> notes = new ArrayList<>(request.message().notes());
    List<String> patientReferences =
        patients(transaction, request, storedPatients, source, now, notes);
    if (patientReferences.isEmpty()) {
      storedAppointment.ifPresent(visit -> patientReferences.addAll(patientsOf(visit)));
    }
    if (request.event().changesResources() && storedAppointment.isPresent()) {
      return resources(
          transaction, request, storedAppointment.get(), source, patientReferences, known, notes);
    }
    StatusDecision decision =
        StatusDecision.decide(
            request.event(),
            request.message().first("SCH").orElseThrow(),
            request.sender(),
            storedAppointment);
    if (request.sender().strict()) {
      strictly(request, decision);
    }
    MapAppointment.Inputs inputs = inputs(request, patientReferences, decision.status());
    Appointment appointment = MapAppointment.map(inputs, storedAppointment);
    source.writeTo(appointment);
    inputs.locations().forEach(transaction::createOnce);
    inputs.practitioners().forEach(transaction::createOnce);
    transaction.put(appointment, storedAppointment);
    escalate(transaction, request, decision, inputs.times(), appointment, patientReferences);
    List<String> targets = new ArrayList<>();
    targets.add(TransactionBuilder.reference(appointment));
    targets.addAll(patientReferences);
    decision.note().ifPresent(notes::add);
    transaction.keepRaw(targets, storedAppointment.isPresent(), notes);
    return new Result(transaction.bundle(), false, List.copyOf(notes));
  }

  // What is a note in the acknowledgement elsewhere is a fault of a sender that is held to its
  // word.
  private static void strictly(Request request, StatusDecision decision) {
    decision
        .note()
        .or(decision::conflict)
        .ifPresent(
            words -> {
              throw new UnmappableMessageException(
                  Fault.at(Hl7Error.TABLE_VALUE_NOT_FOUND, "SCH", 25, words));
            });
    request.message().notes().stream()
        .findFirst()
        .ifPresent(
            words -> {
              throw new UnmappableMessageException(Fault.general(Hl7Error.DATA_TYPE, words));
            });
  }

  private static Result resources(
      TransactionBuilder transaction,
      Request request,
      Appointment stored,
      SourceEvent source,
      List<String> patients,
      StoredReferences known,
      List<String> notes) {
    ChangeResources change = new ChangeResources(request.message(), request.sender(), known);
    Appointment appointment = change.apply(stored);
    source.writeTo(appointment);
    change.unknown().forEach(transaction::createOnce);
    transaction.put(appointment, Optional.of(stored));
    List<String> targets = new ArrayList<>(List.of(TransactionBuilder.reference(appointment)));
    targets.addAll(patients);
    transaction.keepRaw(targets, true, notes);
    return new Result(transaction.bundle(), false, List.copyOf(notes));
  }

  private static List<String> patients(
      TransactionBuilder transaction,
      Request request,
      Map<String, Patient> storedPatients,
      SourceEvent source,
      Instant now,
      List<String> notes) {
    List<String> references = new ArrayList<>();
    for (PatientKey key : request.patients()) {
      Optional<Patient> stored = Optional.ofNullable(storedPatients.get(key.value()));
      PersonChange change = PersonChange.of(key, request.sender(), stored, source, now);
      references.add(TransactionBuilder.reference(change.patient()));
      if (change.older() && !notes.contains(OLDER_PID)) {
        notes.add(OLDER_PID);
      }
      if (change.changesData()) {
        source.writeTo(change.patient());
        transaction.put(change.patient(), stored);
      }
    }
    return references;
  }

  /** A message about a known visit need not say whose it is (HL7 v2.5.1 section 10.4). */
  private static List<String> patientsOf(Appointment visit) {
    return visit.getParticipant().stream()
        .map(one -> one.getActor().getReferenceElement().toUnqualifiedVersionless())
        .filter(actor -> "Patient".equals(actor.getResourceType()) && actor.hasIdPart())
        .map(IIdType::getValue)
        .toList();
  }

  private static void escalate(
      TransactionBuilder transaction,
      Request request,
      StatusDecision decision,
      VisitTimes times,
      Appointment appointment,
      List<String> patients) {
    String visit = TransactionBuilder.reference(appointment);
    decision
        .conflict()
        .ifPresent(codes -> transaction.escalate("status-conflict", codes, visit, patients));
    if (appointment.getStatus() == AppointmentStatus.PROPOSED && !appointment.hasStart()) {
      transaction.escalate(
          "time-missing",
          request.event().name() + " with a date but no time of day",
          visit,
          patients);
    }
    if (times.several() && request.event().isLive()) {
      transaction.escalate(
          "several-times",
          request.event().name() + " with more than one time in SCH-11: the first is taken",
          visit,
          patients);
    }
  }

  private static boolean isStale(
      SourceEvent source, Request request, Appointment stored, Instant now) {
    return SourceEvent.of(stored)
        .filter(
            last ->
                source.isOlderThan(
                    last, request.event().isLive(), StatusDecision.stops(stored.getStatus()), now))
        .isPresent();
  }

  private static MapAppointment.Inputs inputs(
      Request request, List<String> patientReferences, AppointmentStatus status) {
    // An event that ends the visit says D of its resources: they were of it all the same.
    Hl7Message counts =
        request.event().isLive() ? request.message().withoutDeleted() : request.message();
    return new MapAppointment.Inputs(
        request.message(),
        counts,
        request.event(),
        request.sender(),
        request.appointment(),
        patientReferences,
        MapParticipants.locations(counts, request.sender()),
        MapParticipants.practitioners(counts, request.sender()),
        VisitTimes.read(counts, request.sender()),
        status);
  }
}
