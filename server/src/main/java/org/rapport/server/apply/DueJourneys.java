package org.rapport.server.apply;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.apply.EnrolmentRows.Enrolled;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.journey.Journey;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Plans again, right before the gate, what depends on more than the state of a visit to come:
 * conditions, replies, stop rules. What is not wanted any more is then not active, and the gate
 * lets it be. Costs nothing while no such journey exists.
 */
@Component
public class DueJourneys {
  private final DefinitionCatalog catalog;
  private final EnrolmentRows enrolments;
  private final Reconciler reconciler;
  private final JdbcClient jdbc;

  DueJourneys(
      DefinitionCatalog catalog, EnrolmentRows enrolments, Reconciler reconciler, JdbcClient jdbc) {
    this.catalog = catalog;
    this.enrolments = enrolments;
    this.reconciler = reconciler;
    this.jdbc = jdbc;
  }

  /** Needs a transaction that holds the patients' locks. */
  public void planAgain(Collection<String> requests, Instant now) {
    Set<String> deciding =
        catalog.everyVersion().values().stream()
            .filter(Journey::decidesWhenDue)
            .map(Journey::canonical)
            .collect(Collectors.toSet());
    if (deciding.isEmpty() || requests.isEmpty()) {
      return;
    }
    List<String> due =
        jdbc.sql(
                """
                select distinct enrolment from rapport.planned_message
                where id = any(:ids) and journey = any(:journeys) and enrolment is not null""")
            .param("ids", Sql.array(requests))
            .param("journeys", Sql.array(deciding))
            .query(String.class)
            .list();
    reconciler.reconcile(enrolments.byId(due).stream().map(Enrolled::key).toList(), now);
  }
}
