package org.rapport.server.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.rapport.server.RapportApplication;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A database that another build has made ends the start with a sentence. */
@SpringBootTest(
    classes = RapportApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"rapport.role=server", "camel.main.routes-collector-enabled=false"})
class OwnTablesIT {
  @DynamicPropertySource
  static void data(DynamicPropertyRegistry properties) throws IOException {
    String folder = Files.createTempDirectory(Path.of("target"), "own-tables-it").toString();
    properties.add("rapport.data", () -> folder);
  }

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
