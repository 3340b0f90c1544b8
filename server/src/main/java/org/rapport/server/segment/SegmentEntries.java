package org.rapport.server.segment;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.rapport.server.config.CampaignSettings;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who of a segment a journey may have by itself, and who waits for a campaign. Somebody enters once
 * for each journey; who has left is forgotten, and enters afresh. Joins the caller's transaction,
 * which holds the segment.
 */
@Component
public class SegmentEntries {
  private final NewcomerLimit limit;
  private final JdbcClient jdbc;
  private final Clock clock;

  SegmentEntries(CampaignSettings settings, JdbcClient jdbc, Clock clock) {
    this.limit = new NewcomerLimit(settings.approvalAbove());
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Members who had not entered yet for a journey.
   *
   * @param people their ids
   * @param letIn whether they come on it by themselves; else they wait
   */
  record Newcomers(List<String> people, boolean letIn) {
    boolean held() {
      return !letIn && !people.isEmpty();
    }
  }

  /**
   * Lets the members enter who have not yet.
   *
   * @param journey its URL without version
   * @param among ids of the patients who were looked at; null for everybody
   */
  Newcomers enter(String group, String journey, Collection<String> among) {
    List<String> people = withoutEntry(group, journey, among);
    if (people.isEmpty()) {
      return new Newcomers(people, true);
    }
    Instant now = clock.instant();
    boolean letIn = limit.lets(letIn(group, journey, now), people.size());
    jdbc.sql(
            """
            insert into rapport.segment_entry (group_id, patient_id, journey, admitted, entered_at)
            select :group, p, :journey, :letIn, :now from unnest(:people::text[]) as m(p) order by p""")
        .param("group", group)
        .param("journey", journey)
        .param("letIn", letIn)
        .param("now", Sql.at(now))
        .param("people", Sql.array(people))
        .update();
    if (letIn) {
      jdbc.sql(
              """
              insert into rapport.segment_intake (group_id, journey, at, people)
              values (?, ?, ?, ?)""")
          .params(group, journey, Sql.at(now), people.size())
          .update();
    }
    return new Newcomers(people, letIn);
  }

  private List<String> withoutEntry(String group, String journey, Collection<String> among) {
    return jdbc.sql(
            """
            select m.patient_id from rapport.segment_member m
            where m.group_id = :group and (:all or m.patient_id = any(:among))
              and not exists (select 1 from rapport.segment_entry e where e.group_id = m.group_id
                and e.patient_id = m.patient_id and e.journey = :journey)""")
        .param("group", group)
        .param("journey", journey)
        .param("all", among == null)
        .param("among", among == null ? new String[0] : Sql.array(among))
        .query(String.class)
        .list();
  }

  // Counted apart from those who are in: who left within the day was written to all the same.
  private int letIn(String group, String journey, Instant now) {
    jdbc.sql("delete from rapport.segment_intake where group_id = ? and journey = ? and at <= ?")
        .params(group, journey, Sql.at(limit.since(now)))
        .update();
    return jdbc.sql(
            """
            select coalesce(sum(people), 0) from rapport.segment_intake
            where group_id = ? and journey = ?""")
        .params(group, journey)
        .query(Integer.class)
        .single();
  }

  /**
   * Forgets who entered for journeys that are not in force any more, save those who are on one: put
   * in force again, a journey finds newcomers.
   *
   * @param inForce URLs of those that are
   */
  void forget(String group, Collection<String> inForce) {
    jdbc.sql(
            """
            delete from rapport.segment_entry e
            where e.group_id = :group and not e.journey = any(:inForce)
              and not exists (select 1 from rapport.enrolment n where n.patient_id = e.patient_id
                and n.journey = e.journey and n.status in ('active', 'on-hold'))""")
        .param("group", group)
        .param("inForce", Sql.array(inForce))
        .update();
  }

  /** Makes all who wait and of whom no campaign is this campaign's. */
  public void claim(String group, String journey, String campaign) {
    jdbc.sql(
            """
            update rapport.segment_entry set campaign = ?
            where group_id = ? and journey = ? and not admitted and campaign is null""")
        .params(campaign, group, journey)
        .update();
  }

  /** Makes some this campaign's. */
  public void take(String group, String journey, String campaign, Collection<String> patients) {
    jdbc.sql(
            """
            update rapport.segment_entry set campaign = :campaign
            where group_id = :group and journey = :journey and patient_id = any(:patients)""")
        .param("campaign", campaign)
        .param("group", group)
        .param("journey", journey)
        .param("patients", Sql.array(patients))
        .update();
  }

  /** Leaves those of a campaign who still wait to the next. */
  public void release(String campaign) {
    jdbc.sql("update rapport.segment_entry set campaign = null where campaign = ? and not admitted")
        .param(campaign)
        .update();
  }

  /** From now on the journey has them; who has left the segment meanwhile has no row. */
  public void admit(String group, String journey, Collection<String> patients) {
    jdbc.sql(
            """
            update rapport.segment_entry set admitted = true
            where group_id = :group and journey = :journey and patient_id = any(:patients)""")
        .param("group", group)
        .param("journey", journey)
        .param("patients", Sql.array(patients))
        .update();
  }

  /** Whether anybody waits for a campaign. */
  boolean anybodyWaits(String group) {
    return jdbc.sql(
            """
            select exists (select 1 from rapport.segment_entry
            where group_id = ? and not admitted)""")
        .param(group)
        .query(Boolean.class)
        .single();
  }
}
