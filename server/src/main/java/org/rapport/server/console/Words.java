package org.rapport.server.console;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.rapport.server.words.Languages;

/** The words of the console in one language. A key without words is a fault of ours: a test. */
public final class Words {
  /** Those that there are. */
  public static final List<String> LANGUAGES = Languages.SHIPPED;

  private final Locale locale;
  private final Map<String, String> words;

  private Words(String language) {
    this.locale = Locale.forLanguageTag(language);
    this.words = WordFiles.in(language);
  }

  /** Those of a language, by its base; null or another one: English. */
  public static Words in(String language) {
    return new Words(Languages.shipped(language));
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
    String text = words.get(key);
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
    return words.keySet();
  }
}
