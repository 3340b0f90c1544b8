package org.rapport.routes.intake.siu;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * One ADT of a patient's own data and what is stored, to the transaction that applies it. Pure but
 * for the clock, which dates the Provenance. Thread-safe.
 */
public final class PersonMapping {

  /** A message ready to be mapped. */
  public record Request(
      byte[] raw,
      Hl7Message message,
      PersonEvent event,
      SenderProfile sender,
      List<PatientKey> patients) {}

  /** What the message comes to. */
  public enum Outcome {
    APPLIED("Stored"),
    OLDER("Older than stored"),
    NOBODY("Nobody known by that number");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    /** For the acknowledgement and the log. */
    public String words() {
      return words;
    }
  }

  /**
   * What is to be written.
   *
   * @param notes what the sender should know of how it was read; nothing of the patient
   */
  public record Result(Bundle transaction, Outcome outcome, List<String> notes) {}

  private final Clock clock;

  /** Takes the clock for Provenance and messages without a time. */
  public PersonMapping(Clock clock) {
    this.clock = clock;
  }

  /**
   * Maps. The message itself is always kept.
   *
   * @param storedPatients stored patients by {@link PatientKey#value}
   */
  public Result map(Request request, Map<String, Patient> storedPatients) {
    Instant now = clock.instant();
    SourceEvent source = SourceEvent.of(request.message(), request.event(), request.sender(), now);
    TransactionBuilder transaction = new TransactionBuilder(request.raw(), request.sender(), now);
    Outcome outcome = Outcome.NOBODY;
    List<String> targets = new ArrayList<>();
    for (PatientKey key : request.patients()) {
      Optional<Patient> stored = Optional.ofNullable(storedPatients.get(key.value()));
      if (stored.isEmpty() && !request.event().creates(request.sender())) {
        continue;
      }
      PersonChange change = PersonChange.of(key, request.sender(), stored, source, now);
      targets.add(TransactionBuilder.reference(change.patient()));
      if (change.older()) {
        outcome = outcome == Outcome.NOBODY ? Outcome.OLDER : outcome;
      } else {
        // Also where nothing else is new: a message between the two must be known as older.
        source.writeTo(change.patient());
        transaction.put(change.patient(), stored);
        outcome = Outcome.APPLIED;
      }
    }
    List<String> notes = request.message().notes();
    if (targets.isEmpty()) {
      transaction.keepAlone(request.event().name(), request.patients(), notes);
    } else {
      transaction.keepRaw(targets, !storedPatients.isEmpty(), notes);
    }
    return new Result(transaction.bundle(), outcome, notes);
  }
}
