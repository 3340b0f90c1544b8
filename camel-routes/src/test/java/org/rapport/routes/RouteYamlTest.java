package org.rapport.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * All YAML of routes that ships or that the documentation shows, held to Camel's own schema, and to
 * what Kaoto keeps when it saves a file: it drops comments, and shows ids and descriptions.
 */
class RouteYamlTest {
  private static final Path RESOURCES = Path.of("src", "main", "resources");
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  /** Steps whose name says all: no description is asked of them. */
  private static final Set<String> PLAIN =
      Set.of("stop", "removeHeaders", "setHeader", "setBody", "choice", "filter", "when");

  private static Schema schema;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = RouteYamlTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
              .getSchema(new ObjectMapper().readTree(in));
    }
  }

  static Stream<Path> routes() throws IOException {
    return Stream.of(
            files(RESOURCES.resolve("rapport-routes")),
            files(RESOURCES.resolve("rapport-errors")),
            files(RESOURCES.resolve("rapport-kafka")),
            files(EXAMPLES).stream()
                .filter(file -> file.toString().endsWith(".camel.yaml"))
                .toList())
        .flatMap(List::stream);
  }

  static Stream<Path> kamelets() throws IOException {
    return files(RESOURCES.resolve("kamelets")).stream();
  }

  static Stream<Path> all() throws IOException {
    return Stream.concat(routes(), kamelets());
  }

  @Test
  void theSchemaFindsASlip() {
    assertThat(faults(load("- route:\n    from:\n      uri: timer:x\n      stepz: []\n")))
        .isNotEmpty();
    assertThat(
            faults(load("- route:\n    id: a\n    from:\n      uri: timer:x\n      steps: []\n")))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aFileOfRoutesIsAsCamelSaysItShouldBe(Path file) throws IOException {
    assertThat(faults(load(Files.readString(file)))).isEmpty();
  }

  /** Camel's schema is of routes: what a kamelet is made of is one. */
  @ParameterizedTest
  @MethodSource("kamelets")
  void aKameletIsARouteWithDescribedAndTypedParameters(Path file) throws IOException {
    Map<String, Object> kamelet = map(load(Files.readString(file)));
    Map<String, Object> metadata = map(kamelet.get("metadata"));
    Map<String, Object> spec = map(kamelet.get("spec"));
    Map<String, Object> definition = map(spec.get("definition"));

    assertThat(faults(List.of(Map.of("from", map(spec.get("template")).get("from"))))).isEmpty();
    assertThat(kamelet).containsEntry("apiVersion", "camel.apache.org/v1");
    assertThat(file.getFileName()).hasToString(metadata.get("name") + ".kamelet.yaml");
    assertThat(String.valueOf(metadata.get("name")))
        .endsWith("-" + map(metadata.get("labels")).get("camel.apache.org/kamelet.type"));
    assertThat(definition).containsKeys("title", "description");
    map(definition.get("properties"))
        .forEach(
            (name, property) ->
                assertThat(map(property)).as(name).containsKeys("title", "description", "type"));
    assertThat(RouteInventory.KAMELETS).contains(String.valueOf(metadata.get("name")));
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingStandsThereThatKaotoDrops(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    boolean begun = false;
    for (String line : lines) {
      begun |= !line.isBlank() && !line.startsWith("#");
      assertThat(begun && line.matches("(.*\\s)?#.*") && !line.contains("\"#"))
          .as("a comment: " + line)
          .isFalse();
      assertThat(line).as("an anchor").doesNotContainPattern(":\\s+[&*]\\w");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void parametersAreParametersAndNoQueries(Path file) throws IOException {
    List<String> uris = new ArrayList<>();
    walk(
        load(Files.readString(file)),
        (key, value) -> {
          if (key.equals("uri")) {
            uris.add(String.valueOf(value));
          }
        });

    assertThat(uris).noneMatch(uri -> uri.contains("?"));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void everyRouteAndStepHasItsOwnIdAndSaysWhatItDoes(Path file) throws IOException {
    List<String> missing = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Object routes = load(Files.readString(file));
    for (Object entry : list(routes)) {
      Map<String, Object> outer = map(entry);
      Object node =
          outer.containsKey("route") ? outer.get("route") : outer.get("routeConfiguration");
      assertThat(map(node)).as(file + " describes it").containsKeys("id", "description");
    }
    walk(
        routes,
        (key, value) -> {
          if (key.equals("steps")) {
            for (Object step : list(value)) {
              map(step).forEach((name, body) -> look(name, map(body), ids, missing));
            }
          } else if (key.equals("when")) {
            list(value).forEach(one -> look("when", map(one), ids, missing));
          } else if (key.equals("from")) {
            look("from", map(value), ids, missing);
          }
        });

    assertThat(missing).isEmpty();
  }

  private static void look(
      String name, Map<String, Object> step, Set<String> ids, List<String> missing) {
    Object id = step.get("id");
    if (id == null) {
      missing.add(name + " has no id");
    } else if (!ids.add(String.valueOf(id))) {
      missing.add(id + " is there twice");
    } else if (!step.containsKey("description") && !PLAIN.contains(name)) {
      missing.add(id + " has no description");
    }
  }

  private interface Visitor {
    void see(String key, Object value);
  }

  private static void walk(Object node, Visitor visitor) {
    if (node instanceof Map) {
      map(node)
          .forEach(
              (key, value) -> {
                visitor.see(key, value);
                walk(value, visitor);
              });
    } else if (node instanceof List) {
      list(node).forEach(one -> walk(one, visitor));
    }
  }

  private static List<String> faults(Object yaml) {
    JsonNode node = new ObjectMapper().valueToTree(yaml);
    return schema.validate(node).stream()
        .filter(fault -> !isPlaceholder(node.at(fault.getInstanceLocation().toString())))
        .map(Object::toString)
        .toList();
  }

  // What a setting says is not known here, and the schema knows of no settings.
  private static boolean isPlaceholder(JsonNode value) {
    return value.isTextual() && value.asText().matches("\\{\\{[^{}]+}}");
  }

  private static Object load(String yaml) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return value instanceof List ? (List<Object>) value : List.of();
  }
}
