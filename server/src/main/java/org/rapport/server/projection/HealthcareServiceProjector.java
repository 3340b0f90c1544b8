package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.HealthcareService;
import org.rapport.server.sensitivity.SensitiveServices;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** HealthcareService to {@code service_facts}: how much its visits say about their patients. */
@Component
class HealthcareServiceProjector implements ResourceProjector<HealthcareService> {
  private final JdbcClient jdbc;
  private final SensitiveServices services;

  HealthcareServiceProjector(JdbcClient jdbc, SensitiveServices services) {
    this.jdbc = jdbc;
    this.services = services;
  }

  @Override
  public Class<HealthcareService> type() {
    return HealthcareService.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("service_facts"));
  }

  @Override
  public boolean project(HealthcareService service) {
    Sensitivity sensitivity =
        Sensitivity.of(service)
            .or(services.of(service.getType()))
            .or(services.of(service.getSpecialty()))
            .or(services.of(service.getCategory()));
    jdbc.sql(
            """
            insert into rapport.service_facts (id, version, sensitivity, types)
            values (:id, :version, :sensitivity, :types)
            on conflict (id) do update set version = excluded.version,
              sensitivity = excluded.sensitivity, types = excluded.types
            where service_facts.version <= excluded.version""")
        .param("id", service.getIdElement().getIdPart())
        .param("version", service.getIdElement().getVersionIdPartAsLong())
        .param("sensitivity", sensitivity.ordinal())
        .param("types", Sql.array(WaitlistProjector.types(service.getType())))
        .update();
    return false;
  }

  @Override
  public void remove(HealthcareService service) {
    jdbc.sql("delete from rapport.service_facts where id = ?")
        .param(service.getIdElement().getIdPart())
        .update();
  }
}
