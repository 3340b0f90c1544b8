package org.rapport.server.segment;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Group;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.journey.Journey;
import org.rapport.server.segment.SegmentEntries.Newcomers;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps who is in a segment equal to what it evaluates to, and has those planned for who entered or
 * left; more than may come on a journey by themselves wait for a campaign. Repeating it changes
 * nothing. Joins the caller's transaction.
 */
@Component
class SegmentRows {
  private final Segments segments;
  private final PatientLocks locks;
  private final SegmentEntries entries;
  private final DefinitionCatalog catalog;
  private final WorkQueue queue;
  private final JdbcClient jdbc;
  private final Clock clock;

  SegmentRows(
      Segments segments,
      PatientLocks locks,
      SegmentEntries entries,
      DefinitionCatalog catalog,
      WorkQueue queue,
      JdbcClient jdbc,
      Clock clock) {
    this.segments = segments;
    this.locks = locks;
    this.entries = entries;
    this.catalog = catalog;
    this.queue = queue;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Evaluates a segment for some patients, or for everybody.
   *
   * @param among null for everybody
   */
  void refresh(String group, Collection<String> among) {
    // One after the other: an older look at everybody must not undo a newer one at somebody.
    locks.lock(Set.of("segment " + group));
    Group found = segments.find(group).orElse(null);
    Set<String> members = found == null ? Set.of() : segments.members(found, among);
    Set<String> changed = new TreeSet<>(left(group, members, among));
    changed.addAll(entered(group, members));
    List<String> journeys = journeys(group);
    boolean wait = false;
    for (String journey : journeys) {
      Newcomers newcomers = entries.enter(group, journey, among);
      wait |= newcomers.held();
      if (newcomers.letIn()) {
        changed.addAll(newcomers.people());
      }
    }
    if (among == null) {
      entries.forget(group, journeys);
      // Each day also for those who wait already: some may have left.
      wait |= entries.anybodyWaits(group);
    }
    queue.changes(changed);
    if (wait) {
      queue.own(WorkQueue.CAMPAIGN, group, "Group/" + group, clock.instant());
    }
  }

  /** Journeys in force that write to the members of a Group. */
  private List<String> journeys(String group) {
    return catalog.journeys().values().stream()
        .filter(Journey::sendsMessages)
        .filter(journey -> journey.isForGroup(group))
        .map(Journey::url)
        .toList();
  }

  private Collection<String> left(String group, Set<String> members, Collection<String> among) {
    return jdbc.sql(
            """
            delete from rapport.segment_member
            where group_id = :group and not patient_id = any(:members)
              and (:all or patient_id = any(:among))
            returning patient_id""")
        .param("group", group)
        .param("members", Sql.array(members))
        .param("all", among == null)
        .param("among", among == null ? new String[0] : Sql.array(among))
        .query(String.class)
        .list();
  }

  private Collection<String> entered(String group, Set<String> members) {
    return jdbc.sql(
            """
            insert into rapport.segment_member (group_id, patient_id)
            select :group, id from unnest(:members::text[]) as m(id)
            on conflict do nothing returning patient_id""")
        .param("group", group)
        .param("members", Sql.array(members))
        .query(String.class)
        .list();
  }
}
