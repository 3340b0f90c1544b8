package org.rapport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server and its embedded PostgreSQL have used so far. Of the database it is the processor
 * time of the postmaster with all its children, dead ones too: a backend that ends hands its time
 * to it.
 *
 * @param server processor time of the JVM, in milliseconds
 * @param database processor time of PostgreSQL, in milliseconds
 * @param commits transactions that were committed
 * @param rows rows that were inserted, updated and deleted
 */
record Usage(double server, double database, long commits, long rows) {
  private static final int PORT_LINE = 3;
  private static final double MILLIS_A_TICK = 10;
  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int CHILDREN_SYSTEM = 14;

  /** Since another, for each of so many. */
  Usage since(Usage before, int units) {
    return new Usage(
        (server - before.server) / units,
        (database - before.database) / units,
        (commits - before.commits) / units,
        (rows - before.rows) / units);
  }

  /** Of a process with a data folder. */
  static Usage of(long process, Path data) throws IOException {
    List<String> lines = Files.readAllLines(data.resolve("pg").resolve("postmaster.pid"));
    long postmaster = Long.parseLong(lines.get(0).strip());
    String password = Files.readString(data.resolve("keys").resolve("database-superuser")).strip();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + lines.get(PORT_LINE).strip() + "/postgres",
                "postgres",
                password);
        Statement statement = connection.createStatement();
        ResultSet counted =
            statement.executeQuery(
                "select xact_commit, tup_inserted + tup_updated + tup_deleted"
                    + " from pg_stat_database where datname = 'postgres'")) {
      counted.next();
      return new Usage(
          millis(process), database(postmaster), counted.getLong(1), counted.getLong(2));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static double database(long postmaster) throws IOException {
    double all = millis(postmaster);
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        if (process.getFileName().toString().matches("\\d+")) {
          String[] fields = fields(process);
          if (fields.length > CHILDREN_SYSTEM && fields[PARENT].equals("" + postmaster)) {
            all += millis(fields);
          }
        }
      }
    }
    return all;
  }

  private static double millis(long process) throws IOException {
    return millis(fields(Path.of("/proc", Long.toString(process))));
  }

  // Own time and that of children that ended: utime, stime, cutime, cstime (proc(5)).
  private static double millis(String[] fields) {
    double ticks = 0;
    for (int i = USER; i <= CHILDREN_SYSTEM; i++) {
      ticks += Double.parseDouble(fields[i]);
    }
    return ticks * MILLIS_A_TICK;
  }

  /** What comes after the name; nothing of a process that has just ended. */
  private static String[] fields(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException e) {
      return new String[0];
    }
  }
}
