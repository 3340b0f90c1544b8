package org.rapport.routes.rapport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.junit.jupiter.api.Test;

/** The page of the component says what its metadata says, row by row. */
class RapportComponentPageTest {
  private static final Path PAGE = Path.of("..", "docs", "rapport-component.md");

  @Test
  void itsOperationsAreOnThePage() throws IOException {
    List<String> rows =
        Arrays.stream(RapportOperation.values())
            .map(
                operation ->
                    "| `rapport:%s` | %s | %s | %s | %s | %s |"
                        .formatted(
                            operation.code(),
                            operation.isSource() ? "source" : "step",
                            operation.serverOperation() == null
                                ? ""
                                : "`" + operation.serverOperation() + "`",
                            operation.description(),
                            names(operation.reads()),
                            names(operation.sets())))
            .toList();

    assertThat(table("## Operations")).containsExactlyElementsOf(rows);
  }

  @Test
  void itsOptionsAreOnThePage() throws IOException {
    List<String> rows =
        fields(RapportEndpoint.class)
            .filter(field -> field.isAnnotationPresent(UriParam.class))
            .map(
                field -> {
                  UriParam option = field.getAnnotation(UriParam.class);
                  return "| `%s` | %s | %s | %s |"
                      .formatted(
                          field.getName(),
                          option.enums().isBlank()
                              ? field.getType().getSimpleName()
                              : "`" + option.enums().replace(",", "`, `") + "`",
                          option.defaultValue(),
                          option.description());
                })
            .toList();

    assertThat(rows).hasSize(6);
    assertThat(table("## Options of `rapport:claim`")).containsExactlyElementsOf(rows);
  }

  @Test
  void itsPropertiesAreOnThePage_andNoneIsWithoutWords() throws IOException {
    List<Field> properties =
        fields(WorkExchange.class)
            .filter(field -> Modifier.isPublic(field.getModifiers()))
            .toList();

    assertThat(properties)
        .allSatisfy(
            field ->
                assertThat(field.isAnnotationPresent(Metadata.class)).as(field.getName()).isTrue());
    assertThat(table("## Exchange properties"))
        .containsExactlyElementsOf(
            properties.stream()
                .map(
                    field ->
                        "| `%s` | %s | %s |"
                            .formatted(
                                value(field),
                                field.getAnnotation(Metadata.class).javaType(),
                                field.getAnnotation(Metadata.class).description()))
                .toList());
  }

  /** A setter that no option describes would be an option that no page knows. */
  @Test
  void everySetterIsAnOption() {
    List<String> options =
        fields(RapportEndpoint.class)
            .filter(field -> field.isAnnotationPresent(UriParam.class))
            .map(Field::getName)
            .toList();

    assertThat(
            Arrays.stream(RapportEndpoint.class.getDeclaredMethods())
                .filter(method -> method.getName().startsWith("set"))
                .map(method -> method.getName().substring(3))
                .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1)))
        .containsExactlyInAnyOrderElementsOf(options);
  }

  private static Stream<Field> fields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields());
  }

  private static String names(List<String> properties) {
    return properties.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static String value(Field field) {
    try {
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> table(String heading) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int at = lines.indexOf(heading);
    assertThat(at).as(heading).isNotNegative();
    return lines.stream()
        .skip(at + 1L)
        .dropWhile(line -> !line.startsWith("|--"))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
