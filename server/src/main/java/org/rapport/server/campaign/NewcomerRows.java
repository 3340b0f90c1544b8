package org.rapport.server.campaign;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rapport.server.segment.SegmentEntries;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Members of a segment who wait to be brought on its journey. Joins the caller's transaction. */
@Component
class NewcomerRows {
  private final SegmentEntries entries;
  private final JdbcClient jdbc;

  NewcomerRows(SegmentEntries entries, JdbcClient jdbc) {
    this.entries = entries;
    this.jdbc = jdbc;
  }

  /** The number of the first of whom no campaign is; empty when there is none. */
  Optional<Long> first(String group, String journey) {
    return jdbc.sql(
            """
            select number from rapport.segment_entry
            where group_id = ? and journey = ? and not admitted and campaign is null
            order by number limit 1""")
        .params(group, journey)
        .query(Long.class)
        .optional();
  }

  /** Makes all of whom no campaign is this campaign's. */
  void claim(Campaign campaign) {
    entries.claim(campaign.group(), campaign.url(), campaign.id());
  }

  /** Makes some this campaign's. */
  void take(Campaign campaign, Collection<String> patients) {
    entries.take(campaign.group(), campaign.url(), campaign.id(), patients);
  }

  /** Leaves those of a campaign to the next. */
  void release(Campaign campaign) {
    entries.release(campaign.id());
  }

  /** Who waits for this campaign. */
  List<String> of(Campaign campaign) {
    return jdbc.sql(
            """
            select patient_id from rapport.segment_entry
            where group_id = ? and journey = ? and campaign = ? and not admitted""")
        .params(campaign.group(), campaign.url(), campaign.id())
        .query(String.class)
        .list();
  }

  /** Who waits and is in the hands of no other campaign. */
  List<String> free(Campaign campaign) {
    return jdbc.sql(
            """
            select patient_id from rapport.segment_entry e
            where group_id = ? and journey = ? and not admitted
              and not exists (select 1 from rapport.campaign c where c.id = e.campaign
                and c.id <> ? and c.state not in ('completed', 'cancelled'))""")
        .params(campaign.group(), campaign.url(), campaign.id())
        .query(String.class)
        .list();
  }

  /** Since when the first of this campaign waits. */
  Optional<Instant> since(Campaign campaign) {
    return jdbc.sql("select min(entered_at) as at from rapport.segment_entry where campaign = ?")
        .param(campaign.id())
        .query((row, n) -> Optional.ofNullable(Sql.instant(row, "at")))
        .single();
  }

  /** From now on the journey has them; who has left the segment meanwhile has no row. */
  void admit(String group, String journey, Collection<String> patients) {
    entries.admit(group, journey, patients);
  }
}
