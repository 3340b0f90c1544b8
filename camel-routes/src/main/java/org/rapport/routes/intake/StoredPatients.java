package org.rapport.routes.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.siu.PatientKey;
import org.rapport.routes.intake.store.FhirStore;

/** The patients that a message names, one message at a time about each of them. Thread-safe. */
final class StoredPatients {
  private static final int STRIPES = 512;

  private final FhirStore store;
  private final KeyLocks people = new KeyLocks(STRIPES);

  StoredPatients(FhirStore store) {
    this.store = store;
  }

  /**
   * Runs the work with what is stored of them.
   *
   * @param work is given the stored patients by {@link PatientKey#value}
   */
  <T> T holding(List<PatientKey> keys, Function<Map<String, Patient>, T> work) {
    return people.holding(
        keys.stream().map(key -> key.system() + '|' + key.value()).toList(),
        () -> work.apply(read(keys)));
  }

  private Map<String, Patient> read(List<PatientKey> keys) {
    Map<String, Patient> stored = new HashMap<>();
    for (PatientKey key : keys) {
      store.patients(key.system(), key.value()).stream()
          .findFirst()
          .ifPresent(patient -> stored.put(key.value(), patient));
    }
    return stored;
  }
}
