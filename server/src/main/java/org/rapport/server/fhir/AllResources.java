package org.rapport.server.fhir;

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

  AllResources(DaoRegistry daos) {
    this.daos = daos;
  }

  /** All of them, at most five thousand; in the caller's transaction. */
  public <R extends Resource> List<R> of(Class<R> type) {
    return daos
        .getResourceDao(type)
        .search(WholeSearch.upTo(MOST), new SystemRequestDetails())
        .getAllResources()
        .stream()
        .map(type::cast)
        .toList();
  }
}
