package org.rapport.server.projection;

import ca.uhn.fhir.context.FhirContext;
import org.hl7.fhir.r4.model.MetadataResource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A definitional resource to {@code definition_facts}, whole. Every write bumps a sequence, so that
 * caches of any node see in one look whether they are stale.
 */
abstract class DefinitionProjector<R extends MetadataResource> implements ResourceProjector<R> {
  private final Class<R> type;
  private final JdbcClient jdbc;
  private final FhirContext context;

  DefinitionProjector(Class<R> type, JdbcClient jdbc, FhirContext context) {
    this.type = type;
    this.jdbc = jdbc;
    this.context = context;
  }

  @Override
  public Class<R> type() {
    return type;
  }

  @Override
  public void clear() {
    jdbc.sql("delete from rapport.definition_facts where kind = ?")
        .param(type.getSimpleName())
        .update();
  }

  @Override
  public boolean project(R definition) {
    jdbc.sql(
            """
            insert into rapport.definition_facts (id, kind, version, url, business_version, status, body)
            values (:id, :kind, :version, :url, :business, :status, :body)
            on conflict (kind, id) do update set version = excluded.version, url = excluded.url,
              business_version = excluded.business_version, status = excluded.status,
              body = excluded.body
            where definition_facts.version <= excluded.version""")
        .param("id", definition.getIdElement().getIdPart())
        .param("kind", type.getSimpleName())
        .param("version", definition.getIdElement().getVersionIdPartAsLong())
        .param("url", definition.getUrl())
        .param("business", definition.getVersion())
        .param("status", definition.hasStatus() ? definition.getStatus().toCode() : "unknown")
        .param("body", context.newJsonParser().encodeResourceToString(definition))
        .update();
    bump();
    return false;
  }

  @Override
  public void remove(R definition) {
    jdbc.sql("delete from rapport.definition_facts where kind = ? and id = ?")
        .params(type.getSimpleName(), definition.getIdElement().getIdPart())
        .update();
    bump();
  }

  private void bump() {
    jdbc.sql("select nextval('rapport.definition_change')").query(Long.class).single();
  }
}
