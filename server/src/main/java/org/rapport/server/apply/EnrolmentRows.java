package org.rapport.server.apply;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.rapport.server.journey.Facts.Enrolment;
import org.rapport.server.journey.Facts.EnrolmentState;
import org.rapport.server.journey.Facts.Standing;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.VariantDraw;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Enrolments, what stands for them, and what patients answered, from the projections. */
@Component
class EnrolmentRows {
  /** Before the id of a planned Task, in a {@link Standing}. */
  static final String TASK = "Task/";

  private final JdbcClient jdbc;

  EnrolmentRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * An enrolment as it is stored.
   *
   * @param canonical the journey's version that it is on, or null when that is not known
   * @param sendNow {@code step=instant}
   */
  record Enrolled(
      String id,
      EnrolmentKey key,
      String canonical,
      String status,
      Instant entered,
      Instant ended,
      boolean paused,
      boolean stopped,
      Set<String> skipped,
      List<String> sendNow,
      String variant) {

    boolean underWay() {
      return CarePlanStatus.ACTIVE.toCode().equals(status)
          || CarePlanStatus.ONHOLD.toCode().equals(status);
    }
  }

  private static final String COLUMNS =
      """
      select id, journey, patient_id, focus, canonical, status, entered, ended, paused, stopped,
        skipped, send_now, variant from rapport.enrolment where\s\
      """;

  /** Those of these ids that exist. */
  List<Enrolled> byId(Collection<String> ids) {
    return query("id = any(?)", ids);
  }

  /** All that are about one of these, by relative reference. */
  List<Enrolled> byFocus(Collection<String> references) {
    return query("focus = any(?)", references);
  }

  /** Those of these patients that are under way. */
  List<Enrolled> underWay(Collection<String> patients) {
    return query("patient_id = any(?) and status in ('active', 'on-hold')", patients);
  }

  private List<Enrolled> query(String where, Collection<String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(COLUMNS + where)
        .param(Sql.array(new HashSet<>(values)))
        .query(
            (row, n) ->
                new Enrolled(
                    row.getString("id"),
                    new EnrolmentKey(
                        row.getString("journey"),
                        row.getString("patient_id"),
                        row.getString("focus")),
                    row.getString("canonical"),
                    row.getString("status"),
                    Sql.instant(row, "entered"),
                    Sql.instant(row, "ended"),
                    row.getBoolean("paused"),
                    row.getBoolean("stopped"),
                    Set.of(Sql.strings(row, "skipped")),
                    Arrays.asList(Sql.strings(row, "send_now")),
                    row.getString("variant")))
        .list();
  }

  /** How somebody stands on a journey, in the planner's words. */
  static Enrolment enrolment(
      EnrolmentKey key,
      Journey journey,
      Enrolled row,
      Map<String, List<Instant>> replies,
      boolean crisis) {
    String variant =
        row != null && row.variant() != null
            ? row.variant()
            : VariantDraw.draw(journey, key.carePlanId()).orElse(null);
    if (row == null) {
      return new Enrolment(EnrolmentState.NONE, null, null, Set.of(), Map.of(), List.of(), variant);
    }
    Map<String, Instant> sendNow = new HashMap<>();
    for (String entry : row.sendNow()) {
      int equals = entry.indexOf('=');
      sendNow.put(
          entry.substring(0, equals),
          OffsetDateTime.parse(entry.substring(equals + 1)).toInstant());
    }
    List<Instant> since =
        replies.getOrDefault(key.patient(), List.of()).stream()
            .filter(at -> row.entered() == null || !at.isBefore(row.entered()))
            .toList();
    return new Enrolment(
        state(row, crisis), row.entered(), row.ended(), row.skipped(), sendNow, since, variant);
  }

  // While a crisis waits for a person everything of the patient's waits, as in a pause.
  private static EnrolmentState state(Enrolled row, boolean crisis) {
    if (row.stopped()) {
      return EnrolmentState.STOPPED;
    }
    if (row.paused() || crisis) {
      return EnrolmentState.PAUSED;
    }
    return CarePlanStatus.ACTIVE.toCode().equals(row.status())
        ? EnrolmentState.ACTIVE
        : EnrolmentState.ENDED;
  }

  /** Those of these patients whose crisis waits for a person. */
  Set<String> inCrisis(Collection<String> patients) {
    return new HashSet<>(
        jdbc.sql("select patient_id from rapport.crisis where patient_id = any(?)")
            .param(Sql.array(new HashSet<>(patients)))
            .query(String.class)
            .list());
  }

  /** When these patients answered. */
  Map<String, List<Instant>> replies(Set<String> patients) {
    if (patients.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .sql(
            """
            select patient_id, start_at from rapport.focus_facts
            where patient_id = any(?) and 'reply' = any(kinds) and start_at is not null\
            """)
        .param(Sql.array(patients))
        .query((row, n) -> Map.entry(row.getString(1), Sql.instant(row, "start_at")))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  /** What was planned for these enrolments, messages and Tasks, in any state. */
  Map<String, List<Standing>> standing(Collection<String> enrolments) {
    if (enrolments.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .sql(
            """
            select m.enrolment, m.id, m.step, m.anchor, m.template, m.occurrence, m.useful_until,
              -- What is in a provider's hands counts as sent: it cannot be called back, and the
              -- patient will have read it.
              case when m.status = 'active' and exists (select 1 from rapport.attempt a
                where a.request_id = m.id and a.state in ('sending', 'answered'))
                then 'completed' else m.status end as status, m.reason,
              exists (select 1 from rapport.communication_facts c where c.based_on = m.id) as outcome
            from rapport.planned_message m
            where m.enrolment = any(:ids) and m.step is not null
            union all
            select t.enrolment, 'Task/' || t.id, t.step, t.anchor, t.template, t.occurrence,
              t.useful_until, t.status, t.reason, false
            from rapport.planned_task t where t.enrolment = any(:ids)
            order by 6, 2\
            """)
        .param("ids", Sql.array(enrolments))
        .query(
            (row, n) ->
                Map.entry(
                    row.getString("enrolment"),
                    new Standing(
                        row.getString("id"),
                        row.getString("step"),
                        Sql.instant(row, "anchor"),
                        row.getString("template"),
                        Sql.instant(row, "occurrence"),
                        Sql.instant(row, "useful_until"),
                        CommunicationRequestStatus.fromCode(row.getString("status")),
                        row.getString("reason"),
                        row.getBoolean("outcome"))))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }
}
