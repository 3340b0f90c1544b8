package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Slot to {@code slot_facts}: when somebody could come. */
@Component
class SlotProjector implements ResourceProjector<Slot> {
  private final JdbcClient jdbc;
  private final WorkQueue work;

  SlotProjector(JdbcClient jdbc, WorkQueue work) {
    this.work = work;
    this.jdbc = jdbc;
  }

  @Override
  public Class<Slot> type() {
    return Slot.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("slot_facts"));
  }

  @Override
  public boolean project(Slot slot) {
    String schedule = slot.getSchedule().getReferenceElement().getIdPart();
    if (schedule == null || !slot.hasStart() || !slot.hasStatus()) {
      remove(slot);
      return false;
    }
    jdbc.sql(
            """
            insert into rapport.slot_facts (id, version, schedule_id, status, start_at, end_at)
            values (:id, :version, :schedule, :status, :start, :end)
            on conflict (id) do update set version = excluded.version,
              schedule_id = excluded.schedule_id, status = excluded.status,
              start_at = excluded.start_at, end_at = excluded.end_at
            where slot_facts.version <= excluded.version""")
        .param("id", slot.getIdElement().getIdPart())
        .param("version", slot.getIdElement().getVersionIdPartAsLong())
        .param("schedule", schedule)
        .param("status", slot.getStatus().toCode())
        .param("start", Sql.at(slot.getStart()))
        .param("end", Sql.at(slot.getEnd()))
        .update();
    offers(slot);
    return false;
  }

  // A time that is free while somebody waits, or that is kept for somebody, is looked at.
  private void offers(Slot slot) {
    boolean concerns =
        jdbc.sql(
                """
                select exists (select 1 from rapport.slot_offer where slot_id = :slot and state = 'offered')
                  or :free and exists (select 1 from rapport.waitlist_facts)""")
            .param("slot", slot.getIdElement().getIdPart())
            .param("free", slot.getStatus() == SlotStatus.FREE)
            .query(Boolean.class)
            .single();
    if (concerns) {
      work.change(WorkQueue.NOBODY, "Slot/" + slot.getIdElement().getIdPart());
    }
  }

  @Override
  public void remove(Slot slot) {
    jdbc.sql("delete from rapport.slot_facts where id = ?")
        .param(slot.getIdElement().getIdPart())
        .update();
  }
}
