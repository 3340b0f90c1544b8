package org.rapport.server.projection;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.StoreSession;
import org.rapport.server.store.Valued;
import org.rapport.server.store.WholeSearch;
import org.springframework.jdbc.core.simple.JdbcClient;
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
  private final JdbcClient jdbc;
  private final Valued valued;

  ProjectionRebuild(
      List<ResourceProjector<? extends Resource>> projectors,
      DaoRegistry daos,
      StoreSession session,
      HapiTables tables,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      FhirContext context) {
    this.projectors = projectors;
    this.daos = daos;
    this.session = session;
    this.tables = tables;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.valued = new Valued(context);
  }

  /**
   * Rebuilds all, each type read once and in a transaction of its own. Meant for a server without
   * traffic.
   *
   * @return how many resources were read, by type
   */
  public Map<String, Integer> run() {
    Map<Class<? extends Resource>, List<ResourceProjector<? extends Resource>>> byType =
        projectors.stream()
            .collect(
                Collectors.groupingBy(
                    ResourceProjector::type, LinkedHashMap::new, Collectors.toList()));
    Map<String, Integer> counts = new LinkedHashMap<>();
    byType.forEach((type, same) -> counts.put(type.getSimpleName(), rebuild(type, same)));
    return counts;
  }

  /** Everything that projections write, each once. */
  public List<ProjectedRows> tables() {
    return projectors.stream().flatMap(one -> one.tables().stream()).distinct().toList();
  }

  @SuppressWarnings("unchecked")
  private int rebuild(
      Class<? extends Resource> type, List<ResourceProjector<? extends Resource>> same) {
    return transaction.execute(
        status -> {
          same.stream().flatMap(one -> one.tables().stream()).distinct().forEach(this::clear);
          int read = 0;
          List<HapiTables.Row> page = page(type, 0);
          while (!page.isEmpty()) {
            for (IBaseResource resource : resources(type, page)) {
              Resource facts = valued.of((Resource) resource);
              same.forEach(one -> ((ResourceProjector<Resource>) one).project(facts));
              read++;
            }
            session.renew();
            page = page(type, page.get(page.size() - 1).number());
          }
          return read;
        });
  }

  private void clear(ProjectedRows rows) {
    jdbc.sql("delete from rapport." + rows.table() + " where " + rows.condition()).update();
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
