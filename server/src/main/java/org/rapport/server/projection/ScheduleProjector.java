package org.rapport.server.projection;

import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Schedule;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Schedule to {@code schedule_facts}: whose free times they are, as relative references. */
@Component
class ScheduleProjector implements ResourceProjector<Schedule> {
  private final JdbcClient jdbc;

  ScheduleProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Schedule> type() {
    return Schedule.class;
  }

  @Override
  public void clear() {
    jdbc.sql("delete from rapport.schedule_facts").update();
  }

  @Override
  public boolean project(Schedule schedule) {
    List<String> actors =
        schedule.getActor().stream()
            .map(actor -> actor.getReferenceElement().toUnqualifiedVersionless().getValue())
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    jdbc.sql(
            """
            insert into rapport.schedule_facts (id, version, active, actors)
            values (:id, :version, :active, :actors)
            on conflict (id) do update set version = excluded.version, active = excluded.active,
              actors = excluded.actors
            where schedule_facts.version <= excluded.version""")
        .param("id", schedule.getIdElement().getIdPart())
        .param("version", schedule.getIdElement().getVersionIdPartAsLong())
        .param("active", !schedule.hasActive() || schedule.getActive())
        .param("actors", Sql.array(actors))
        .update();
    return false;
  }

  @Override
  public void remove(Schedule schedule) {
    jdbc.sql("delete from rapport.schedule_facts where id = ?")
        .param(schedule.getIdElement().getIdPart())
        .update();
  }
}
