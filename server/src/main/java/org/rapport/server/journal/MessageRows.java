package org.rapport.server.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the journal: a page and its counts by one statement, so that they are of one moment. */
@Component
class MessageRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Columns of the filters that are plain comparisons. */
  private static final String WHERE =
      """
      (cast(:since as timestamptz) is null or at >= :since)
        and (cast(:until as timestamptz) is null or at < :until)
        and (cast(:sender as text) is null or sender = :sender)
        and (cast(:type as text) is null or type = :type or split_part(type, '^', 1) = :type)
        and (cast(:control as text) is null or control_id = :control)
        and (cast(:visit as text) is null or filler_id = :visit or placer_id = :visit)
        and (cast(:patient as text) is null or patient_id = :patient)""";

  private final JdbcClient jdbc;

  MessageRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A message. */
  record Row(
      long id,
      Instant at,
      String direction,
      Map<String, String> texts,
      int bytes,
      int millis,
      List<String> resources) {}

  /** A page, and how many of each answer the filter finds. */
  record Page(Map<String, Integer> counts, List<Row> rows) {}

  Page page(MessageFilter filter) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    List<Row> rows = new ArrayList<>();
    jdbc.sql(
            """
            select n.counts, m.* from
              (select json_object_agg(answer, n)::text as counts
                from (select answer, count(*) as n from rapport.hl7_message where %1$s
                  group by answer) by_answer) n
              left join lateral (select * from rapport.hl7_message where %1$s
                and id < :after and (cast(:answer as text) is null or answer = :answer)
                order by id desc limit :size) m on true
            order by m.id desc"""
                .formatted(WHERE))
        .param("since", Sql.at(filter.since()))
        .param("until", Sql.at(filter.until()))
        .param("sender", filter.sender())
        .param("type", filter.type())
        .param("control", filter.control())
        .param("visit", filter.visit())
        .param("patient", filter.patient())
        .param("answer", filter.answer())
        .param("after", filter.after())
        .param("size", filter.size())
        .query(
            row -> {
              if (counts.isEmpty() && row.getString("counts") != null) {
                counts.putAll(counts(row.getString("counts")));
              }
              if (row.getString("id") != null) {
                rows.add(row(row));
              }
            });
    return new Page(counts, rows);
  }

  private static Map<String, Integer> counts(String json) {
    try {
      Map<String, Integer> counts = new LinkedHashMap<>();
      JSON.readTree(json)
          .fields()
          .forEachRemaining(one -> counts.put(one.getKey(), one.getValue().asInt()));
      return counts;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL writes JSON", e);
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("sender", row.getString("sender"));
    texts.put("peer", row.getString("peer"));
    texts.put("type", row.getString("type"));
    texts.put("control-id", row.getString("control_id"));
    texts.put("placer", row.getString("placer_id"));
    texts.put("filler", row.getString("filler_id"));
    texts.put("answer", row.getString("answer"));
    texts.put("fault", row.getString("fault"));
    texts.put("text", row.getString("words"));
    texts.put("patient", prefixed("Patient/", row.getString("patient_id")));
    texts.put("binary", prefixed("Binary/", row.getString("binary_id")));
    texts.put("task", prefixed("Task/", row.getString("task_id")));
    texts.values().removeIf(text -> text == null || text.isEmpty());
    return new Row(
        row.getLong("id"),
        Sql.instant(row, "at"),
        row.getString("direction"),
        texts,
        row.getInt("bytes"),
        row.getInt("millis"),
        List.of(Sql.strings(row, "resources")));
  }

  private static String prefixed(String type, String id) {
    return id == null ? null : type + id;
  }
}
