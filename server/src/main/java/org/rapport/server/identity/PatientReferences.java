package org.rapport.server.identity;

import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.store.StoredResources;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what refers to a patient, in the caller's transaction. */
@Component
public class PatientReferences {
  /** A record of what happened says whom it happened to; the patient itself is not a referrer. */
  private static final String[] LEFT_ALONE = {"Provenance", "AuditEvent", "Patient"};

  private final JdbcClient jdbc;
  private final StoredResources stored;

  PatientReferences(JdbcClient jdbc, StoredResources stored) {
    this.jdbc = jdbc;
    this.stored = stored;
  }

  /** Everything that is not deleted and refers to a resource by a search parameter. */
  List<Resource> to(String type, String id) {
    return to(type, List.of(id), List.of(LEFT_ALONE));
  }

  /** Everything of other types than these that refers to one of several resources of a type. */
  public List<Resource> to(String type, Collection<String> ids, Collection<String> leftAlone) {
    return jdbc
        .sql(
            """
            select distinct s.res_type || '/' || s.fhir_id as reference
            from hfj_resource t
            join hfj_res_link l on l.target_resource_id = t.res_id
            join hfj_resource s on s.res_id = l.src_resource_id
            where t.res_type = :type and t.fhir_id = any(:ids) and s.res_deleted_at is null
              and not s.res_type = any(:leftAlone)
            order by 1""")
        .param("type", type)
        .param("ids", ids.toArray(String[]::new))
        .param("leftAlone", leftAlone.toArray(String[]::new))
        .query(String.class)
        .list()
        .stream()
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
