package org.rapport.routes.intake.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether JSON holds all that other JSON names. Pure. */
final class Part {
  private Part() {}

  /**
   * The first thing that is missing or otherwise.
   *
   * @param path of what is looked at, for the words
   * @return empty where all is there
   */
  static Optional<String> missing(JsonNode expected, JsonNode actual, String path) {
    if (actual == null) {
      return Optional.of(path + ": expected " + expected + ", is not there");
    }
    if (expected.isObject() && actual.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = expected.fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        Optional<String> wrong =
            missing(field.getValue(), actual.get(field.getKey()), path + "." + field.getKey());
        if (wrong.isPresent()) {
          return wrong;
        }
      }
      return Optional.empty();
    }
    if (expected.isArray() && actual.isArray()) {
      return elements(expected, actual, path);
    }
    return expected.equals(actual)
        ? Optional.empty()
        : Optional.of(path + ": expected " + expected + ", is " + actual);
  }

  /** Each expected element is one of its own among the others, in whatever order. */
  private static Optional<String> elements(JsonNode expected, JsonNode actual, String path) {
    List<JsonNode> left = new ArrayList<>();
    actual.forEach(left::add);
    for (int i = 0; i < expected.size(); i++) {
      String at = path + "[" + i + "]";
      Optional<String> nearest =
          Optional.of(at + ": expected " + expected.get(i) + ", is not there");
      boolean found = false;
      for (JsonNode candidate : left) {
        Optional<String> wrong = missing(expected.get(i), candidate, at);
        if (wrong.isEmpty()) {
          left.remove(candidate);
          found = true;
          break;
        }
        nearest = wrong;
      }
      if (!found) {
        return nearest;
      }
    }
    return Optional.empty();
  }
}
