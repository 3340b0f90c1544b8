package org.rapport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code $explain} gives as the source of a rule of our own is a page with that heading. */
class SourcesTest {
  private static final Pattern SOURCE = Pattern.compile("\"Rapport[, ]+([^\"]*)\"");
  private static final Pattern PAGE = Pattern.compile("(docs/[\\w/-]+\\.md)#([\\w-]+)");

  @Test
  void eachLeadsToAHeading() throws IOException {
    Set<String> sources = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file ->
                  SOURCE
                      .matcher(read(file))
                      .results()
                      .map(found -> found.group(1))
                      .filter(text -> text.startsWith("docs/") || text.startsWith("contract"))
                      .forEach(sources::add));
    }

    assertThat(sources).hasSizeGreaterThan(5).allSatisfy(SourcesTest::leadsToAHeading);
  }

  private static void leadsToAHeading(String source) {
    assertThat(source).matches(PAGE);
    MatchResult place = PAGE.matcher(source).results().findFirst().orElseThrow();
    assertThat(
            read(Path.of("..", place.group(1)))
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(SourcesTest::anchor))
        .contains(place.group(2));
  }

  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\w -]", "")
        .replace(' ', '-');
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
