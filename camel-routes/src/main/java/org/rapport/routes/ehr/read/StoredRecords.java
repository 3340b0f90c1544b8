package org.rapport.routes.ehr.read;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.OwnNumber;
import org.rapport.routes.intake.store.FhirStore;

/**
 * Which of our records one of the EHR's is: the one that has its id; else the one that has an
 * identifier of it, as HL7 v2 or a client may have brought it before. Two that could be it are
 * neither.
 */
final class StoredRecords {
  private static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";

  private final FhirStore store;
  private final EhrBase base;

  StoredRecords(FhirStore store, EhrBase base) {
    this.store = store;
    this.base = base;
  }

  /** The visit that has the EHR's id. */
  Optional<Appointment> own(EhrBase.Id id) {
    return store.appointments(base.system(id.type()), id.id()).stream().findFirst();
  }

  /** The visit that an EHR's Appointment is. */
  Optional<Appointment> visit(EhrBase.Id id, Appointment theirs) {
    return own(id)
        .or(() -> bookedHere(theirs))
        .or(
            () ->
                only(theirs.getIdentifier(), store::appointments, Appointment::getIdentifier, id));
  }

  /** Ours that was created there, as long as we have not been told its id. */
  private Optional<Appointment> bookedHere(Appointment theirs) {
    return OwnNumber.in(theirs.getIdentifier())
        .flatMap(store::appointment)
        .filter(
            ours ->
                ours.getIdentifier().stream()
                    .noneMatch(one -> base.system("Appointment").equals(one.getSystem())));
  }

  /** The patient that has the EHR's id, or whoever this record was merged into. */
  Optional<Patient> patient(EhrBase.Id id) {
    return store.patients(base.system(id.type()), id.id()).stream().findFirst();
  }

  /** The patient that an EHR's Patient is; by its number, and only born on the same day. */
  Optional<Patient> patient(EhrBase.Id id, Patient theirs) {
    List<Identifier> numbers =
        theirs.getIdentifier().stream()
            .filter(one -> one.getType().hasCoding(IDENTIFIER_TYPES, "MR"))
            .toList();
    return patient(id)
        .or(
            () ->
                only(numbers, store::patients, Patient::getIdentifier, id)
                    .filter(
                        one ->
                            !one.hasBirthDate()
                                || !theirs.hasBirthDate()
                                || one.getBirthDate().equals(theirs.getBirthDate())));
  }

  /** What has one of the identifiers, and is not another of this EHR's: a series may share one. */
  private <R> Optional<R> only(
      List<Identifier> identifiers,
      BiFunction<String, String, List<R>> search,
      Function<R, List<Identifier>> known,
      EhrBase.Id id) {
    for (Identifier identifier : identifiers) {
      if (!identifier.hasSystem() || !identifier.hasValue()) {
        continue;
      }
      List<R> found =
          search.apply(identifier.getSystem(), identifier.getValue()).stream()
              .filter(
                  one ->
                      known.apply(one).stream()
                          .noneMatch(i -> base.system(id.type()).equals(i.getSystem())))
              .toList();
      if (found.size() == 1) {
        return Optional.of(found.get(0));
      }
    }
    return Optional.empty();
  }
}
