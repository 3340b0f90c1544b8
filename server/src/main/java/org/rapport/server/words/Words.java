package org.rapport.server.words;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Words that ship, a file a language: {@code <folder>/<language>.properties} on the class path, in
 * UTF-8. The fall-back is of the whole file, not of a key ({@link Languages#shipped}): what a
 * language does not say it does not say in English. Read once; immutable.
 */
public final class Words {
  private final Map<String, Map<String, String>> byLanguage;

  private Words(Map<String, Map<String, String>> byLanguage) {
    this.byLanguage = byLanguage;
  }

  /**
   * The words of a folder.
   *
   * @throws UncheckedIOException where the file of a language is missing or cannot be read, which
   *     is a defect of the build
   */
  public static Words in(String folder) {
    return new Words(
        Languages.SHIPPED.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), language -> read(folder, language))));
  }

  private static Map<String, String> read(String folder, String language) {
    String file = "/" + folder + "/" + language + ".properties";
    try (InputStream in = Words.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new FileNotFoundException(file);
      }
      PropertyResourceBundle bundle =
          new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
      return bundle.keySet().stream()
          .collect(Collectors.toUnmodifiableMap(Function.identity(), bundle::getString));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All words in the language of a tag, by key; null, and what does not ship, is English. */
  public Map<String, String> words(String language) {
    return byLanguage.get(Languages.shipped(language));
  }

  /** One of {@link #words}; null where that file has none under the key. */
  public String text(String language, String key) {
    return words(language).get(key);
  }

  /** The same, or what stands under another key where there is none under the first. */
  public String text(String language, String key, String otherwise) {
    String text = text(language, key);
    return text == null ? text(language, otherwise) : text;
  }
}
