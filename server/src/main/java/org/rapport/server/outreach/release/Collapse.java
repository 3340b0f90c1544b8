package org.rapport.server.outreach.release;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.catalog.Template;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.OtherVisit;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.server.store.Sql;
import org.rapport.terminology.NotDoneReason;
import org.rapport.time.CivilTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * One message for two reminders of the same hours (policy, order of the gate, 4): the first to go
 * names the other visits too, and theirs end once it has gone. One that was named by a message that
 * did not go goes itself. Two queries a batch, in the caller's transaction.
 */
@Component
class Collapse {
  /** Beside the reason, for who reads the record. */
  static final String WORDS = "The reminder of another visit in the same hours has named this one";

  private static final String RULE = "collapse";
  private static final String SOURCE = "Rapport, docs/policy.md#rows";

  /** A morning: what is due within it is one message. */
  private static final Duration TOGETHER = Duration.ofHours(4);

  private final JdbcClient jdbc;
  private final DefinitionCatalog catalog;
  private final ZoneId clinicZone;
  private final CivilTime time = CivilTime.installed();

  Collapse(JdbcClient jdbc, DefinitionCatalog catalog, RapportSettings settings) {
    this.jdbc = jdbc;
    this.catalog = catalog;
    this.clinicZone = settings.clinic().zone();
  }

  /** What the gate's last question says of a message that another has spoken for. */
  static RuleResult spokenFor() {
    return new RuleResult(
        RULE, RuleResult.Outcome.REFUSE, NotDoneReason.FREQUENCY_CAP.code() + ": " + WORDS, SOURCE);
  }

  /** Which of these messages another, that has gone or is going, has spoken for. */
  Set<String> spokenFor(Collection<String> requests) {
    return new HashSet<>(
        jdbc.sql(
                """
                select n.request_id from rapport.named_visit n
                join rapport.planned_message m on m.id = n.request_id and m.anchor = n.anchor
                where n.request_id = any(?) and (
                  exists (select 1 from rapport.communication_facts c
                    where c.id = n.attempt::text and c.status = 'completed')
                  or exists (select 1 from rapport.attempt a where a.id = n.attempt
                    and (a.state = 'sending' or a.state = 'answered' and a.outcome = 'sent')))\
                """)
            .param(Sql.array(requests))
            .query(String.class)
            .list());
  }

  /** What each of these messages could name besides its own visit. */
  Map<String, List<OtherVisit>> others(Collection<DueMessage> messages, Instant now) {
    Map<String, DueMessage> reminders = new HashMap<>();
    messages.stream()
        .filter(
            message -> message.request().window().anchor() != null && message.visit().id() != null)
        .filter(message -> !uncounted(message.request().wording().template()))
        .forEach(message -> reminders.put(message.id(), message));
    if (reminders.isEmpty()) {
      return Map.of();
    }
    Map<String, List<OtherVisit>> others = new HashMap<>();
    jdbc.sql(
            """
            select m.id, o.id as other, o.anchor, o.occurrence, v.place_zone, v.zone, v.start_offset
            from rapport.planned_message m
            join rapport.planned_message o on o.patient_id = m.patient_id
              and o.template = m.template and o.status = 'active' and o.focus <> m.focus
            join rapport.visit v on o.focus_type = 'Appointment' and v.id = o.focus_id
              and v.status = 'booked' and v.start_at = o.anchor
              and v.patients @> array[o.patient_id]
            left join rapport.visit own on m.focus_type = 'Appointment' and own.id = m.focus_id
            where m.id = any(:ids) and o.occurrence <= :until and o.anchor > :now
              -- Who acts for a patient may not be told of every visit, so one of the other kind is
              -- not named to them.
              and (not exists (select 1 from rapport.related_person_facts r
                  where r.patient_id = m.patient_id)
                or (v.sensitivity > 0) = (coalesce(own.sensitivity, 0) > 0))
            order by o.anchor\
            """)
        .param("ids", Sql.array(reminders.keySet()))
        .param("until", Sql.at(now.plus(TOGETHER)))
        .param("now", Sql.at(now))
        .query(
            row -> {
              DueMessage message = reminders.get(row.getString("id"));
              Instant due = Sql.instant(row, "occurrence");
              boolean today =
                  !due.isAfter(now)
                      || time.local(due, message.recipient().zone())
                          .toLocalDate()
                          .equals(time.local(now, message.recipient().zone()).toLocalDate());
              if (today) {
                others.computeIfAbsent(message.id(), none -> new ArrayList<>()).add(other(row));
              }
            });
    return others;
  }

  private OtherVisit other(ResultSet row) throws SQLException {
    Instant start = Sql.instant(row, "anchor");
    return new OtherVisit(
        row.getString("other"),
        start,
        VisitZone.of(
            row.getString("place_zone"),
            row.getString("zone"),
            row.getString("start_offset"),
            start,
            clinicZone));
  }

  private boolean uncounted(String template) {
    return catalog.template(template).map(Template::uncounted).orElse(false);
  }
}
