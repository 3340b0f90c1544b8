package org.rapport.server.projection;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Resource;
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
  private final TransactionTemplate transaction;

  ProjectionRebuild(
      List<ResourceProjector<? extends Resource>> projectors,
      DaoRegistry daos,
      TransactionTemplate transaction) {
    this.projectors = projectors;
    this.daos = daos;
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
    IFhirResourceDao<R> dao = daos.getResourceDao(projector.type());
    IBundleProvider all =
        dao.search(
            SearchParameterMap.newSynchronous().setLoadSynchronousUpTo(Integer.MAX_VALUE),
            new SystemRequestDetails());
    return transaction.execute(
        status -> {
          projector.clear();
          int read = 0;
          int size = all.sizeOrThrowNpe();
          for (int from = 0; from < size; from += PAGE) {
            for (var resource : all.getResources(from, Math.min(size, from + PAGE))) {
              projector.project(projector.type().cast(resource));
              read++;
            }
          }
          return read;
        });
  }
}
