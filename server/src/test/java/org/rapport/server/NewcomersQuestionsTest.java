package org.rapport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each question of docs/architecture.md leads to its files in one step. */
class NewcomersQuestionsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\(([^)#]+)\\)");

  @Test
  void theFilesAreWhereTheAnswersSay() throws IOException {
    String page = Files.readString(DOCS.resolve("architecture.md"));
    String section = page.split("## Where is …\\?")[1].split("\n## ")[0];
    long questions = section.lines().filter(line -> line.startsWith("| ")).count() - 1;

    assertThat(questions).isGreaterThanOrEqualTo(12);
    int links = 0;
    for (Matcher link = LINK.matcher(section); link.find(); links++) {
      Path file = DOCS.resolve(link.group(2));
      assertThat(file).exists();
      assertThat(file.getFileName().toString()).isIn(link.group(1) + ".java", link.group(1));
    }
    assertThat(links).isGreaterThan(12);
  }
}
