package org.rapport.server.monitor;

import java.time.Instant;
import java.util.List;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Workers in processes of their own, by their heartbeats. A day after its last one a worker is
 * forgotten. By the database's clock: a simulated one says nothing about who is alive.
 */
@Component
class Workers {
  /** A name is a process's own; one that restarts all day has as many of them. */
  private static final int MOST = 500;

  private final JdbcClient jdbc;

  Workers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A worker.
   *
   * @param started when it began, by its own clock
   * @param seen when it was heard last
   * @param silent three of its heartbeats did not come
   * @param routes Parameters with a {@code route} each, as JSON
   */
  record Worker(
      String name, String version, Instant started, Instant seen, boolean silent, String routes) {}

  /**
   * Takes down what it says in the place of what it said before.
   *
   * @return false where it is new, and there are so many others that it cannot be one of ours
   */
  boolean heard(String name, String version, Instant started, String routes) {
    jdbc.sql("delete from rapport.worker where seen < now() - interval '1 day'").update();
    return jdbc.sql(
                """
                insert into rapport.worker (name, version, started, seen, routes)
                select :name, :version, :started, now(), :routes
                where (select count(*) from rapport.worker where name <> :name) < :most
                on conflict (name) do update set version = excluded.version,
                  started = excluded.started, seen = excluded.seen, routes = excluded.routes""")
            .param("name", name)
            .param("version", version)
            .param("started", Sql.at(started))
            .param("routes", routes)
            .param("most", MOST)
            .update()
        > 0;
  }

  /** Forgets one that has ended as it should. */
  void left(String name) {
    jdbc.sql("delete from rapport.worker where name = ?").param(name).update();
  }

  /** Those of the last day, by name. */
  List<Worker> all() {
    return jdbc.sql(
            """
            select name, version, started, seen, routes,
              seen < now() - interval '90 seconds' as silent
            from rapport.worker where seen >= now() - interval '1 day' order by name""")
        .query(
            (row, n) ->
                new Worker(
                    row.getString("name"),
                    row.getString("version"),
                    Sql.instant(row, "started"),
                    Sql.instant(row, "seen"),
                    row.getBoolean("silent"),
                    row.getString("routes")))
        .list();
  }
}
