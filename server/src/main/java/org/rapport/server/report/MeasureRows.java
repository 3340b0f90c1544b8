package org.rapport.server.report;

import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts a measure and its strata, in one query. */
@Component
class MeasureRows {
  private final JdbcClient jdbc;

  private static final String PLACE = " where location = :location";

  MeasureRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One count.
   *
   * @param stratifier null for the whole
   * @param stratum its value; null for rows that have none
   * @param median of the values; null for a ratio, or without rows
   */
  record Count(
      String stratifier, String stratum, long denominator, long numerator, Double median) {}

  /**
   * One that is counted.
   *
   * @param patient id; null: the resource names nobody
   * @param focus a reference to the resource that is counted; null: none in particular
   * @param at when it was; null: at no moment in particular
   * @param hit whether it counts to the numerator; null: it has a value
   * @param value what the median is of; null: it counts or does not
   */
  record Counted(String patient, String focus, Instant at, Boolean hit, Double value) {}

  /**
   * Which rows are meant.
   *
   * @param location the id of the only place; null: all
   * @param stratifier what they are a part by; null: all
   * @param stratum that part
   * @param hits whether those of the numerator alone
   */
  record Part(String location, String stratifier, String stratum, boolean hits) {
    private String where() {
      List<String> conditions = new ArrayList<>();
      if (location != null) {
        conditions.add("location = :location");
      }
      if (stratifier != null) {
        // One of our own names.
        conditions.add(stratifier + " = :stratum");
      }
      if (hits) {
        conditions.add("hit");
      }
      return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }
  }

  /** How many of a part there are, and of them to the numerator. */
  Count count(MeasureQuery measure, Part part, Instant from, Instant until, Instant now) {
    Part all = new Part(part.location(), part.stratifier(), part.stratum(), false);
    return of(
            measure,
            "count(*) as n, count(*) filter (where hit) as hits,"
                + " percentile_cont(0.5) within group (order by value) as median",
            all,
            "",
            from,
            until,
            now)
        .query(
            (row, n) ->
                new Count(
                    part.stratifier(),
                    part.stratum(),
                    row.getLong("n"),
                    row.getLong("hits"),
                    row.getObject("median", Double.class)))
        .single();
  }

  /** The rows of a part themselves, the newest first. */
  List<Counted> counted(
      MeasureQuery measure,
      Part part,
      int rows,
      int after,
      Instant from,
      Instant until,
      Instant now) {
    return of(
            measure,
            "patient, focus, at, hit, value::float8 as value",
            part,
            " order by at desc nulls last, focus, patient limit :rows offset :after",
            from,
            until,
            now)
        .param("rows", rows)
        .param("after", after)
        .query(
            (row, n) ->
                new Counted(
                    row.getString("patient"),
                    row.getString("focus"),
                    Sql.instant(row, "at"),
                    row.getObject("hit", Boolean.class),
                    row.getObject("value", Double.class)))
        .list();
  }

  private JdbcClient.StatementSpec of(
      MeasureQuery measure,
      String columns,
      Part part,
      String order,
      Instant from,
      Instant until,
      Instant now) {
    return jdbc.sql(
            "select " + columns + " from (" + measure.rows() + ") found" + part.where() + order)
        .param("location", part.location(), Types.VARCHAR)
        .param("stratum", part.stratum(), Types.VARCHAR)
        .param("from", Sql.at(from))
        .param("until", Sql.at(until))
        .param("now", Sql.at(now));
  }

  /** The whole, without a stratifier. */
  Count whole(MeasureQuery measure, String location, Instant from, Instant until, Instant now) {
    return count(measure, location, from, until, now).stream()
        .filter(one -> one.stratifier() == null)
        .findFirst()
        .orElse(new Count(null, null, 0, 0, null));
  }

  /** What a measure is stratified by. */
  static List<String> stratifiers(MeasureQuery measure) {
    List<String> by =
        new ArrayList<>(List.of("location", "service", "campaign", "channel", "variant"));
    if (measure.bySteps()) {
      by.add("step");
    }
    return by;
  }

  /**
   * Counts, by every stratifier.
   *
   * @param location the id of the only place; null: all
   */
  List<Count> count(
      MeasureQuery measure, String location, Instant from, Instant until, Instant now) {
    String found = "(" + measure.rows() + ") found" + (location == null ? "" : PLACE);
    List<String> by = stratifiers(measure);
    String columns = String.join(", ", by);
    String sets = "(), (" + String.join("), (", by) + ")";
    boolean ratio = measure.unit() == null;
    // A ratio is counted once for each combination that occurs, and those few are grouped in every
    // way; a median has the database sort all rows for each.
    String rows =
        ratio
            ? "select "
                + columns
                + ", count(*) as n, count(*) filter (where hit) as hits from "
                + found
                + " group by "
                + columns
            : "select * from " + found;
    String counts =
        ratio
            ? "coalesce(sum(n), 0) as n, coalesce(sum(hits), 0) as hits, null::float8"
            : "count(*) as n, count(*) filter (where hit) as hits,"
                + " percentile_cont(0.5) within group (order by value)";
    return jdbc.sql(
            "select grouping("
                + columns
                + ") as level, "
                + columns
                + ", "
                + counts
                + " as median from ("
                + rows
                + ") counted group by grouping sets ("
                + sets
                + ") order by level, "
                + columns)
        .param("location", location, Types.VARCHAR)
        .param("from", Sql.at(from))
        .param("until", Sql.at(until))
        .param("now", Sql.at(now))
        .query(
            (row, n) -> {
              String stratifier = null;
              int level = row.getInt("level");
              for (int i = 0; i < by.size(); i++) {
                // A bit is 0 where the rows are grouped by that column.
                if ((level >> (by.size() - 1 - i) & 1) == 0) {
                  stratifier = by.get(i);
                }
              }
              return new Count(
                  stratifier,
                  stratifier == null ? null : row.getString(stratifier),
                  row.getLong("n"),
                  row.getLong("hits"),
                  row.getObject("median", Double.class));
            })
        .list();
  }
}
