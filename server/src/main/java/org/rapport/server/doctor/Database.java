package org.rapport.server.doctor;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.springframework.core.env.Environment;

/** The database that {@code RAPPORT_DATABASE_URL} names. */
final class Database implements Examination {
  private static final String SETTING = "RAPPORT_DATABASE_URL";
  private static final int OLDEST = 13;
  private static final String SECONDS = "10";

  private final Clock clock;

  Database(Clock clock) {
    this.clock = clock;
  }

  @Override
  public List<Finding> look(Environment env) {
    String url = env.getProperty("rapport.database.url", "");
    if (url.isBlank()) {
      return List.of(Finding.ok("Database", "PostgreSQL comes with the server, in RAPPORT_DATA"));
    }
    Properties login = new Properties();
    login.setProperty("user", env.getProperty("rapport.database.username", ""));
    login.setProperty("password", env.getProperty("rapport.database.password", ""));
    login.setProperty("loginTimeout", SECONDS);
    login.setProperty("socketTimeout", SECONDS);
    try (Connection connection = DriverManager.getConnection(url, login);
        Statement statement = connection.createStatement()) {
      return ask(connection, statement);
    } catch (SQLException e) {
      return List.of(Finding.failure(SETTING, Finding.reason(e)));
    }
  }

  private List<Finding> ask(Connection connection, Statement statement) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    int version = connection.getMetaData().getDatabaseMajorVersion();
    findings.add(
        version < OLDEST
            ? Finding.failure(SETTING, "is PostgreSQL " + version + ": it should be " + OLDEST)
            : Finding.ok(SETTING, "answers, PostgreSQL " + version));
    try (ResultSet row =
        statement.executeQuery(
            "select now(), has_database_privilege(current_database(), 'CREATE')")) {
      row.next();
      findings.add(
          Clocks.compared(
              SETTING, Duration.between(clock.instant(), row.getObject(1, OffsetDateTime.class))));
      if (!row.getBoolean(2)) {
        findings.add(
            Finding.failure(
                SETTING, "its user may not make schemas: grant create on the database"));
      }
    }
    return findings;
  }
}
