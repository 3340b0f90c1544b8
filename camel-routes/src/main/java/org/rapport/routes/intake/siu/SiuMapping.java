package org.rapport.routes.intake.siu;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
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
   */
  public record Result(Bundle transaction, boolean stale) {}

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
   * @throws UnmappableMessageException when the message lacks what an Appointment needs
   */
  public Result map(
      Request request,
      Optional<Appointment> storedAppointment,
      Map<String, Patient> storedPatients) {
    SourceEvent source =
        SourceEvent.of(request.message(), request.event(), request.sender(), clock.instant());
    TransactionBuilder transaction = new TransactionBuilder(request, clock.instant());
    if (storedAppointment.isPresent() && isStale(source, request, storedAppointment.get())) {
      transaction.keepRaw(List.of(TransactionBuilder.reference(storedAppointment.get())), true);
      return new Result(transaction.bundle(), true);
    }
    List<String> patientReferences = new ArrayList<>();
    for (PatientKey key : request.patients()) {
      Optional<Patient> stored = Optional.ofNullable(storedPatients.get(key.value()));
      Patient patient = MapPatient.map(key, request.sender(), stored);
      patientReferences.add(TransactionBuilder.reference(patient));
      transaction.put(patient, stored);
    }
    StatusDecision decision =
        StatusDecision.decide(
            request.event(),
            request.message().first("SCH").orElseThrow(),
            request.sender(),
            storedAppointment);
    Appointment appointment =
        MapAppointment.map(
            inputs(request, patientReferences, decision.status()), storedAppointment);
    source.writeTo(appointment);
    shared(transaction, request);
    transaction.put(appointment, storedAppointment);
    String visit = TransactionBuilder.reference(appointment);
    decision
        .conflict()
        .ifPresent(
            codes -> transaction.escalate("status-conflict", codes, visit, patientReferences));
    if (appointment.getStatus() == AppointmentStatus.PROPOSED && !appointment.hasStart()) {
      transaction.escalate(
          "time-missing",
          request.event().name() + " with a date but no time of day",
          visit,
          patientReferences);
    }
    List<String> targets = new ArrayList<>(List.of(visit));
    targets.addAll(patientReferences);
    transaction.keepRaw(targets, storedAppointment.isPresent());
    return new Result(transaction.bundle(), false);
  }

  private static boolean isStale(SourceEvent source, Request request, Appointment stored) {
    return SourceEvent.of(stored)
        .filter(
            last ->
                source.isOlderThan(
                    last, request.event().isLive(), StatusDecision.stops(stored.getStatus())))
        .isPresent();
  }

  private static MapAppointment.Inputs inputs(
      Request request, List<String> patientReferences, AppointmentStatus status) {
    return new MapAppointment.Inputs(
        request.message(),
        request.event(),
        request.sender(),
        request.appointment(),
        patientReferences,
        MapParticipants.locations(request.message(), request.event(), request.sender()),
        MapParticipants.practitioners(request.message(), request.event(), request.sender()),
        VisitTimes.read(request.message(), request.sender()),
        status);
  }

  private static void shared(TransactionBuilder transaction, Request request) {
    MapParticipants.locations(request.message(), request.event(), request.sender())
        .forEach(transaction::createOnce);
    MapParticipants.practitioners(request.message(), request.event(), request.sender())
        .forEach(transaction::createOnce);
  }
}
