package org.rapport.server.campaign;

import java.util.List;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Extensions;
import org.rapport.server.projection.ProjectedRows;
import org.rapport.server.projection.ResourceProjector;
import org.rapport.server.store.Sql;
import org.rapport.terminology.CampaignState;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** CommunicationRequest to a Group, once it is under way, to {@code campaign}. */
@Component
class CampaignProjector implements ResourceProjector<CommunicationRequest> {
  private final JdbcClient jdbc;

  CampaignProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<CommunicationRequest> type() {
    return CommunicationRequest.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.where("campaign", "not deleted"));
  }

  @Override
  public boolean project(CommunicationRequest request) {
    CampaignExtension campaign = CampaignExtension.of(request);
    if (!CampaignExtension.isToGroup(request) || campaign.state().isEmpty()) {
      return false;
    }
    jdbc.sql(
            """
            insert into rapport.campaign (id, version, group_id, state, authors, starts_at,
              resumed_at, members, service_id, location_id, canonical)
            values (:id, :version, :group, :state, :authors, :starts, :resumed, :members, :service,
              :location, :canonical)
            on conflict (id) do update set version = excluded.version,
              group_id = excluded.group_id, state = excluded.state, authors = excluded.authors,
              starts_at = excluded.starts_at, resumed_at = excluded.resumed_at,
              members = excluded.members, service_id = excluded.service_id,
              location_id = excluded.location_id, canonical = excluded.canonical, deleted = false
            where campaign.version <= excluded.version""")
        .param("id", request.getIdElement().getIdPart())
        .param("version", request.getIdElement().getVersionIdPartAsLong())
        .param("group", request.getSubject().getReferenceElement().getIdPart())
        .param("state", campaign.state().get().code())
        .param("authors", Sql.array(campaign.authors()))
        .param("starts", Sql.at(campaign.instant(Extensions.Campaign.STARTS_AT).orElse(null)))
        .param("resumed", Sql.at(campaign.instant(Extensions.Campaign.RESUMED_AT).orElse(null)))
        .param("members", campaign.number(Extensions.Campaign.MEMBERS).orElse(null))
        .param("service", about(request, "HealthcareService"))
        .param("location", about(request, "Location"))
        .param("canonical", canonical(request))
        .update();
    return false;
  }

  private static String canonical(CommunicationRequest request) {
    Extension canonical = request.getExtensionByUrl(Extensions.INSTANTIATES_CANONICAL);
    return canonical == null || canonical.getValue() == null
        ? null
        : canonical.getValue().primitiveValue();
  }

  private static String about(CommunicationRequest request, String type) {
    return request.getAbout().stream()
        .map(Reference::getReferenceElement)
        .filter(id -> type.equals(id.getResourceType()) && id.hasIdPart())
        .map(id -> id.getIdPart())
        .findFirst()
        .orElse(null);
  }

  // Deleted is ended for good: what it has planned must not go out.
  @Override
  public void remove(CommunicationRequest request) {
    jdbc.sql("update rapport.campaign set state = ?, deleted = true where id = ?")
        .params(CampaignState.CANCELLED.code(), request.getIdElement().getIdPart())
        .update();
  }
}
