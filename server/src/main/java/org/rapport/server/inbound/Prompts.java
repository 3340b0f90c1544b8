package org.rapport.server.inbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Visits that a reply may be about: still to come, and written about to the patient on this
 * channel.
 */
@Component
class Prompts {
  private final JdbcClient jdbc;

  Prompts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A visit that was written about.
   *
   * @param token the number in the last text about it; null for none
   */
  record Prompt(String patient, String visit, Instant start, String token) {}

  /**
   * The nearest of each patient.
   *
   * @param trusting patients whose visits the sender may know of, save the sensitive ones
   * @param confiding patients whose sensitive visits the sender may know of
   */
  List<Prompt> outstanding(
      Collection<String> trusting, Collection<String> confiding, Channel channel, Instant now) {
    if (trusting.isEmpty() && confiding.isEmpty()) {
      return List.of();
    }
    Map<String, Prompt> nearest = new LinkedHashMap<>();
    jdbc.sql(
            """
            select m.patient_id, v.id, v.start_at, c.reply_token
            from rapport.planned_message m
            join rapport.communication_facts c on c.based_on = m.id
            join rapport.visit v on m.focus_type = 'Appointment' and v.id = m.focus_id
            join rapport.patient_facts p on p.id = m.patient_id
            where m.patient_id = any(case
                when greatest(p.sensitivity, v.sensitivity) > 0
                then :confiding::text[] else :trusting::text[] end)
              and m.purpose = 'appointment'
              and c.status = 'completed' and c.channel = :channel
              and v.status = 'booked' and v.start_at > :now
              and v.patients @> array[m.patient_id]
            order by v.start_at, v.id, c.sent_at desc\
            """)
        .param("trusting", Sql.array(trusting))
        .param("confiding", Sql.array(confiding))
        .param("channel", channel.code())
        .param("now", Sql.at(now))
        .query(
            (row, n) ->
                new Prompt(
                    row.getString(1),
                    row.getString(2),
                    Sql.instant(row, "start_at"),
                    row.getString(4)))
        .list()
        .forEach(prompt -> nearest.putIfAbsent(prompt.patient(), prompt));
    return new ArrayList<>(nearest.values());
  }
}
