package org.rapport.server.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.rapport.server.projection.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts a measure and its strata, in one query. */
@Component
class MeasureRows {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  MeasureRows(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
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

  /** What a measure is stratified by. */
  static List<String> stratifiers(MeasureQuery measure) {
    List<String> by =
        new ArrayList<>(List.of("location", "service", "campaign", "channel", "variant"));
    if (measure.bySteps()) {
      by.add("step");
    }
    return by;
  }

  List<Count> count(MeasureQuery measure, Instant from, Instant until, Instant now) {
    return transaction.execute(
        status -> {
          // A year of messages is joined in memory; with the usual four megabytes it is not.
          jdbc.sql("set local work_mem = '96MB'").update();
          return counted(measure, from, until, now);
        });
  }

  private List<Count> counted(MeasureQuery measure, Instant from, Instant until, Instant now) {
    List<String> by = stratifiers(measure);
    String columns = String.join(", ", by);
    String sets = "(), (" + String.join("), (", by) + ")";
    // A median has the database sort all rows for each set; a ratio is spared that.
    String median =
        measure.unit() == null
            ? "null::float8"
            : "percentile_cont(0.5) within group (order by value)";
    return jdbc.sql(
            "select grouping("
                + columns
                + ") as level, "
                + columns
                + ", count(*) as n, count(*) filter (where hit) as hits, "
                + median
                + " as median from ("
                + measure.rows()
                + ") counted group by grouping sets ("
                + sets
                + ") order by level, "
                + columns)
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
