package org.rapport.routes.start;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A route's call of a shipped kamelet, held to what the kamelet says of itself: Camel takes a
 * parameter that no kamelet has for one that the kamelet will not miss.
 */
final class KameletCall {
  private static final String SCHEME = "kamelet:";

  private KameletCall() {}

  /** What is wrong with the call; empty where nothing is, or where the URI is no such call. */
  static Optional<String> fault(String uri) {
    if (!uri.startsWith(SCHEME)) {
      return Optional.empty();
    }
    String[] parts = uri.substring(SCHEME.length()).replaceFirst("^//", "").split("\\?", 2);
    String name = parts[0].split("/", 2)[0];
    if (name.contains("{{")) {
      return Optional.empty();
    }
    Map<String, Object> definition = definition(name);
    if (definition == null) {
      return Optional.of("there is no kamelet " + name);
    }
    Set<String> given = names(parts.length > 1 ? parts[1] : "");
    Set<String> known = new TreeSet<>(map(definition.get("properties")).keySet());
    Optional<String> unknown =
        given.stream().filter(parameter -> !known.contains(parameter)).findFirst();
    if (unknown.isPresent()) {
      return Optional.of(name + ": no such parameter, " + unknown.get());
    }
    return list(definition.get("required")).stream()
        .filter(parameter -> !given.contains(parameter))
        .findFirst()
        .map(parameter -> "a parameter is missing, " + parameter + " of " + name);
  }

  private static Set<String> names(String query) {
    Set<String> names = new TreeSet<>();
    for (String pair : query.split("&")) {
      if (!pair.isBlank()) {
        names.add(pair.split("=", 2)[0]);
      }
    }
    return names;
  }

  private static Map<String, Object> definition(String name) {
    String file = "/kamelets/" + name + ".kamelet.yaml";
    try (InputStream in = KameletCall.class.getResourceAsStream(file)) {
      if (in == null) {
        return null;
      }
      Map<String, Object> kamelet =
          new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(in);
      return map(map(kamelet.get("spec")).get("definition"));
    } catch (IOException e) {
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }

  @SuppressWarnings("unchecked")
  private static List<String> list(Object value) {
    return value instanceof List ? (List<String>) value : List.of();
  }
}
