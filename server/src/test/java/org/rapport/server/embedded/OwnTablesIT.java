package org.rapport.server.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database that another build has made ends the start with a sentence. */
class OwnTablesIT extends OwnServer {
  @Autowired private RapportSettings settings;
  @Autowired private DataSource database;
  @Autowired private JdbcClient jdbc;

  @Test
  void tablesOfAnotherBuildAreNamedByTheSettingThatLeadsToThem() throws IOException {
    Path another = Files.createTempDirectory(Path.of("target"), "migrations");
    Files.writeString(another.resolve("V1__first.sql"), "create table of_another_build (id int);");
    Flyway ofAnother = flyway("filesystem:" + another);
    ofAnother.migrate();

    assertThatThrownBy(() -> new OwnTables(settings).migrate(flyway("classpath:db/migration")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("RAPPORT_DATA: should lead to no tables yet");

    jdbc.sql("drop schema another cascade").update();
  }

  private Flyway flyway(String location) {
    return Flyway.configure()
        .dataSource(database)
        .schemas("another")
        .defaultSchema("another")
        .locations(location)
        .load();
  }
}
