package org.rapport.server.ehr.told;

import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.store.StoredResources;
import org.rapport.server.work.WorkItem;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a waiting item about a visit has to tell an EHR, when its turn has come. */
@Component
public class ToldVisits {
  private final StoredResources stored;
  private final JdbcClient jdbc;

  ToldVisits(StoredResources stored, JdbcClient jdbc) {
    this.stored = stored;
    this.jdbc = jdbc;
  }

  /** Whether it is about what became of a visit. */
  public static boolean isFor(WorkItem item) {
    return item.focus().startsWith("Appointment/");
  }

  /**
   * The code of what was done.
   *
   * @return empty where there is nothing to tell any more: the visit is gone, or the EHR has said
   *     otherwise since, and what it knows is newer
   */
  public Optional<String> code(WorkItem item) {
    IdType id = new IdType(item.focus());
    Optional<Appointment> then = read(id);
    Optional<Appointment> now = read(id.toUnqualifiedVersionless());
    if (then.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    Optional<VisitChange> change = change(id, then.get());
    boolean otherwise =
        then.get().getStatus() != now.get().getStatus() || VisitChange.moved(then.get(), now.get());
    // What the EHR does not know yet it cannot have changed.
    if (otherwise
        && change.filter(one -> one != VisitChange.BOOKED).isPresent()
        && !moreWaits(item, id.getIdPart())) {
      return Optional.empty();
    }
    return change.map(VisitChange::code);
  }

  /** The code of what was done, whatever became of the visit since; empty where it is not there. */
  public Optional<String> done(WorkItem item) {
    IdType id = new IdType(item.focus());
    return read(id).flatMap(then -> change(id, then)).map(VisitChange::code);
  }

  private Optional<VisitChange> change(IdType id, Appointment then) {
    long version = id.getVersionIdPartAsLong();
    Appointment before =
        version <= 1 ? null : read(id.withVersion(Long.toString(version - 1))).orElse(null);
    return VisitChange.of(before, then);
  }

  private boolean moreWaits(WorkItem item, String visit) {
    return jdbc.sql(
            """
            select exists (select 1 from rapport.work_item
              where kind = :kind and patient = :patient and id > :id and state <> 'dead'
                and starts_with(focus, :visit))\
            """)
        .param("kind", item.kind())
        .param("patient", item.patient())
        .param("id", item.id())
        .param("visit", "Appointment/" + visit + "/_history/")
        .query(Boolean.class)
        .single();
  }

  private Optional<Appointment> read(IdType id) {
    return stored.read(id).map(Appointment.class::cast);
  }
}
