package org.rapport.server.catalog;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Texts that are shipped in our three languages, a file each: {@code
 * <folder>/<language>.properties} on the class path. Read once; immutable.
 */
public final class ShippedTexts {
  /** The languages, in the order in which they are offered. */
  public static final List<String> LANGUAGES = List.of("en", "fr", "es");

  private static final String FALLBACK = "en";

  private final Map<String, Properties> texts;

  private ShippedTexts(Map<String, Properties> texts) {
    this.texts = texts;
  }

  /** The texts of a folder; one that is not whole is a defect of the build. */
  public static ShippedTexts of(String folder) {
    return new ShippedTexts(
        LANGUAGES.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), language -> read(folder, language))));
  }

  private static Properties read(String folder, String language) {
    String file = "/" + folder + "/" + language + ".properties";
    try (Reader in =
        new InputStreamReader(
            ShippedTexts.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /**
   * A text, from the file of the language or of its base ({@code fr-CA}), else the English one.
   *
   * @param language BCP 47; null: English
   * @return null where that file has none under the key
   */
  public String text(String language, String key) {
    String base =
        language == null ? FALLBACK : language.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
    return texts.getOrDefault(base, texts.get(FALLBACK)).getProperty(key);
  }

  /** The same, or what stands under another key where there is none under the first. */
  public String text(String language, String key, String otherwise) {
    String text = text(language, key);
    return text == null ? text(language, otherwise) : text;
  }
}
