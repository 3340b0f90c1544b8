package org.rapport.server.projection;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.StoreSession;
import org.rapport.server.store.WholeSearch;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Empties every projection and writes it again from the current resources. The result equals what
 * incremental projection left; work items that projections lead to are put back where missing.
 */
@Component
public class ProjectionRebuild {
  private static final int PAGE = 200;

  private final List<ResourceProjector<? extends Resource>> projectors;
  private final DaoRegistry daos;
  private final StoreSession session;
  private final HapiTables tables;
  private final TransactionTemplate transaction;

  ProjectionRebuild(
      List<ResourceProjector<? extends Resource>> projectors,
      DaoRegistry daos,
      StoreSession session,
      HapiTables tables,
      TransactionTemplate transaction) {
    this.projectors = projectors;
    this.daos = daos;
    this.session = session;
    this.tables = tables;
    this.transaction = transaction;
  }

  /**
   * Rebuilds all, each type in a transaction of its own. Meant for a server without traffic.
   *
   * @return how many resources were read, by type
   */
  public Map<String, Integer> run() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (ResourceProjector<? extends Resource> projector : projectors) {
      counts.put(projector.type().getSimpleName(), rebuild(projector));
    }
    return counts;
  }

  private <R extends Resource> int rebuild(ResourceProjector<R> projector) {
    return transaction.execute(
        status -> {
          projector.clear();
          int read = 0;
          List<HapiTables.Row> page = page(projector.type(), 0);
          while (!page.isEmpty()) {
            for (IBaseResource resource : resources(projector.type(), page)) {
              projector.project(projector.type().cast(resource));
              read++;
            }
            session.renew();
            page = page(projector.type(), page.get(page.size() - 1).number());
          }
          return read;
        });
  }

  // By the key: a search of everything would hold all of it at once.
  private List<HapiTables.Row> page(Class<? extends Resource> type, long after) {
    return tables.page(type.getSimpleName(), after, PAGE);
  }

  private List<IBaseResource> resources(Class<? extends Resource> type, List<HapiTables.Row> page) {
    TokenOrListParam ids = new TokenOrListParam();
    page.forEach(stored -> ids.add(new TokenParam(stored.id())));
    return daos.getResourceDao(type)
        .search(WholeSearch.upTo(PAGE).add("_id", ids), new SystemRequestDetails())
        .getAllResources();
  }
}
