package org.rapport.server.campaign;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rapport.server.store.Sql;
import org.rapport.terminology.CampaignState;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Campaigns and what became of their recipients. Joins the caller's transaction. */
@Component
class CampaignRows {
  private final JdbcClient jdbc;

  CampaignRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A campaign, locked until the transaction ends; empty when there is none under way. */
  Optional<Campaign> lock(String id) {
    return find(id, " for update");
  }

  /** A campaign as it is now. */
  Optional<Campaign> find(String id) {
    return find(id, "");
  }

  private Optional<Campaign> find(String id, String lock) {
    return jdbc.sql(
            """
            select group_id, state, authors, starts_at, resumed_at, members, service_id,
              location_id, canonical,
              (select next_batch_at from rapport.campaign_pace p where p.campaign = c.id)
                as next_batch_at
            from rapport.campaign c where id = ?"""
                + lock)
        .param(id)
        .query(
            (row, n) ->
                new Campaign(
                    id,
                    row.getString("group_id"),
                    CampaignState.fromCode(row.getString("state")).orElseThrow(),
                    List.of(Sql.strings(row, "authors")),
                    Sql.instant(row, "starts_at"),
                    Sql.instant(row, "resumed_at"),
                    row.getObject("members", Integer.class),
                    Sql.instant(row, "next_batch_at"),
                    row.getString("service_id"),
                    row.getString("location_id"),
                    row.getString("canonical")))
        .optional();
  }

  /** The campaign that brings people on a journey from a Group, while it is not over. */
  Optional<String> open(String group, String journey) {
    return jdbc.sql(
            """
            select id from rapport.campaign
            where group_id = ? and split_part(canonical, '|', 1) = ?
              and state not in ('completed', 'cancelled') order by id limit 1""")
        .params(group, journey)
        .query(String.class)
        .optional();
  }

  /** Hands out no more before an instant; null: at once. */
  void nextBatch(String id, Instant at) {
    if (at == null) {
      jdbc.sql("delete from rapport.campaign_pace where campaign = ?").param(id).update();
      return;
    }
    jdbc.sql(
            """
            insert into rapport.campaign_pace (campaign, next_batch_at) values (?, ?)
            on conflict (campaign) do update set next_batch_at = excluded.next_batch_at""")
        .params(id, Sql.at(at))
        .update();
  }

  /** Fixes who gets it, in an order that is as good as random and always the same. */
  void fix(String id, Collection<String> patients) {
    jdbc.sql(
            """
            insert into rapport.campaign_member (campaign, patient_id, position)
            select :id, p, row_number() over (order by md5(:id || p), p)
            from unnest(:patients::text[]) as m(p)
            on conflict do nothing""")
        .param("id", id)
        .param("patients", Sql.array(patients))
        .update();
  }

  /** The next recipients without a request. */
  List<String> rest(String id, int most) {
    return jdbc.sql(
            """
            select patient_id from rapport.campaign_member
            where campaign = ? and request_id is null and outcome is null
            order by position limit ?""")
        .params(id, most)
        .query(String.class)
        .list();
  }

  /**
   * Recipients that have a request now.
   *
   * @param requests by patient
   * @param places Locations by patient, of those who are sent to one
   */
  void requested(String id, Map<String, String> requests, Map<String, String> places) {
    List<String> patients = List.copyOf(requests.keySet());
    jdbc.sql(
            """
            update rapport.campaign_member n set request_id = u.request, location_id = u.place
            from unnest(:patients::text[], :requests::text[], :places::text[])
              as u(patient, request, place)
            where n.campaign = :id and n.patient_id = u.patient""")
        .param("id", id)
        .param("patients", Sql.array(patients))
        .param("requests", Sql.array(patients.stream().map(requests::get).toList()))
        .param("places", Sql.array(patients.stream().map(places::get).toList()))
        .update();
  }

  /**
   * By which enrolment each gets the campaign's messages; the newest campaign has it.
   *
   * @param enrolments by patient
   * @param places Locations by patient, of those who are sent to one
   */
  void enrolled(String id, Map<String, String> enrolments, Map<String, String> places) {
    List<String> patients = List.copyOf(enrolments.keySet());
    jdbc.sql("update rapport.campaign_member set enrolment = null where enrolment = any(?)")
        .param(Sql.array(enrolments.values()))
        .update();
    jdbc.sql(
            """
            update rapport.campaign_member n set enrolment = e.enrolment, location_id = e.place
            from unnest(:patients::text[], :enrolments::text[], :places::text[])
              as e(patient, enrolment, place)
            where n.campaign = :id and n.patient_id = e.patient""")
        .param("patients", Sql.array(patients))
        .param("enrolments", Sql.array(patients.stream().map(enrolments::get).toList()))
        .param("places", Sql.array(patients.stream().map(places::get).toList()))
        .param("id", id)
        .update();
  }

  /** The first message of each enrolment; answers those who have none, now or before. */
  List<String> firstMessages(String id, Collection<String> enrolments) {
    return jdbc.sql(
            """
            with first as (
              update rapport.campaign_member n set request_id = (
                select m.id from rapport.planned_message m
                where m.enrolment = n.enrolment and m.status in ('active', 'on-hold')
                order by m.occurrence, m.id limit 1)
              where n.campaign = :id and n.enrolment = any(:enrolments) and n.request_id is null
              returning n.patient_id, n.request_id, n.outcome)
            select patient_id from first where request_id is null and outcome is null""")
        .param("id", id)
        .param("enrolments", Sql.array(enrolments))
        .query(String.class)
        .list();
  }

  /** Enrolments of its recipients that have something to go out yet. */
  List<String> underWay(String id, int most) {
    return jdbc.sql(
            """
            select n.enrolment from rapport.campaign_member n
            where n.campaign = ? and n.enrolment is not null
              and exists (select 1 from rapport.planned_message m
                where m.enrolment = n.enrolment and m.status in ('active', 'on-hold'))
            order by n.position limit ?""")
        .params(id, most)
        .query(String.class)
        .list();
  }

  /** Recipients that never get a request, and why. */
  void without(String id, Collection<String> patients, String reason, Instant now) {
    jdbc.sql(
            """
            update rapport.campaign_member set outcome = 'not-done', reason = :reason,
              outcome_at = :now
            where campaign = :id and patient_id = any(:patients) and outcome is null""")
        .param("reason", reason)
        .param("now", Sql.at(now))
        .param("id", id)
        .param("patients", Sql.array(patients))
        .update();
  }

  /** The same for all that have none yet. */
  void restWithout(String id, String reason, Instant now) {
    jdbc.sql(
            """
            update rapport.campaign_member set outcome = 'not-done', reason = ?, outcome_at = ?
            where campaign = ? and request_id is null and outcome is null""")
        .params(reason, Sql.at(now), id)
        .update();
  }

  /** Requests without an outcome that are in no provider's hands. */
  List<String> open(String id, int most) {
    return jdbc.sql(
            """
            select n.request_id from rapport.campaign_member n
            where n.campaign = ? and n.request_id is not null and n.outcome is null
              and n.enrolment is null and not exists (select 1 from rapport.attempt a where a.request_id = n.request_id)
            order by n.position limit ?""")
        .params(id, most)
        .query(String.class)
        .list();
  }

  /** Messages of its recipients that wait to go out. */
  List<String> waiting(String id) {
    return jdbc.sql(
            """
            select m.id from rapport.campaign_member n
            join rapport.planned_message m on m.enrolment = n.enrolment
              or m.id = n.request_id and n.outcome is null
            where n.campaign = ? and m.status = 'active' order by m.id""")
        .param(id)
        .query(String.class)
        .list();
  }

  /** What became of its recipients; errors and the like since it was last resumed. */
  Progress progress(Campaign campaign) {
    return jdbc.sql(
            """
            select count(*) as members,
              count(*) filter (where outcome = 'sent') as sent,
              count(*) filter (where outcome = 'not-done') as not_done,
              count(*) filter (where outcome is null) as pending,
              count(*) filter (where outcome is null and request_id is null) as rest,
              count(*) filter (where outcome_at >= :since and attempted) as attempted,
              count(*) filter (where outcome_at >= :since and failed) as errors,
              count(*) filter (where outcome_at >= :since and outcome = 'sent' and not failed)
                as delivered,
              count(*) filter (where complained_at >= :since) as complaints,
              count(*) filter (where outcome_at >= :since and reason = 'frequency-cap'
                and exists (select 1 from rapport.gate_decision g where g.request_id = n.request_id
                  and g.identical))
                as identical
            from rapport.campaign_member n where campaign = :id""")
        .param("id", campaign.id())
        .param("since", Sql.at(campaign.resumedAt() == null ? Instant.EPOCH : campaign.resumedAt()))
        .query(
            (row, n) ->
                new Progress(
                    row.getInt("members"),
                    row.getInt("sent"),
                    row.getInt("not_done"),
                    row.getInt("pending"),
                    row.getInt("rest"),
                    row.getInt("attempted"),
                    row.getInt("errors"),
                    row.getInt("delivered"),
                    row.getInt("complaints"),
                    row.getInt("identical")))
        .single();
  }

  /** How many have no message for each reason. */
  Map<String, Integer> reasons(String id) {
    Map<String, Integer> reasons = new TreeMap<>();
    jdbc.sql(
            """
            select coalesce(reason, 'condition-not-met'), count(*) from rapport.campaign_member
            where campaign = ? and outcome = 'not-done' group by 1""")
        .param(id)
        .query((row, n) -> Map.entry(row.getString(1), row.getInt(2)))
        .list()
        .forEach(entry -> reasons.put(entry.getKey(), entry.getValue()));
    return reasons;
  }

  /** What became of one recipient. */
  record Recipient(String patient, String request, String outcome, String reason) {}

  /** Recipients in order of their ids, after one of them. */
  List<Recipient> recipients(String id, String after, int most) {
    return jdbc.sql(
            """
            select patient_id, request_id, coalesce(outcome, 'pending'), reason
            from rapport.campaign_member
            where campaign = ? and patient_id > ? order by patient_id limit ?""")
        .params(id, after == null ? "" : after, most)
        .query(
            (row, n) ->
                new Recipient(
                    row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
        .list();
  }
}
