package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * PractitionerRole to {@code role_facts}: whether it is work that nobody does yet, which FHIR says
 * by leaving the practitioner out.
 *
 * @see <a href="https://hl7.org/fhir/R4/practitionerrole.html">PractitionerRole</a>
 */
@Component
class PractitionerRoleProjector implements ResourceProjector<PractitionerRole> {
  private final JdbcClient jdbc;
  private final ScheduleTimes times;

  PractitionerRoleProjector(JdbcClient jdbc, ScheduleTimes times) {
    this.jdbc = jdbc;
    this.times = times;
  }

  @Override
  public Class<PractitionerRole> type() {
    return PractitionerRole.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("role_facts"));
  }

  @Override
  public boolean project(PractitionerRole role) {
    String id = role.getIdElement().getIdPart();
    boolean before = vacant(id);
    jdbc.sql(
            """
            insert into rapport.role_facts (id, version, vacant) values (:id, :version, :vacant)
            on conflict (id) do update set version = excluded.version, vacant = excluded.vacant
            where role_facts.version <= excluded.version""")
        .param("id", id)
        .param("version", role.getIdElement().getVersionIdPartAsLong())
        .param("vacant", (!role.hasActive() || role.getActive()) && !role.hasPractitioner())
        .update();
    if (before != vacant(id)) {
      lookAgain(id);
    }
    return false;
  }

  @Override
  public void remove(PractitionerRole role) {
    String id = role.getIdElement().getIdPart();
    boolean before = vacant(id);
    jdbc.sql("delete from rapport.role_facts where id = ?").param(id).update();
    if (before) {
      lookAgain(id);
    }
  }

  private boolean vacant(String id) {
    return jdbc.sql("select exists (select 1 from rapport.role_facts where id = ? and vacant)")
        .param(id)
        .query(Boolean.class)
        .single();
  }

  private void lookAgain(String id) {
    times.lookAgain(
        jdbc.sql(
                """
                select id from rapport.schedule_facts
                where active and actors @> array['PractitionerRole/' || ?]""")
            .param(id)
            .query(String.class)
            .list());
  }
}
