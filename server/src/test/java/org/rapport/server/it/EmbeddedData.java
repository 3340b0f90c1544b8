package org.rapport.server.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** The database of a server's data folder, for what no API shows or would write. */
final class EmbeddedData {
  private static final int PORT_LINE = 3;

  private EmbeddedData() {}

  /** A connection as the server has them. */
  static Connection of(Path data) throws IOException, SQLException {
    List<String> postmaster = Files.readAllLines(data.resolve("pg").resolve("postmaster.pid"));
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + postmaster.get(PORT_LINE).strip() + "/postgres",
        "rapport_app",
        Files.readString(data.resolve("keys").resolve("database")).strip());
  }
}
