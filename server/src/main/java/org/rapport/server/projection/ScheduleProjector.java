package org.rapport.server.projection;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Schedule;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Schedule to {@code schedule_facts}: whose free times they are, as relative references, and what
 * they are planned for.
 */
@Component
class ScheduleProjector implements ResourceProjector<Schedule> {
  private final JdbcClient jdbc;
  private final ScheduleTimes times;
  private final ZoneId zone;

  ScheduleProjector(JdbcClient jdbc, ScheduleTimes times, RapportSettings settings) {
    this.jdbc = jdbc;
    this.times = times;
    this.zone = settings.clinic().zone();
  }

  @Override
  public Class<Schedule> type() {
    return Schedule.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("schedule_facts"));
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
    String id = schedule.getIdElement().getIdPart();
    boolean before = times.staffed(id);
    jdbc.sql(
            """
            insert into rapport.schedule_facts (id, version, active, actors, horizon)
            values (:id, :version, :active, :actors, cast(:horizon as tstzrange))
            on conflict (id) do update set version = excluded.version, active = excluded.active,
              actors = excluded.actors, horizon = excluded.horizon
            where schedule_facts.version <= excluded.version""")
        .param("id", id)
        .param("version", schedule.getIdElement().getVersionIdPartAsLong())
        .param("active", !schedule.hasActive() || schedule.getActive())
        .param("actors", Sql.array(actors))
        .param("horizon", Horizon.range(schedule.getPlanningHorizon(), zone))
        .update();
    if (before != times.staffed(id)) {
      times.lookAgain(List.of(id));
    }
    return false;
  }

  @Override
  public void remove(Schedule schedule) {
    jdbc.sql("delete from rapport.schedule_facts where id = ?")
        .param(schedule.getIdElement().getIdPart())
        .update();
  }
}
