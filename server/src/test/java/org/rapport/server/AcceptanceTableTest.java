package org.rapport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security-acceptance.md has each row, and the tests that it names are there. */
class AcceptanceTableTest {
  private static final Path PAGE = Path.of("..", "docs", "security-acceptance.md");
  private static final Pattern ROW = Pattern.compile("\\| (T\\d\\d) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern SHOWN = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

  @Test
  void everyRowIsShownOrReasonedAway() throws IOException {
    Map<String, String> sources = sources();
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (!row.matches()) {
        continue;
      }
      rows.add(row.group(1));
      assertThat(row.group(3)).as(row.group(1)).hasSizeGreaterThan(10);
      for (Matcher test = SHOWN.matcher(row.group(3)); test.find(); ) {
        assertThat(sources).as(row.group(1)).containsKey(test.group(1));
        assertThat(sources.get(test.group(1)))
            .as(row.group(1))
            .contains("void " + test.group(2) + "(");
      }
    }
    assertThat(rows).isEqualTo(IntStream.rangeClosed(1, 62).mapToObj("T%02d"::formatted).toList());
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path folder :
        List.of(Path.of("src/test/java"), Path.of("../camel-routes/src/test/java"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }
}
