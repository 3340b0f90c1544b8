package org.rapport.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** The words of the console in one language. A key without words is a fault of ours: a test. */
public final class Words {
  /** Those that there are. */
  public static final List<String> LANGUAGES = List.of("en", "fr", "es");

  private static final Map<String, Words> ALL = new LinkedHashMap<>();

  static {
    LANGUAGES.forEach(language -> ALL.put(language, new Words(language)));
  }

  private final Locale locale;
  private final Properties words = new Properties();

  private Words(String language) {
    this.locale = Locale.forLanguageTag(language);
    try (InputStream in =
        Words.class.getResourceAsStream("/rapport-console/words/" + language + ".properties")) {
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of a language, by its base; null or another one: English. */
  public static Words in(String language) {
    String base = language == null ? "en" : Locale.forLanguageTag(language).getLanguage();
    return ALL.getOrDefault(base, ALL.get("en"));
  }

  /** Of dates and numbers. */
  public Locale locale() {
    return locale;
  }

  /** Whether there are words. */
  public boolean has(String key) {
    return words.containsKey(key);
  }

  /**
   * The words of a key, with what belongs into them ({@code {0}}, as {@link MessageFormat}).
   *
   * @throws IllegalArgumentException where there are none
   */
  public String say(String key, Object... values) {
    String text = words.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("No words for " + key);
    }
    return values.length == 0 && !text.contains("{")
        ? text
        : new MessageFormat(text.replace("'", "''"), locale).format(values);
  }

  /** The words of a key that a code ends; where we have none, what they would be without. */
  public String or(String key, String otherwise, Object... values) {
    return has(key) ? say(key, values) : otherwise;
  }

  /** All keys. */
  public Set<String> keys() {
    return words.stringPropertyNames();
  }
}
