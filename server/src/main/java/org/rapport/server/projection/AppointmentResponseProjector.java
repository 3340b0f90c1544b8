package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What patients answered about their visits to {@code appointment_response_facts}. */
@Component
class AppointmentResponseProjector implements ResourceProjector<AppointmentResponse> {
  private final JdbcClient jdbc;

  AppointmentResponseProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<AppointmentResponse> type() {
    return AppointmentResponse.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("appointment_response_facts"));
  }

  @Override
  public boolean project(AppointmentResponse response) {
    String visit = response.getAppointment().getReferenceElement().getIdPart();
    if (visit == null || !response.hasParticipantStatus()) {
      remove(response);
      return false;
    }
    jdbc.sql(
            """
            insert into rapport.appointment_response_facts (id, version, appointment_id, status)
            values (:id, :version, :visit, :status)
            on conflict (id) do update set version = excluded.version,
              appointment_id = excluded.appointment_id, status = excluded.status
            where appointment_response_facts.version <= excluded.version""")
        .param("id", response.getIdElement().getIdPart())
        .param("version", response.getIdElement().getVersionIdPartAsLong())
        .param("visit", visit)
        .param("status", response.getParticipantStatus().toCode())
        .update();
    return false;
  }

  @Override
  public void remove(AppointmentResponse response) {
    jdbc.sql("delete from rapport.appointment_response_facts where id = ?")
        .param(response.getIdElement().getIdPart())
        .update();
  }
}
