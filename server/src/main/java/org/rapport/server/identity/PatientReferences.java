package org.rapport.server.identity;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what refers to a patient, in the caller's transaction. */
@Component
public class PatientReferences {
  /** A record of what happened says whom it happened to; the patient itself is not a referrer. */
  private static final String[] LEFT_ALONE = {"Provenance", "AuditEvent", "Patient"};

  private final JdbcClient jdbc;
  private final DaoRegistry daos;

  PatientReferences(JdbcClient jdbc, DaoRegistry daos) {
    this.jdbc = jdbc;
    this.daos = daos;
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

  /**
   * The resource, or the version that the id names; empty where it is not there, or not any more. A
   * read that fails would end the caller's transaction, so what is not there is not read.
   */
  public Optional<Resource> read(IdType id) {
    boolean there =
        jdbc.sql(
                """
                select exists (select 1 from hfj_resource r where r.res_type = :type
                  and r.fhir_id = :id and (:version = 0 and r.res_deleted_at is null
                  or exists (select 1 from hfj_res_ver v where v.res_id = r.res_id
                    and v.res_ver = :version and v.res_deleted_at is null)))""")
            .param("type", id.getResourceType())
            .param("id", id.getIdPart())
            .param("version", id.hasVersionIdPart() ? id.getVersionIdPartAsLong() : 0L)
            .query(Boolean.class)
            .single();
    return there
        ? Optional.of(
            (Resource)
                daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails()))
        : Optional.empty();
  }
}
