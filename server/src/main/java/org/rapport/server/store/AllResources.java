package org.rapport.server.store;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Reads every resource of a type of which a clinic has few: places, services, organizations. */
@Component
public class AllResources {
  private static final int MOST = 5_000;

  private final DaoRegistry daos;
  private final HapiTables tables;
  private final Valued valued;

  AllResources(DaoRegistry daos, HapiTables tables, FhirContext context) {
    this.valued = new Valued(context);
    this.daos = daos;
    this.tables = tables;
  }

  /**
   * All of them, at most five thousand, without what is masked in them: to read, and not to be
   * written again. In the caller's transaction.
   */
  public <R extends Resource> List<R> of(Class<R> type) {
    return daos
        .getResourceDao(type)
        .search(WholeSearch.upTo(MOST), new SystemRequestDetails())
        .getAllResources()
        .stream()
        .map(resource -> type.cast(valued.of((Resource) resource)))
        .toList();
  }

  /** Another word whenever any of these types is written or deleted, on whichever node. */
  public String version(String... types) {
    return tables.versions(types);
  }
}
