package org.rapport.server.projection;

import org.rapport.server.store.HapiTables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Rebuilds the projections at the first start after an upgrade that changed their tables, before
 * anything works with them: columns that are new are empty until then.
 */
@Component
class ProjectionUpgrade implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ProjectionUpgrade.class);
  private static final String SETTING = "projections";

  private final ProjectionRebuild rebuild;
  private final HapiTables tables;
  private final JdbcClient jdbc;
  private volatile boolean running;

  ProjectionUpgrade(ProjectionRebuild rebuild, HapiTables tables, JdbcClient jdbc) {
    this.rebuild = rebuild;
    this.tables = tables;
    this.jdbc = jdbc;
  }

  @Override
  public void start() {
    running = true;
    String schema =
        jdbc.sql(
                """
                select version from rapport.flyway_schema_history where success and version is not null
                order by installed_rank desc limit 1""")
            .query(String.class)
            .single();
    boolean current =
        jdbc.sql("select count(*) from rapport.setting where name = ? and value = ?")
                .params(SETTING, schema)
                .query(Integer.class)
                .single()
            > 0;
    if (current) {
      return;
    }
    if (!tables.isEmpty()) {
      log.info("Rebuilding projections for schema version {}", schema);
      rebuild.run();
    }
    jdbc.sql(
            """
            insert into rapport.setting (name, value) values (?, ?)
            on conflict (name) do update set value = excluded.value""")
        .params(SETTING, schema)
        .update();
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the loader of shipped definitions, the recorder and the routes. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }
}
