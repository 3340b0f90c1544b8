package org.rapport.routes.ehr.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.LeftOut;
import org.rapport.routes.intake.fhir.MapPerson;
import org.rapport.routes.intake.fhir.MapPlace;
import org.rapport.routes.intake.fhir.UnmappableResourceException;
import org.rapport.routes.intake.siu.SharedResource;
import org.rapport.routes.intake.siu.TransactionBuilder;
import org.rapport.routes.intake.store.FhirStore;

/**
 * Who and what takes part in one visit of the EHR: read there as far as it is not known here. Whose
 * visit it is has to be read; a place or a person that is not shown is a name, if that.
 */
final class Actors {
  private final FhirStore store;
  private final EhrSource ehr;
  private final EhrBase base;
  private final StoredRecords records;
  private final Map<String, String> references = new HashMap<>();
  private final List<Person> patients = new ArrayList<>();
  private final List<SharedResource> shared = new ArrayList<>();
  private int unread;

  /**
   * A patient of the visit.
   *
   * @param stored as it stands here, if it does
   * @param json as the EHR wrote it; null where it was not sent, and stays as it is here
   */
  record Person(Patient ours, Optional<Patient> stored, JsonNode json) {}

  Actors(FhirStore store, EhrSource ehr, StoredRecords records) {
    this.store = store;
    this.ehr = ehr;
    this.base = ehr.base();
    this.records = records;
  }

  /**
   * Finds them.
   *
   * @throws EhrAnswerException where a patient cannot be read
   * @throws UnmappableResourceException where a patient was not sent, and is not known
   */
  void find(Appointment theirs) {
    for (Appointment.AppointmentParticipantComponent one : theirs.getParticipant()) {
      String reference = one.getActor().getReference();
      if (reference == null || references.containsKey(reference)) {
        continue;
      }
      Optional<EhrBase.Id> id = base.id(reference);
      if (id.isEmpty()) {
        // Contained, or of another host: nobody is asked for it.
        unread++;
        continue;
      }
      Optional<String> ours =
          switch (id.get().type()) {
            case "Patient" -> Optional.of(patient(id.get()));
            case "Location", "Practitioner", "HealthcareService" -> shared(id.get());
            case "PractitionerRole" -> role(id.get());
            default -> Optional.empty();
          };
      ours.ifPresentOrElse(known -> references.put(reference, known), () -> unread++);
    }
  }

  private String patient(EhrBase.Id id) {
    Optional<EhrServer.Read> read = ehr.read(id);
    if (read.isEmpty()) {
      return known(id);
    }
    Patient theirs = (Patient) read.get().resource();
    Optional<Patient> stored = records.patient(id, theirs);
    return takes(new Person(MapPerson.map(base, id, theirs, stored), stored, read.get().json()));
  }

  /** Who was not sent is who we know them to be. */
  private String known(EhrBase.Id id) {
    if (ehr.isWhole()) {
      throw new EhrAnswerException(404, Optional.empty());
    }
    Patient stored =
        records
            .patient(id)
            .orElseThrow(() -> new UnmappableResourceException("patient-neither-sent-nor-known"));
    return takes(new Person(stored, Optional.of(stored), null));
  }

  private String takes(Person person) {
    String reference = TransactionBuilder.reference(person.ours());
    if (patients.stream()
        .noneMatch(p -> reference.equals(TransactionBuilder.reference(p.ours())))) {
      patients.add(person);
    }
    return reference;
  }

  private Optional<String> shared(EhrBase.Id id) {
    Optional<String> known = store.reference(id.type(), base.system(id.type()), id.id());
    if (known.isPresent()) {
      return known;
    }
    Optional<SharedResource> made = read(id).flatMap(read -> MapPlace.map(base, id, read));
    made.filter(one -> shared.stream().noneMatch(other -> other.fullUrl().equals(one.fullUrl())))
        .ifPresent(shared::add);
    return made.map(SharedResource::fullUrl);
  }

  /** Who stands behind a role; of the role itself nothing is kept. */
  private Optional<String> role(EhrBase.Id id) {
    return read(id)
        .map(PractitionerRole.class::cast)
        .flatMap(role -> base.id(role.getPractitioner().getReference()))
        .filter(one -> one.type().equals("Practitioner"))
        .flatMap(this::shared);
  }

  /** What the EHR shows of it; what it refuses to us alone is not asked for again and again. */
  private Optional<Resource> read(EhrBase.Id id) {
    try {
      return ehr.read(id).map(EhrServer.Read::resource);
    } catch (EhrAnswerException refused) {
      if (refused.passes() && refused.status() != 403) {
        throw refused;
      }
      return Optional.empty();
    } catch (UnmappableResourceException unreadable) {
      return Optional.empty();
    }
  }

  /** Our references, or placeholders of what is made with the visit, by the EHR's. */
  Map<String, String> references() {
    return references;
  }

  List<Person> patients() {
    return patients;
  }

  List<SharedResource> shared() {
    return shared;
  }

  /** What a person should know of how it was read. */
  List<String> notes(Appointment theirs) {
    List<String> notes = new ArrayList<>(LeftOut.notes(theirs));
    if (unread > 0) {
      notes.add(unread + " participants that the EHR does not show are kept by their names");
    }
    return notes;
  }
}
