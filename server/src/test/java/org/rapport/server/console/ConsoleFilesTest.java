package org.rapport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.rapport.server.config.Colour;
import org.rapport.server.config.TestSettings;
import org.rapport.server.page.Look;

/** What the files of the console may and may not hold: words, templates, styles, scripts. */
class ConsoleFilesTest {
  private static final Path TEMPLATES = Path.of("src/main/jte/console");
  private static final Path CODE = Path.of("src/main/java/org/rapport/server/console");
  private static final Path FILES = Path.of("src/main/resources/rapport-console");
  private static final Pattern SAID = Pattern.compile("\\b(?:t|say)\\(\\s*\"([a-z0-9.-]+)\"[,)]");
  private static final Pattern WORD = Pattern.compile(">[^<>${}@]*[A-Za-z]{2,}[^<>${}@]*<");
  private static final int MOST_SCRIPT = 30 * 1024;
  private static final int MOST_STYLE = 14 * 1024;
  private static final double READABLE = 4.5;

  @Test
  void eachLanguageHasTheSameWords() {
    Set<String> english = Words.in("en").keys();
    for (String language : Words.LANGUAGES) {
      assertThat(Words.in(language).keys()).as(language).isEqualTo(english);
    }
  }

  @Test
  void whatIsSaidHasWords() {
    for (Path file : files(TEMPLATES, CODE)) {
      Matcher said = SAID.matcher(text(file));
      while (said.find()) {
        assertThat(Words.in("en").has(said.group(1)))
            .as("%s says %s", file.getFileName(), said.group(1))
            .isTrue();
      }
    }
  }

  @Test
  void aTemplateHoldsNothingThatThePolicyOfItsPageForbidsAndNoWords() {
    for (Path file : files(TEMPLATES)) {
      String text = text(file);
      assertThat(text)
          .as(file.toString())
          .doesNotContain("$unsafe")
          .doesNotContain(" style=")
          .doesNotContain("hx-on")
          .doesNotContain("hx-push-url")
          .doesNotContain("js:")
          .doesNotContain("<script>")
          .doesNotContain("<style");
      String markup =
          text.replaceAll("<kbd>[a-zA-Z]</kbd>", "")
              .replace(">CSV<", "><")
              .replaceAll(">client_[a-z]+<", "><");
      assertThat(WORD.matcher(markup.replaceAll("(?m)^[@!].*$", "")).find())
          .as("%s has words of no language's file", file.getFileName())
          .isFalse();
    }
  }

  @Test
  void scriptAndStyleAreSmall() {
    Assets assets = new Assets(new Look(TestSettings.of(null)));
    assertThat(zipped(assets.file(last(assets.names().script())).getBody()))
        .isLessThan(MOST_SCRIPT);
    assertThat(zipped(assets.file(last(assets.names().style())).getBody())).isLessThan(MOST_STYLE);
  }

  @Test
  void coloursCanBeReadInTheLightAndInTheDark() {
    String css = text(FILES.resolveSibling("rapport-look/tokens.css"));
    int dark = css.indexOf("@media");
    Map<String, String> light = colours(css.substring(0, dark));
    Map<String, String> night = new HashMap<>(light);
    night.putAll(colours(css.substring(dark)));
    for (Map<String, String> theme : List.of(light, night)) {
      for (String[] pair :
          new String[][] {
            {"ink", "card"},
            {"ink", "ground"},
            {"ink-2", "card"},
            {"ink-2", "ground"},
            {"accent", "card"},
            {"accent", "ground"},
            {"accent", "accent-soft"},
            {"accent-ink", "accent"},
            {"late", "card"},
            {"late", "late-soft"},
            {"warn", "card"},
            {"warn", "warn-soft"},
            {"ok", "card"},
            {"ok", "ok-soft"},
            {"ink", "late-soft"},
            {"ink-2", "late-soft"},
            {"ink", "accent-soft"},
            {"ink-2", "accent-soft"}
          }) {
        assertThat(contrast(theme.get(pair[0]), theme.get(pair[1])))
            .as("%s on %s", pair[0], pair[1])
            .isGreaterThanOrEqualTo(READABLE);
      }
      assertThat(contrast(theme.get("line-2"), theme.get("card")))
          .as("edge of a control")
          .isGreaterThanOrEqualTo(3);
      assertThat(contrast(theme.get("ring"), theme.get("ring-2"))).as("focus").isGreaterThan(3);
    }
  }

  private static Map<String, String> colours(String css) {
    Map<String, String> colours = new HashMap<>();
    Matcher one = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6})").matcher(css);
    while (one.find()) {
      colours.put(one.group(1), one.group(2));
    }
    return colours;
  }

  private static double contrast(String one, String other) {
    return Colour.of(one).orElseThrow().contrast(Colour.of(other).orElseThrow());
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static int zipped(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.size();
  }

  private static List<Path> files(Path... roots) {
    List<Path> files = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> found = Files.walk(root)) {
        found.filter(Files::isRegularFile).forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noWordsAreLeftOver() {
    StringBuilder all = new StringBuilder();
    files(TEMPLATES, CODE).forEach(file -> all.append(text(file)));
    Set<String> unused = new TreeSet<>();
    for (String key : Words.in("en").keys()) {
      if (all.indexOf('"' + key + '"') < 0 && !isComposed(key, all) && !ofAListing(key)) {
        unused.add(key);
      }
    }
    assertThat(unused).isEmpty();
  }

  // Words of a code or a kind are asked for by what they begin with.
  private static boolean isComposed(String key, CharSequence all) {
    for (int at = key.indexOf('.'); at >= 0; at = key.indexOf('.', at + 1)) {
      if (all.toString().contains('"' + key.substring(0, at + 1) + '"')) {
        return true;
      }
    }
    return false;
  }

  private static boolean ofAListing(String key) {
    return key.endsWith(".lead") || key.endsWith(".empty") || key.endsWith(".empty.what");
  }
}
