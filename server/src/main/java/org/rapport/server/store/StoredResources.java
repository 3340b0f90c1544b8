package org.rapport.server.store;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * Resources that may not be there, in the caller's transaction. Reading one that is not would mark
 * that to be rolled back, also where the exception is caught, so it is looked for first.
 */
@Component
public class StoredResources {
  private final HapiTables tables;
  private final DaoRegistry daos;
  private final WrittenResources written;

  StoredResources(HapiTables tables, DaoRegistry daos, WrittenResources written) {
    this.tables = tables;
    this.daos = daos;
    this.written = written;
  }

  /** Whether the resource, or the version that the id names, exists and is not deleted. */
  public boolean has(IdType id) {
    return tables.exists(id);
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
