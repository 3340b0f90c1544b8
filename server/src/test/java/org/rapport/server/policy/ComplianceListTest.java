package org.rapport.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of docs/compliance.md is complete: every rule, and no test that is not there. */
class ComplianceListTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static String list() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/compliance.md"));
    return page.substring(page.indexOf("## Every rule"));
  }

  private static Set<String> found(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void everyRuleIsInTheList() throws IOException {
    assertThat(found("\\b(R\\d\\d)\\b", list()))
        .containsAll(
            IntStream.rangeClosed(1, 32)
                .mapToObj(n -> "R%02d".formatted(n))
                .collect(Collectors.toSet()));
  }

  @Test
  void everyTestOfTheListIsThere() throws IOException {
    Set<String> tests;
    try (Stream<Path> files =
        Stream.of("server", "camel-routes", "fhir-profiles")
            .map(module -> ROOT.resolve(module + "/src/test/java"))
            .flatMap(ComplianceListTest::walk)) {
      tests = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }

    assertThat(found("`([A-Za-z]+(?:Test|IT))`", list()))
        .isNotEmpty()
        .allMatch(test -> tests.contains(test + ".java"));
  }

  private static Stream<Path> walk(Path folder) {
    try {
      return Files.walk(folder);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
