package org.rapport.server.outreach.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.catalog.Template;
import org.rapport.server.policy.PolicyRow.Cap;
import org.rapport.server.store.Sql;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads what caps count, of many patients in one query, in the caller's transaction. It looks at a
 * window of fixed length through an index, so a long history costs nothing.
 */
@Component
class RecentTraffic {
  private static final Duration LOOK_AHEAD = Duration.ofDays(2);

  private final JdbcClient jdbc;
  private final DefinitionCatalog catalog;

  RecentTraffic(JdbcClient jdbc, DefinitionCatalog catalog) {
    this.jdbc = jdbc;
    this.catalog = catalog;
  }

  private record Row(
      String patient, String request, String purpose, String template, Instant at, boolean sent) {}

  /** What one patient got and is to get; a message is left out of its own traffic. */
  record Lately(List<Row> rows) {
    Traffic without(String request) {
      List<Traffic.Item> sent = new ArrayList<>();
      List<Traffic.Item> planned = new ArrayList<>();
      for (Row row : rows) {
        if (!row.request().equals(request)) {
          OutreachPurpose.fromCode(row.purpose())
              .map(purpose -> new Traffic.Item(purpose, row.at()))
              .ifPresent((row.sent() ? sent : planned)::add);
        }
      }
      return new Traffic(List.copyOf(sent), List.copyOf(planned));
    }
  }

  /** By patient; one without traffic has none. */
  Map<String, Lately> load(Collection<String> patients, Instant now) {
    Map<String, List<Row>> rows = new HashMap<>();
    jdbc.sql(
            """
            select patient_id, coalesce(based_on, '') as request, purpose, template, sent_at as at,
              true as sent
            from rapport.communication_facts
            where patient_id = any(:patients) and sent_at > :since and status in ('completed', 'in-progress')
            union all
            select patient_id, request_id, purpose, template, coalesce(begun_at, released_at), true
            from rapport.attempt
            where patient_id = any(:patients)
              and (state <> 'answered' or outcome in ('sent', 'unknown'))
            union all
            select patient_id, id, purpose, template, occurrence, false
            from rapport.planned_message
            where patient_id = any(:patients) and status = 'active' and occurrence < :until""")
        .param("patients", Sql.array(patients))
        .param("since", Sql.at(now.minus(Cap.LONGEST_WINDOW)))
        .param("until", Sql.at(now.plus(LOOK_AHEAD)))
        .query(
            row -> {
              Row item =
                  new Row(
                      row.getString("patient_id"),
                      row.getString("request"),
                      row.getString("purpose"),
                      row.getString("template"),
                      Sql.instant(row, "at"),
                      row.getBoolean("sent"));
              if (!uncounted(item.template())) {
                rows.computeIfAbsent(item.patient(), key -> new ArrayList<>()).add(item);
              }
            });
    Map<String, Lately> lately = new HashMap<>();
    rows.forEach((patient, items) -> lately.put(patient, new Lately(items)));
    return lately;
  }

  /** Whether messages of this template are neither counted nor held back by a cap. */
  boolean uncounted(String template) {
    return catalog.template(template).map(Template::uncounted).orElse(false);
  }
}
