package org.rapport.server.embedded.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * A database that runs while its files are copied. It keeps its log for us by a replication slot
 * that ends with this session, also where we are killed.
 */
final class RunningDatabase implements AutoCloseable {
  private static final int PORT_LINE = 3;

  private final Connection connection;

  private RunningDatabase(Connection connection) {
    this.connection = connection;
  }

  /** The one of a data folder; empty where none runs. */
  static Optional<RunningDatabase> of(Path data) throws IOException, SQLException {
    Path pid = data.resolve("pg").resolve("postmaster.pid");
    if (!Files.exists(pid)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pid);
    boolean alive =
        lines.size() > PORT_LINE
            && ProcessHandle.of(Long.parseLong(lines.get(0).strip())).isPresent();
    if (!alive) {
      return Optional.empty();
    }
    String password = Files.readString(data.resolve("keys").resolve("database-superuser")).strip();
    return Optional.of(
        new RunningDatabase(
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + lines.get(PORT_LINE).strip() + "/postgres",
                "postgres",
                password)));
  }

  /** From now on files may be copied. */
  void begin() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "select pg_create_physical_replication_slot("
              + "('rapport_backup_' || pg_backend_pid())::name, true, true)");
      statement.execute("select pg_backup_start('rapport', true)");
    }
  }

  /** The end of what has to be copied; answers the content of {@code backup_label}. */
  String end() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet stopped = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
      stopped.next();
      return stopped.getString(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
