package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.DomainResource;
import org.rapport.server.projection.read.VisitInstruction;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Where a visit is and which service it is of, to {@code place_facts}: how sensitive it is, and
 * what to tell patients about the way there.
 */
abstract class PlaceProjector<R extends DomainResource> implements ResourceProjector<R> {
  private final Class<R> type;
  private final JdbcClient jdbc;

  PlaceProjector(Class<R> type, JdbcClient jdbc) {
    this.type = type;
    this.jdbc = jdbc;
  }

  @Override
  public Class<R> type() {
    return type;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(
        ProjectedRows.where("place_facts", "reference like '" + type.getSimpleName() + "/%'"));
  }

  @Override
  public boolean project(R place) {
    jdbc.sql(
            """
            insert into rapport.place_facts (reference, version, instructions)
            values (:reference, :version, cast(:instructions as jsonb))
            on conflict (reference) do update set version = excluded.version,
              instructions = excluded.instructions
            where place_facts.version <= excluded.version""")
        .param("reference", reference(place))
        .param("version", place.getIdElement().getVersionIdPartAsLong())
        .param("instructions", VisitInstruction.write(VisitInstruction.of(place)))
        .update();
    return false;
  }

  @Override
  public void remove(R place) {
    jdbc.sql("delete from rapport.place_facts where reference = ?")
        .param(reference(place))
        .update();
  }

  private String reference(R place) {
    return type.getSimpleName() + "/" + place.getIdElement().getIdPart();
  }
}
