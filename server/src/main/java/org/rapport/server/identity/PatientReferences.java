package org.rapport.server.identity;

import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.StoredResources;
import org.springframework.stereotype.Component;

/** Reads what refers to a patient, in the caller's transaction. */
@Component
public class PatientReferences {
  /** A record of what happened says whom it happened to; the patient itself is not a referrer. */
  private static final String[] LEFT_ALONE = {"Provenance", "AuditEvent", "Patient"};

  private final HapiTables tables;
  private final StoredResources stored;

  PatientReferences(HapiTables tables, StoredResources stored) {
    this.tables = tables;
    this.stored = stored;
  }

  /** Everything that is not deleted and refers to a resource by a search parameter. */
  List<Resource> to(String type, String id) {
    return to(type, List.of(id), List.of(LEFT_ALONE));
  }

  /** Everything of other types than these that refers to one of several resources of a type. */
  public List<Resource> to(String type, Collection<String> ids, Collection<String> leftAlone) {
    return tables.referrers(type, ids, leftAlone).stream()
        .map(reference -> read(new IdType(reference)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The resource, or the version that the id names; empty where it is not there. */
  public Optional<Resource> read(IdType id) {
    return stored.read(id);
  }

  /**
   * The record itself.
   *
   * @throws ResourceNotFoundException where it is not there, or not any more
   */
  Patient patient(String id) {
    return stored
        .read(Patient.class, id)
        .orElseThrow(() -> new ResourceNotFoundException(new IdType("Patient", id)));
  }
}
