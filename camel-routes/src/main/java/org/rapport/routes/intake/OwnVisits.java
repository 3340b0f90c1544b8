package org.rapport.routes.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.siu.AppointmentKey;
import org.rapport.routes.intake.siu.PatientKey;
import org.rapport.routes.intake.store.FhirStore;

/**
 * Visits that were booked here and that an EHR was told of: its first message about one makes
 * neither a second visit nor a second patient, but gives both its numbers. Thread-safe.
 */
final class OwnVisits {
  private final FhirStore store;

  OwnVisits(FhirStore store) {
    this.store = store;
  }

  /** The visit that the EHR names by our own number; empty where another EHR has it by now. */
  Optional<Appointment> find(AppointmentKey key) {
    return key.own().flatMap(store::appointment).filter(AppointmentKey::isOurs);
  }

  /**
   * The stored patients of a message, with the visit's own where the EHR's number is new: whom it
   * has booked in for our visit is whom we told it of. Not where a date of birth says otherwise, or
   * more than one person is in it: that is a person's to see.
   *
   * @param people by {@link PatientKey#value}
   */
  Map<String, Patient> withPatient(
      Optional<Appointment> visit, List<PatientKey> keys, Map<String, Patient> people) {
    if (visit.filter(AppointmentKey::isOurs).isEmpty() || keys.size() != 1 || !people.isEmpty()) {
      return people;
    }
    List<String> own =
        visit.get().getParticipant().stream()
            .map(one -> one.getActor().getReferenceElement())
            .filter(actor -> "Patient".equals(actor.getResourceType()))
            .map(actor -> actor.getIdPart())
            .toList();
    PatientKey key = keys.get(0);
    Optional<Patient> patient = own.size() == 1 ? store.patient(own.get(0)) : Optional.empty();
    if (patient.filter(one -> fits(one, key)).isEmpty()) {
      return people;
    }
    Map<String, Patient> all = new HashMap<>(people);
    all.put(key.value(), patient.get());
    return all;
  }

  private static boolean fits(Patient patient, PatientKey key) {
    boolean numbered =
        patient.getIdentifier().stream().anyMatch(one -> key.system().equals(one.getSystem()));
    String born = key.pid().value(7);
    return !numbered
        && (born.length() < 8
            || !patient.hasBirthDate()
            || patient
                .getBirthDateElement()
                .getValueAsString()
                .replace("-", "")
                .equals(born.substring(0, 8)));
  }
}
