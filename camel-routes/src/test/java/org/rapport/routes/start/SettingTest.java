package org.rapport.routes.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of settings, the page about them and the code that reads them say the same. */
class SettingTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:RAPPORT_[A-Z]+(?:_[A-Z]+)*|SERVER_PORT)\\b");

  @Test
  void thePageHasEachSettingInItsTables_andNoOther() {
    Set<String> documented =
        names(
            read(ROOT.resolve("docs/settings.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|")[1])
                .collect(Collectors.joining("\n")));

    assertThat(documented).isEqualTo(settings(true));
  }

  @Test
  void thePageNamesWhatIsOnlyReserved() {
    String page = read(ROOT.resolve("docs/settings.md"));
    String reserved = page.substring(page.indexOf("## Named elsewhere, not read yet"));

    assertThat(names(reserved)).isEqualTo(settings(false));
  }

  @Test
  void whatTheCodeReadsIsInTheList() throws IOException {
    Set<String> read = new TreeSet<>();
    for (String module : new String[] {"server", "camel-routes"}) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
        files
            .filter(file -> file.toString().matches(".*\\.(java|yaml)"))
            .filter(file -> !file.endsWith("Setting.java"))
            .forEach(file -> read.addAll(names(read(file))));
      }
    }
    // Not names but the beginning of some, and one of the compose file.
    read.removeIf(name -> Set.of("RAPPORT_RETENTION").contains(name));

    assertThat(Arrays.stream(Setting.values()).map(Enum::name)).containsAll(read);
  }

  @ParameterizedTest
  @CsvSource({
    "RAPPORT_CLINIC_NAMES, RAPPORT_CLINIC_NAME",
    "RAPPORT_CLINC_PHONE, RAPPORT_CLINIC_PHONE",
    "RAPPORT_SMTP_URI, RAPPORT_SMTP_URL",
    "RAPPORT_MLLPPORT, RAPPORT_MLLP_PORT",
    "RAPPORT_ROUTE, RAPPORT_ROUTES"
  })
  void aSlipHasANearestName(String written, Setting meant) {
    assertThat(Setting.nearest(written)).contains(meant);
  }

  @Test
  void whatIsLikeNothingHasNone() {
    assertThat(Setting.nearest("RAPPORT_SOMETHING_ELSE_ALTOGETHER")).isEmpty();
  }

  private static Set<String> settings(boolean read) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.isRead() == read)
        .map(Enum::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
