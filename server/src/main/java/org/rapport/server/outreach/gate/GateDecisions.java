package org.rapport.server.outreach.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps every verdict of the gate with what each rule said. Joins the caller's transaction. */
@Component
public class GateDecisions implements PersonalRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcTemplate batch;
  private final JdbcClient jdbc;

  GateDecisions(JdbcTemplate batch) {
    this.batch = batch;
    this.jdbc = JdbcClient.create(batch);
  }

  /**
   * A verdict.
   *
   * @param verdict release, defer, or the reason of a refusal
   */
  public record Decision(String request, Instant at, String verdict, List<RuleResult> rules) {
    // What is asked in SQL has a column of its own: the rules are this package's to write and read.
    private boolean identical() {
      return rules.stream()
          .anyMatch(
              rule ->
                  rule.rule().equals(RuleResult.IDENTICAL_BODY)
                      && rule.outcome() == RuleResult.Outcome.REFUSE);
    }
  }

  /** Keeps verdicts, in one round trip. */
  public void keep(Collection<Decision> decisions) {
    List<Decision> rows = List.copyOf(decisions);
    batch.batchUpdate(
        """
        insert into rapport.gate_decision (request_id, decided_at, verdict, rules, identical)
        values (?, ?, ?, cast(? as jsonb), ?)""",
        new BatchPreparedStatementSetter() {
          @Override
          public void setValues(PreparedStatement row, int n) throws SQLException {
            row.setString(1, rows.get(n).request());
            row.setObject(2, Sql.at(rows.get(n).at()));
            row.setString(3, rows.get(n).verdict());
            row.setString(4, write(rows.get(n).rules()));
            row.setBoolean(5, rows.get(n).identical());
          }

          @Override
          public int getBatchSize() {
            return rows.size();
          }
        });
  }

  /** The last verdict about a request, or empty when the gate was not asked yet. */
  public Optional<Decision> last(String request) {
    return jdbc.sql(
            """
            select request_id, decided_at, verdict, rules from rapport.gate_decision
            where request_id = ? order by decided_at desc, id desc limit 1""")
        .param(request)
        .query(
            (row, n) ->
                new Decision(
                    row.getString(1),
                    Sql.instant(row, "decided_at"),
                    row.getString(3),
                    read(row.getString(4))))
        .optional();
  }

  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.gate_decision where request_id = any(?)")
        .param(Sql.array(requests))
        .update();
  }

  /** Removes verdicts from before an instant; answers how many. */
  public int expire(Instant before) {
    return jdbc.sql("delete from rapport.gate_decision where decided_at < ?")
        .param(Sql.at(before))
        .update();
  }

  private static String write(List<RuleResult> rules) {
    try {
      return JSON.writeValueAsString(rules);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<RuleResult> read(String json) {
    try {
      return JSON.readValue(json, new TypeReference<List<RuleResult>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
