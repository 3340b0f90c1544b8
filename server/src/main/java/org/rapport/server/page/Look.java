package org.rapport.server.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.config.ClinicLook;
import org.rapport.server.config.RapportSettings;
import org.springframework.stereotype.Component;

/**
 * What all pages look like, those of patients and of staff: the same tokens, with the clinic's own
 * colours in their place, and its logo. Thread-safe.
 */
@Component
public final class Look {
  /** Of the style sheets that all pages share. */
  static final String FOLDER = "rapport-look";

  /** Below which the logo is. */
  public static final String LOGOS = "/assets/";

  private final String tokens;
  private final Logo logo;

  /**
   * A logo.
   *
   * @param path where it is, named by what is in it
   */
  public record Logo(String path, String type, byte[] body) {}

  /** Reads the logo and puts the colours in; both were checked when the settings were. */
  public Look(RapportSettings settings) {
    ClinicLook own = settings.look();
    this.tokens = Page.read(FOLDER, "tokens.css") + (own == null ? "" : colours(own));
    this.logo = own == null ? null : own.file().map(Look::read).orElse(null);
  }

  /** The style sheet's variables. */
  public String tokens() {
    return tokens;
  }

  /** The logo. */
  public Optional<Logo> logo() {
    return Optional.ofNullable(logo);
  }

  private static String colours(ClinicLook own) {
    StringBuilder css = new StringBuilder();
    own.light()
        .ifPresent(
            accent ->
                css.append("@media (prefers-color-scheme: light) ").append(variables(accent)));
    own.dark()
        .ifPresent(
            accent -> css.append("@media (prefers-color-scheme: dark) ").append(variables(accent)));
    return css.toString();
  }

  private static String variables(ClinicLook.Accent accent) {
    return "{ :root { --accent: %s; --accent-soft: %s; --ring: %s; } }\n"
        .formatted(accent.color(), accent.soft(), accent.color());
  }

  private static Logo read(Path file) {
    try {
      byte[] body = Files.readAllBytes(file);
      String name = file.getFileName().toString();
      return new Logo(
          LOGOS
              + "logo-"
              + DigestUtils.sha256Hex(body).substring(0, 12)
              + name.substring(name.lastIndexOf('.')).toLowerCase(Locale.ROOT),
          ClinicLook.type(file).orElseThrow(),
          body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
