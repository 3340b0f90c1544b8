package org.rapport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/**
 * docs/smart-coverage.md says of each requirement of SMART App Launch for servers by which tests it
 * is shown, or why by none.
 */
class SmartCoverageTest {
  private static final Path FOLDER = Path.of("src/test/resources/smart");
  private static final Path PAGE = Path.of("../docs/smart-coverage.md");
  private static final Path WANTED = Path.of("target/smart-coverage.md");
  private static final Pattern REASON =
      Pattern.compile("(not offered|not testable|client's|documented|missing): .{5,}");
  private static final Pattern LINK = Pattern.compile("\\[([^\\[\\]]*)]\\([^)]*\\)");
  private static final int LONGEST = 160;

  @Test
  void everyRequirementIsShownOrReasonedAway() throws IOException {
    TestSources tests = new TestSources();
    Map<String, String> shown = shown();

    assertThat(shown.keySet())
        .containsExactlyElementsOf(requirements().stream().map(row -> row.get("ID")).toList());
    shown.forEach(
        (id, how) -> {
          if (!REASON.matcher(how).matches()) {
            assertThat(how.split(", ")).as(id).allMatch(tests::has);
          }
        });
  }

  @Test
  void thePageIsWhatTheTwoFilesMake() throws IOException {
    String page = page();
    if (!Files.exists(PAGE) || !Files.readString(PAGE).equals(page)) {
      Files.createDirectories(WANTED.getParent());
      Files.writeString(WANTED, page);
    }

    assertThat(PAGE).as("as it should be: server/%s".formatted(WANTED)).hasContent(page);
  }

  private static List<CSVRecord> requirements() throws IOException {
    try (Reader file =
        Files.newBufferedReader(FOLDER.resolve("smart_stu2_2_requirements_coverage.csv"))) {
      // It begins with a byte order mark, which would be part of the first column's name.
      assertThat(file.read()).isEqualTo('\ufeff');
      return CSVFormat.DEFAULT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .build()
          .parse(file)
          .getRecords();
    }
  }

  /** How each is shown, by its identifier. */
  private static Map<String, String> shown() throws IOException {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve("smart-coverage.tsv"))) {
      if (!line.startsWith("#")) {
        String[] parts = line.split("\t");
        assertThat(parts).as(line).hasSize(2);
        assertThat(shown.put(parts[0], parts[1])).as("twice: " + parts[0]).isNull();
      }
    }
    return shown;
  }

  static String page() throws IOException {
    Map<String, String> shown = shown();
    StringBuilder page =
        new StringBuilder(
            """
            # What SMART App Launch asks of a server

            *For those who must decide whether an app or a service works with Rapport, and for who changes it. Each of the requirements of SMART App Launch STU2.2 for servers, as Inferno's test kit lists them, and the automated tests that show it, or why there is none.*

            A test of the build looks that each row is here and each test there; the page is made of [these two files](../server/src/test/resources/smart/SOURCES.md). *Not offered*: Rapport has no such thing and says of none. *Not testable*: nothing that a server's answer could show. *Documented*: it is asked of the documentation. *Missing*: plan around it.

            """);
    page.append(summary(shown)).append("\n");
    page.append("| | | What is asked | Shown by |\n|---|---|---|---|\n");
    for (CSVRecord row : requirements()) {
      page.append(
          "| %s | %s | [%s](%s) | %s |\n"
              .formatted(
                  row.get("ID"),
                  row.get("Conformance"),
                  shortened(row.get("Requirement")),
                  row.get("URL"),
                  how(shown.getOrDefault(row.get("ID"), ""))));
    }
    return page.toString();
  }

  private static String summary(Map<String, String> shown) {
    Map<String, Long> kinds =
        shown.values().stream()
            .collect(
                Collectors.groupingBy(
                    how -> REASON.matcher(how).matches() ? how.split(":")[0] : "shown by tests",
                    LinkedHashMap::new,
                    Collectors.counting()));
    return kinds.entrySet().stream()
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", ", "Of " + shown.size() + ": ", ".\n"));
  }

  private static String how(String text) {
    if (REASON.matcher(text).matches()) {
      int colon = text.indexOf(':');
      return "*" + text.substring(0, colon) + "*" + text.substring(colon);
    }
    return "`" + text.replace(", ", "`, `") + "`";
  }

  /** In one line without links, which would not be read within a link, and without Markdown. */
  private static String shortened(String requirement) {
    String text = requirement.replaceAll("\\s+", " ").strip();
    while (LINK.matcher(text).find()) {
      text = LINK.matcher(text).replaceAll("$1");
    }
    text = text.replace("`", "").replace("*", "").replace("_", "\\_").replace("|", "\\|");
    text = text.replace("[", "(").replace("]", ")").replace("<", "&lt;");
    if (text.length() > LONGEST) {
      text = text.substring(0, text.lastIndexOf(' ', LONGEST)) + " …";
    }
    return text;
  }
}
