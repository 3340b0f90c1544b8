package org.rapport.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** Colours that nobody could read are refused before anything starts. */
class ClinicLookTest {
  private final MockEnvironment env = new MockEnvironment();

  private void refused(String setting, String words) {
    assertThatThrownBy(() -> ClinicLook.check(env))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll(setting + ":", words);
  }

  /** Figures of WebAIM's and the WCAG's own examples. */
  @ParameterizedTest
  @CsvSource({"#000000,#ffffff,21", "#777777,#ffffff,4.48", "#0000ff,#ffffff,8.59"})
  void contrastIsThatOfWcag(String one, String two, double ratio) {
    Colour first = Colour.of(one).orElseThrow();
    Colour second = Colour.of(two).orElseThrow();

    assertThat(first.contrast(second)).isCloseTo(ratio, within(0.01));
    assertThat(second.contrast(first)).isEqualTo(first.contrast(second));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#0b5394", "#1B6E3C", "#7a1f5c", ""})
  void coloursThatCanBeReadAreTaken(String color) {
    env.setProperty("rapport.look.color", color);
    ClinicLook.check(env);
  }

  @ParameterizedTest
  @CsvSource({
    "#ffd400,its contrast is 1",
    "#777777,its contrast is",
    "blue,such as #0b5394",
    "#12345,such as #0b5394"
  })
  void coloursThatCannotAreRefusedWithTheirContrast(String color, String words) {
    env.setProperty("rapport.look.color", color);
    refused("RAPPORT_CLINIC_COLOR", words);
  }

  @Test
  void theGroundsAreThoseOfTheStyleSheet() throws Exception {
    String css = Files.readString(Path.of("src/main/resources/rapport-look/tokens.css"));
    String light = css.substring(0, css.indexOf("@media"));
    String dark = css.substring(css.indexOf("@media"));
    assertThat(ClinicLook.LIGHT.colours()).allMatch(one -> light.contains(one.toString()));
    assertThat(ClinicLook.DARK.colours()).allMatch(one -> dark.contains(one.toString()));
    assertThat(light).contains("--card: " + ClinicLook.LIGHT.colours().get(0));
    assertThat(dark).contains("--card: " + ClinicLook.DARK.colours().get(0));
  }

  @Test
  void whatIsReadInTheLightIsNotInTheDark() {
    env.setProperty("rapport.look.color-dark", "#0b5394");
    refused("RAPPORT_CLINIC_COLOR_DARK", "on our dark pages");
    env.setProperty("rapport.look.color-dark", "#8ec1f5");
    ClinicLook.check(env);
  }

  @Test
  void aLogoIsASmallPicture(@TempDir Path folder) throws Exception {
    for (String wrong : new String[] {"logo.gif", "gone.svg"}) {
      Path file = folder.resolve(wrong);
      if (wrong.endsWith("gif")) {
        Files.write(file, new byte[10]);
      }
      env.setProperty("rapport.look.logo", file.toString());
      refused("RAPPORT_CLINIC_LOGO", "64 KiB");
    }
    Path large = Files.write(folder.resolve("large.png"), new byte[65_537]);
    env.setProperty("rapport.look.logo", large.toString());
    refused("RAPPORT_CLINIC_LOGO", "64 KiB");
    Path right = Files.write(folder.resolve("logo.png"), new byte[65_536]);
    env.setProperty("rapport.look.logo", right.toString());
    ClinicLook.check(env);
  }
}
