package org.rapport.server.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON answers of public addresses. */
final class PublicJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PublicJson() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer of ours is always JSON", e);
    }
  }
}
