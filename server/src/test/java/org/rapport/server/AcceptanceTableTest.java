package org.rapport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/security-acceptance.md has each row, and the tests that it names are there. */
class AcceptanceTableTest {
  private static final Path PAGE = Path.of("..", "docs", "security-acceptance.md");
  private static final Pattern ROW = Pattern.compile("\\| (T\\d\\d) \\| ([^|]+) \\| ([^|]+) \\|");

  @Test
  void everyRowIsShownOrReasonedAway() throws IOException {
    TestSources tests = new TestSources();
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (!row.matches()) {
        continue;
      }
      rows.add(row.group(1));
      assertThat(row.group(3)).as(row.group(1)).hasSizeGreaterThan(10);
      assertThat(TestSources.named(row.group(3))).as(row.group(1)).allMatch(tests::has);
    }
    assertThat(rows).isEqualTo(IntStream.rangeClosed(1, 62).mapToObj("T%02d"::formatted).toList());
  }
}
