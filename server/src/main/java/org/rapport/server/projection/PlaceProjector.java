package org.rapport.server.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.VisitInstructions;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Where a visit is and which service it is of, to {@code place_facts}: how sensitive it is, and
 * what to tell patients about the way there.
 */
abstract class PlaceProjector<R extends DomainResource> implements ResourceProjector<R> {
  private final Class<R> type;
  private final JdbcClient jdbc;
  private final Sensitivities sensitivities;

  PlaceProjector(Class<R> type, JdbcClient jdbc, Sensitivities sensitivities) {
    this.type = type;
    this.jdbc = jdbc;
    this.sensitivities = sensitivities;
  }

  /** What the place says that it is for. */
  abstract List<CodeableConcept> services(R place);

  @Override
  public Class<R> type() {
    return type;
  }

  @Override
  public void clear() {
    jdbc.sql("delete from rapport.place_facts where reference like ?")
        .param(type.getSimpleName() + "/%")
        .update();
  }

  @Override
  public boolean project(R place) {
    jdbc.sql(
            """
            insert into rapport.place_facts (reference, version, sensitivity, instructions)
            values (:reference, :version, :sensitivity, cast(:instructions as jsonb))
            on conflict (reference) do update set version = excluded.version,
              sensitivity = excluded.sensitivity, instructions = excluded.instructions
            where place_facts.version <= excluded.version""")
        .param("reference", reference(place))
        .param("version", place.getIdElement().getVersionIdPartAsLong())
        .param("sensitivity", sensitivities.of(place, services(place)))
        .param("instructions", VisitInstruction.write(instructions(place)))
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

  private static List<VisitInstruction> instructions(DomainResource place) {
    List<VisitInstruction> found = new ArrayList<>();
    for (Extension extension : place.getExtensionsByUrl(Extensions.VISIT_INSTRUCTIONS)) {
      Optional<String> kind = part(extension, VisitInstructions.KIND);
      Optional<String> text = part(extension, VisitInstructions.TEXT);
      Optional<String> url = part(extension, VisitInstructions.URL);
      if (kind.isPresent() && (text.isPresent() || url.isPresent())) {
        found.add(
            new VisitInstruction(
                kind.get(),
                part(extension, VisitInstructions.LANGUAGE).orElse(null),
                text.orElse(null),
                url.orElse(null)));
      }
    }
    return found;
  }

  private static Optional<String> part(Extension extension, String name) {
    Extension part = extension.getExtensionByUrl(name);
    return part == null || part.getValue() == null
        ? Optional.empty()
        : Optional.ofNullable(part.getValue().primitiveValue()).filter(value -> !value.isBlank());
  }
}
