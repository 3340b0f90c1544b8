package org.rapport.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.words.Words;

/** What the templates of patients' pages and of the sign-in may and may not hold. */
class TemplatesTest {
  private static final Path TEMPLATES = Path.of("src/main/jte");
  private static final Pattern SAID = Pattern.compile("sheet\\.t\\(\"([A-Za-z.]+)\"\\)");
  private static final Pattern WORD = Pattern.compile(">[^<>${}@]*[A-Za-z]{2,}[^<>${}@]*<");

  /** Robots fill in the field that nobody sees; its name is for them. */
  private static final String TRAP = ">Website<";

  @ParameterizedTest
  @CsvSource({"patient,rapport-pages", "signin,rapport-sign-in"})
  void whatIsSaidHasWordsInEachLanguage(String folder, String words) {
    Set<String> said = new TreeSet<>();
    for (Path file : List.of(TEMPLATES.resolve("page"), TEMPLATES.resolve(folder))) {
      texts(file)
          .values()
          .forEach(text -> SAID.matcher(text).results().forEach(found -> said.add(found.group(1))));
    }
    assertThat(said).hasSizeGreaterThan(10);
    for (String language : List.of("en", "fr", "es")) {
      assertThat(Words.in(words).words(language).keySet()).as(language).containsAll(said);
    }
  }

  @ParameterizedTest
  @CsvSource({"page", "patient", "signin"})
  void aTemplateHoldsNeitherWordsNorWhatItsPolicyForbids(String folder) {
    texts(TEMPLATES.resolve(folder))
        .forEach(
            (name, text) -> {
              assertThat(text.replace("<style>$unsafe{sheet.style()}</style>", ""))
                  .as(name)
                  .doesNotContain("$unsafe", " style=", "<style", "<script>", "http:", "https:");
              Matcher word = WORD.matcher(text.replace(TRAP, "><").replaceAll("(?m)^[@!].*$", ""));
              assertThat(word.find()).as("%s has words of no language's file", name).isFalse();
            });
  }

  @Test
  void aWordThatThereIsNotIsADefectAndNoGap() {
    Sheet sheet = new Sheet("en", Map.of(), "", "Clinic", null, "Heading", Sheet.Said.NOTHING);

    assertThat(catchThrowable(() -> sheet.t("missing")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing");
  }

  private static Map<String, String> texts(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.collect(Collectors.toMap(Path::toString, TemplatesTest::text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
