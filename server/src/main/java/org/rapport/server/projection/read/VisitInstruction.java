package org.rapport.server.projection.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.VisitInstructions;

/**
 * What a place or a service tells those who come: the way, where to park, what to bring, a form.
 *
 * @param kind a code: directions, parking, bring, paperwork or review
 * @param language BCP 47, or null for any
 * @param text in words, or null
 * @param url a link, or null; nobody has checked it yet
 */
public record VisitInstruction(String kind, String language, String text, String url) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As a JSON array. */
  public static String write(List<VisitInstruction> instructions) {
    try {
      return JSON.writeValueAsString(instructions);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From a JSON array; null is none. */
  public static List<VisitInstruction> read(String json) {
    try {
      return json == null ? List.of() : JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a place or a service says of the way to it. */
  public static List<VisitInstruction> of(DomainResource place) {
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
