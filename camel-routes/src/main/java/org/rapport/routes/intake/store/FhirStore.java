package org.rapport.routes.intake.store;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Slot;

/**
 * What the intake asks of a FHIR R4 server. Reads see everything committed before, never a cached
 * search. Every method may throw {@link StoreUnavailableException}; then nothing is known of the
 * outcome and the sender must send again.
 */
public interface FhirStore {

  /** Whether a resource with this id exists and is not deleted. */
  boolean exists(String resourceType, String id);

  /** All appointments with an identifier of this system and value. */
  List<Appointment> appointments(String system, String value);

  /** The Appointment with this id; empty where there is none. */
  Optional<Appointment> appointment(String id);

  /** The Patient with this id, or the one in its place; empty where there is none. */
  Optional<Patient> patient(String id);

  /**
   * All patients with an identifier of this system and value; records merged into another are
   * replaced by the surviving one.
   */
  List<Patient> patients(String system, String value);

  /** All patients with an identifier of this system and value, as they are: merged away or not. */
  List<Patient> records(String system, String value);

  /** The Slot with this id; empty where there is none. */
  Optional<Slot> slot(String id);

  /**
   * A reference to the Location, Practitioner or HealthcareService with an identifier; or empty.
   */
  Optional<String> reference(String type, String system, String value);

  /**
   * Runs a transaction Bundle: all of it or nothing.
   *
   * @throws StoreConflictException when another writer was first: read and map again
   * @throws StoreRefusedException when the server will never take this Bundle
   */
  void commit(Bundle transaction);

  /**
   * The same, with what the journal keeps of the message: both or neither.
   *
   * @param note of the message that the transaction applies or keeps
   */
  default void commit(Bundle transaction, MessageNote note) {
    commit(transaction);
  }

  /** Keeps in the journal what became of a message for which nothing is written. */
  default void note(MessageNote note) {
    // A store without a journal.
  }

  /**
   * Merges one patient into another with everything that is about them. Done already: changes
   * nothing.
   *
   * @throws StoreConflictException when another writer was first
   * @throws StoreRefusedException when the server will never merge these two
   */
  void merge(String source, String target);

  /**
   * Takes the merge of one patient into another back. Done already: changes nothing.
   *
   * @param source the record that was merged away
   * @throws StoreConflictException when another writer was first
   * @throws StoreRefusedException when the server will never do it, or not in this order
   */
  void unmerge(String source);
}
