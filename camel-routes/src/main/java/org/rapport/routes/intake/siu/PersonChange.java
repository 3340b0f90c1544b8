package org.rapport.routes.intake.siu;

import java.time.Instant;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * What one PID does to the Patient that it names, whichever message it came in: SIU and ADT tell of
 * one person by the same rules and in one order.
 *
 * @param patient as it is to be; the stored one where the message is older
 * @param older whether the last message that was applied to it is newer than this one
 * @param changesData whether anything is other than it is stored
 */
record PersonChange(Patient patient, boolean older, boolean changesData) {

  /** Maps over what is stored, unless that is newer; what is stored is not changed. */
  static PersonChange of(
      PatientKey key,
      SenderProfile sender,
      Optional<Patient> stored,
      SourceEvent source,
      Instant now) {
    boolean older =
        stored.flatMap(SourceEvent::of).filter(last -> source.isOlderThan(last, now)).isPresent();
    if (older) {
      return new PersonChange(stored.get(), true, false);
    }
    Patient patient = MapPatient.map(key, sender, stored);
    boolean same = stored.filter(before -> before.equalsDeep(patient)).isPresent();
    return new PersonChange(patient, false, !same);
  }
}
