package org.rapport.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * A clinic's own colours and logo on the pages of patients and staff.
 *
 * @param color of buttons and links where it is light, as {@code #rrggbb}; blank: ours
 * @param colorDark the same where it is dark
 * @param logo file of the logo; blank: none
 */
public record ClinicLook(String color, String colorDark, String logo) {
  /** What text needs to be read on a ground (WCAG 2.2, 1.4.3). */
  private static final double READABLE = 4.5;

  private static final long MOST_BYTES = 65_536;

  /** What a colour stands on, the first of them cards; a test holds them to {@code tokens.css}. */
  static final Ground LIGHT = Ground.of(0.10, "#ffffff", "#f3f5f8");

  static final Ground DARK = Ground.of(0.16, "#18222d", "#10171f", "#1f2b38", "#0c1a28");

  /**
   * Where a colour stands.
   *
   * @param share how much of it is in the soft one
   */
  record Ground(double share, List<Colour> colours) {
    private static Ground of(double share, String... colours) {
      return new Ground(
          share, Stream.of(colours).map(one -> Colour.of(one).orElseThrow()).toList());
    }

    private Colour soft(Colour color) {
      return color.over(colours.get(0), share);
    }

    private double leastContrast(Colour color) {
      return Stream.concat(Stream.of(soft(color)), colours.stream())
          .mapToDouble(color::contrast)
          .min()
          .orElseThrow();
    }
  }

  /** A colour and the soft one of it that stands behind chips and what is chosen. */
  public record Accent(Colour color, Colour soft) {}

  /** The colour where it is light; empty: ours. */
  public Optional<Accent> light() {
    return Colour.of(color).map(of -> new Accent(of, LIGHT.soft(of)));
  }

  /** The colour where it is dark; empty: ours. */
  public Optional<Accent> dark() {
    return Colour.of(colorDark).map(of -> new Accent(of, DARK.soft(of)));
  }

  /** The logo's file. */
  public Optional<Path> file() {
    return logo == null || logo.isBlank() ? Optional.empty() : Optional.of(Path.of(logo.strip()));
  }

  /** The media type of a logo by its name; empty where it is none that may be shown. */
  public static Optional<String> type(Path logo) {
    String name = logo.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".svg")
        ? Optional.of("image/svg+xml")
        : name.endsWith(".png") ? Optional.of("image/png") : Optional.empty();
  }

  /**
   * Checks the three settings.
   *
   * @throws InvalidSettingException for the first that is wrong, or cannot be read on our pages
   */
  static void check(Environment env) {
    readable("RAPPORT_CLINIC_COLOR", env.getProperty("rapport.look.color", ""), LIGHT, "light");
    readable(
        "RAPPORT_CLINIC_COLOR_DARK", env.getProperty("rapport.look.color-dark", ""), DARK, "dark");
    String logo = env.getProperty("rapport.look.logo", "");
    if (!logo.isBlank() && !isLogo(Path.of(logo.strip()))) {
      throw new InvalidSettingException(
          "RAPPORT_CLINIC_LOGO", "should be a file .svg or .png of at most 64 KiB");
    }
  }

  private static void readable(String setting, String text, Ground on, String pages) {
    if (text.isBlank()) {
      return;
    }
    Colour color =
        Colour.of(text)
            .orElseThrow(
                () -> new InvalidSettingException(setting, "should be a colour such as #0b5394"));
    double least = on.leastContrast(color);
    if (least < READABLE) {
      throw new InvalidSettingException(
          setting,
          String.format(
              Locale.ROOT,
              "should be a colour that can be read on our %s pages: its contrast is %.1f, and 4.5"
                  + " is needed",
              pages,
              least));
    }
  }

  private static boolean isLogo(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.isReadable(file)
          && Files.size(file) <= MOST_BYTES
          && type(file).isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
