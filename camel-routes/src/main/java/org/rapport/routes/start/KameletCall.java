package org.rapport.routes.start;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A route's call of a shipped kamelet, held to what the kamelet says of itself: Camel takes a
 * parameter that no kamelet has for one that the kamelet will not miss.
 */
final class KameletCall {
  private static final String SCHEME = "kamelet:";

  private static final Map<String, String> WORDS =
      Map.of("integer", "a whole number", "boolean", "true or false");

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
    Map<String, String> given = parameters(parts.length > 1 ? parts[1] : "");
    Map<String, Object> known = map(definition.get("properties"));
    for (Map.Entry<String, String> parameter : given.entrySet()) {
      if (!known.containsKey(parameter.getKey())) {
        return Optional.of(name + ": no such parameter, " + parameter.getKey());
      }
      String type = String.valueOf(map(known.get(parameter.getKey())).get("type"));
      if (!isOf(type, parameter.getValue())) {
        return Optional.of(name + " wants " + WORDS.get(type) + " as " + parameter.getKey());
      }
    }
    return list(definition.get("required")).stream()
        .filter(parameter -> !given.containsKey(parameter))
        .findFirst()
        .map(parameter -> "a parameter is missing, " + parameter + " of " + name);
  }

  // What a setting says is known only to the running context.
  private static boolean isOf(String type, String value) {
    return value.contains("{{")
        || switch (type) {
          case "integer" -> value.matches("-?\\d+");
          case "boolean" -> value.matches("true|false");
          default -> true;
        };
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : query.split("&")) {
      if (!pair.isBlank()) {
        String[] parts = pair.split("=", 2);
        parameters.put(parts[0], parts.length > 1 ? parts[1] : "");
      }
    }
    return parameters;
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
