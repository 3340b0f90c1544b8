package org.rapport.server.embedded;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.stereotype.Component;

/**
 * Makes our own tables, or brings them up to date. Those of a build whose migrations were others
 * cannot be: the operator is told which setting leads to them.
 */
@Component
class OwnTables implements FlywayMigrationStrategy {
  private final String setting;

  OwnTables(RapportSettings settings) {
    this.setting = settings.database().external() ? "RAPPORT_DATABASE_URL" : "RAPPORT_DATA";
  }

  /**
   * Migrates.
   *
   * @throws InvalidSettingException for tables that another build has made
   */
  @Override
  public void migrate(Flyway flyway) {
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw new InvalidSettingException(
          setting,
          "should lead to no tables yet, or to those of this build; there are those of another,"
              + " which cannot be brought up to date");
    }
  }
}
