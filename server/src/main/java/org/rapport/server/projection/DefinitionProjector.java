package org.rapport.server.projection;

import ca.uhn.fhir.context.FhirContext;
import java.time.LocalDate;
import java.util.List;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.MetadataResource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A definitional resource to {@code definition_facts}, whole. Every write counts up the {@link
 * DefinitionState}.
 */
abstract class DefinitionProjector<R extends MetadataResource> implements ResourceProjector<R> {
  private final Class<R> type;
  private final JdbcClient jdbc;
  private final FhirContext context;
  private final DefinitionState state;

  DefinitionProjector(Class<R> type, JdbcClient jdbc, FhirContext context, DefinitionState state) {
    this.type = type;
    this.jdbc = jdbc;
    this.context = context;
    this.state = state;
  }

  @Override
  public Class<R> type() {
    return type;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(
        ProjectedRows.where("definition_facts", "kind = '" + type.getSimpleName() + "'"));
  }

  @Override
  public boolean project(R definition) {
    String body = context.newJsonParser().encodeResourceToString(definition);
    jdbc.sql(
            """
            insert into rapport.definition_facts
              (id, kind, version, url, business_version, status, body, review_due)
            values (:id, :kind, :version, :url, :business, :status, :body, :due)
            on conflict (kind, id) do update set version = excluded.version, url = excluded.url,
              business_version = excluded.business_version, status = excluded.status,
              body = excluded.body, review_due = excluded.review_due
            where definition_facts.version <= excluded.version""")
        .param("id", definition.getIdElement().getIdPart())
        .param("kind", type.getSimpleName())
        .param("version", definition.getIdElement().getVersionIdPartAsLong())
        .param("url", definition.getUrl())
        .param("business", definition.getVersion())
        .param("status", definition.hasStatus() ? definition.getStatus().toCode() : "unknown")
        .param("body", body)
        .param("due", reviewDue(definition))
        .update();
    keepVersion(definition, body);
    state.bump();
    return false;
  }

  @Override
  public void remove(R definition) {
    jdbc.sql("delete from rapport.definition_facts where kind = ? and id = ?")
        .params(type.getSimpleName(), definition.getIdElement().getIdPart())
        .update();
    state.bump();
  }

  /** The day by which somebody has to look at it again; null when it says nothing about that. */
  LocalDate reviewDue(R definition) {
    return null;
  }

  // What was in force stays readable for those who are on it.
  private void keepVersion(R definition, String body) {
    PublicationStatus status = definition.getStatus();
    if (!definition.hasUrl()
        || !definition.hasVersion()
        || status != PublicationStatus.ACTIVE && status != PublicationStatus.RETIRED) {
      return;
    }
    jdbc.sql(
            """
            insert into rapport.definition_version (kind, url, business_version, body)
            values (?, ?, ?, ?)
            on conflict (kind, url, business_version) do update set body = excluded.body""")
        .params(type.getSimpleName(), definition.getUrl(), definition.getVersion(), body)
        .update();
  }
}
