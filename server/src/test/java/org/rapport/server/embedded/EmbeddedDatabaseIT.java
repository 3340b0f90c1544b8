package org.rapport.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database, when its process ends and nobody has stopped it. */
class EmbeddedDatabaseIT {

  @Test
  void runsAgainAtTheSamePlace_withWhatWasCommitted(@TempDir Path data) throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
      try (Connection connection = connection(database);
          Statement statement = connection.createStatement()) {
        statement.execute("create schema kept create table one (value int)");
        statement.execute("insert into kept.one values (7)");
      }
      long first = postmaster(data);

      ProcessHandle.of(first).orElseThrow().destroyForcibly();

      await()
          .atMost(Duration.ofSeconds(90))
          .ignoreExceptionsInstanceOf(SQLException.class)
          .untilAsserted(() -> assertThat(value(database)).isEqualTo(7));
      assertThat(postmaster(data)).isNotEqualTo(first);
    }
    assertThat(data.resolve("pg/postmaster.pid")).as("stopped with the server").doesNotExist();
  }

  private static int value(EmbeddedDatabase database) throws SQLException {
    try (Connection connection = connection(database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select value from kept.one")) {
      found.next();
      return found.getInt(1);
    }
  }

  private static Connection connection(EmbeddedDatabase database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private static long postmaster(Path data) throws Exception {
    return Long.parseLong(Files.readAllLines(data.resolve("pg/postmaster.pid")).get(0).trim());
  }
}
