package org.rapport.server.store;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Resources that may not be there, in the caller's transaction. Reading one that is not would mark
 * that to be rolled back, also where the exception is caught, so it is looked for first.
 */
@Component
public class StoredResources {
  private final JdbcClient jdbc;
  private final DaoRegistry daos;
  private final WrittenResources written;

  StoredResources(JdbcClient jdbc, DaoRegistry daos, WrittenResources written) {
    this.jdbc = jdbc;
    this.daos = daos;
    this.written = written;
  }

  /** Whether the resource, or the version that the id names, exists and is not deleted. */
  public boolean has(IdType id) {
    return jdbc.sql(
            """
            select exists (select 1 from public.hfj_resource r where r.res_type = :type
              and r.fhir_id = :id and (:version = 0 and r.res_deleted_at is null
              or exists (select 1 from public.hfj_res_ver v where v.res_id = r.res_id
                and v.res_ver = :version and v.res_deleted_at is null)))""")
        .param("type", id.getResourceType())
        .param("id", id.getIdPart())
        .param("version", id.hasVersionIdPart() ? id.getVersionIdPartAsLong() : 0L)
        .query(Boolean.class)
        .single();
  }

  /** The resource, or the version that the id names; empty where it is not there any more. */
  public Optional<Resource> read(IdType id) {
    return written.find(id).or(() -> stored(id));
  }

  private Optional<Resource> stored(IdType id) {
    return has(id)
        ? Optional.of(
            (Resource)
                daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails()))
        : Optional.empty();
  }

  /** The same of a type. */
  public <R extends Resource> Optional<R> read(Class<R> type, String id) {
    return read(new IdType(type.getSimpleName(), id)).map(type::cast);
  }
}
