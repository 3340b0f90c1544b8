package org.rapport.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies of rows of HAPI's that searches read, for a server that has been in use for years. */
final class CopiedRows {
  private static final long APART = 100_000_000L;

  private CopiedRows() {}

  /**
   * Copies resources of these types, with their versions, tokens, dates, names and references.
   *
   * @param types as in SQL: {@code 'Patient', 'Appointment'}
   */
  static void of(Connection database, String types, int copies) throws Exception {
    of(database, types, "generate_series(1, %d)".formatted(copies));
    try (Statement sql = database.createStatement()) {
      sql.execute("analyze");
    }
  }

  /**
   * The same, with the numbers of the copies in SQL, each of which must be new; without gathering
   * statistics.
   */
  static void of(Connection database, String types, String copies) throws Exception {
    String written = "res_id < " + APART;
    String ours =
        "(select res_id from public.hfj_resource where res_type in (%s) and %s)"
            .formatted(types, written);
    String far = "t.%s + k::bigint * " + APART;
    copy(
        database,
        "public.hfj_resource",
        Map.of("res_id", far.formatted("res_id"), "fhir_id", "t.fhir_id || '-' || k"),
        "t.res_type in (" + types + ") and t." + written,
        copies);
    copy(
        database,
        "public.hfj_res_ver",
        Map.of("pid", far.formatted("pid"), "res_id", far.formatted("res_id")),
        "t.res_id in " + ours,
        copies);
    for (String table :
        List.of("public.hfj_spidx_token", "public.hfj_spidx_date", "public.hfj_spidx_string")) {
      copy(
          database,
          table,
          Map.of("sp_id", far.formatted("sp_id"), "res_id", far.formatted("res_id")),
          "t.res_id in " + ours,
          copies);
    }
    copy(
        database,
        "public.hfj_res_link",
        Map.of(
            "pid",
            far.formatted("pid"),
            "src_resource_id",
            far.formatted("src_resource_id"),
            "target_resource_id",
            "case when t.target_resource_type in ("
                + types
                + ") then "
                + far.formatted("target_resource_id")
                + " else t.target_resource_id end"),
        "t.src_resource_id in " + ours,
        copies);
  }

  /**
   * Copies rows of a table; columns that the database reckons are left to it.
   *
   * @param table with its schema
   * @param changed what a column is in a copy, in SQL, of {@code t} and the copy's number {@code k}
   * @param copies their numbers, in SQL
   */
  static void copy(
      Connection database, String table, Map<String, String> changed, String where, String copies)
      throws Exception {
    String[] name = table.split("\\.");
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    try (ResultSet found = database.getMetaData().getColumns(null, name[0], name[1], null)) {
      while (found.next()) {
        if (found.getString("IS_GENERATEDCOLUMN").equals("YES")) {
          continue;
        }
        String column = found.getString("COLUMN_NAME");
        columns.add(column);
        values.add(changed.getOrDefault(column, "t." + column));
      }
    }
    try (Statement sql = database.createStatement()) {
      sql.execute(
          "insert into %s (%s) select %s from %s t, %s k where %s"
              .formatted(
                  table,
                  String.join(",", columns),
                  String.join(",", values),
                  table,
                  copies,
                  where));
    }
  }

  /** The database of a product that runs on this folder. */
  static Connection database(Path data) throws Exception {
    List<String> pid = Files.readAllLines(data.resolve("pg").resolve("postmaster.pid"));
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + pid.get(3) + "/postgres",
        "rapport_app",
        Files.readString(data.resolve("keys").resolve("database")).strip());
  }
}
