package org.rapport.server.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

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
  static String write(List<VisitInstruction> instructions) {
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
}
