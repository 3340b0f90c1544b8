package org.rapport.server.projection;

import org.rapport.server.store.HapiTables;
import org.rapport.server.store.StoredSettings;
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
  private final StoredSettings settings;
  private final JdbcClient jdbc;
  private volatile boolean running;

  ProjectionUpgrade(
      ProjectionRebuild rebuild, HapiTables tables, StoredSettings settings, JdbcClient jdbc) {
    this.settings = settings;
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
    if (settings.find(SETTING).filter(schema::equals).isPresent()) {
      return;
    }
    if (!tables.isEmpty()) {
      log.info("Rebuilding projections for schema version {}", schema);
      rebuild.run();
    }
    settings.put(SETTING, schema);
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
