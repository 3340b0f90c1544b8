package org.rapport.server.store;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Serialises what is decided about a patient (plans, releases) across workers and nodes, until the
 * transaction ends. Locks are taken in one order, so two callers never wait for each other.
 */
@Component
public class PatientLocks {
  private final JdbcClient jdbc;

  PatientLocks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Locks these patients; needs a transaction. */
  public void lock(Collection<String> patients) {
    jdbc.sql(
            """
            select pg_advisory_xact_lock(key) from (
              select distinct hashtextextended(p, 0) as key from unnest(?) as p order by key) keys""")
        .param(Sql.array(patients))
        .query((row, n) -> n)
        .list();
  }
}
