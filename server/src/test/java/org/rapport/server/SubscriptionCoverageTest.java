package org.rapport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The tests that docs/subscription-coverage.md names are there, and each row has some or a reason.
 */
class SubscriptionCoverageTest {
  private static final Path PAGE = Path.of("../docs/subscription-coverage.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d+) \\| [A-Z ]+ \\| \\[.*]\\(https?://[^|]*\\) \\| (.*) \\|");
  private static final Pattern REASON =
      Pattern.compile("\\*(not offered|not testable|documented|missing)\\*: .{5,}");

  @Test
  void everyRequirementIsShownOrReasonedAway() throws IOException {
    TestSources tests = new TestSources();
    Set<String> seen = new HashSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.matches("\\| \\d+ .*")) {
        continue;
      }
      Matcher row = ROW.matcher(line);
      assertThat(row.matches()).as(line).isTrue();
      assertThat(seen.add(row.group(1))).as("twice: " + row.group(1)).isTrue();
      if (!REASON.matcher(row.group(2)).matches()) {
        assertThat(TestSources.named(row.group(2)))
            .as(row.group(1))
            .isNotEmpty()
            .allMatch(tests::has);
      }
    }

    assertThat(seen).hasSize(115);
  }
}
