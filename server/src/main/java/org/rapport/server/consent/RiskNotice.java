package org.rapport.server.consent;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What patients are told of texts and e-mails: they are not encrypted (45 CFR 164.522(b)). Its
 * version is kept with what is permitted beside it. Read once from {@code
 * rapport-unencrypted/<language>.properties}; immutable.
 */
public final class RiskNotice {
  /** The field of a form that says which version stood on it. */
  public static final String FIELD = "risk-notice";

  private static final String FALLBACK = "en";
  private static final Map<String, Properties> TEXTS =
      Stream.of(FALLBACK, "fr", "es")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), RiskNotice::read));

  private RiskNotice() {}

  /** The notice in a language, else in English. */
  public static String text(String language) {
    return word(language, "notice");
  }

  /** The version of the notice, in every language. */
  public static String version() {
    return word(FALLBACK, "version");
  }

  /**
   * The version that a form says was shown; null for none, and for one that is not ours: nobody
   * knows what that said.
   */
  public static String shown(String version) {
    return version().equals(version) ? version : null;
  }

  /** What is said about it under a key, in a language, else in English. */
  public static String word(String language, String key) {
    String base =
        language == null ? FALLBACK : language.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
    return TEXTS.getOrDefault(base, TEXTS.get(FALLBACK)).getProperty(key);
  }

  private static Properties read(String language) {
    String file = "/rapport-unencrypted/" + language + ".properties";
    try (Reader in =
        new InputStreamReader(RiskNotice.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("The shipped notice cannot be read", e);
    }
  }
}
