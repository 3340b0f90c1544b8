package org.rapport.server.outreach;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.rapport.server.catalog.Template;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/**
 * The fixed answers as templates: {@code rapport-answers/<language>.properties}, a text each kind;
 * that to a crisis also by country of the number. Thread-safe.
 */
@Component
class AnswerTexts {
  private static final List<String> LANGUAGES = List.of("en", "fr", "es");

  private final Map<String, Properties> texts = new HashMap<>();
  private final String clinicRegion;

  AnswerTexts(RapportSettings settings) {
    this.clinicRegion = Addresses.region(settings.clinic().phone(), "US");
    LANGUAGES.forEach(language -> texts.put(language, read(language)));
  }

  private static Properties read(String language) {
    Properties properties = new Properties();
    try (Reader in =
        new InputStreamReader(
            AnswerTexts.class.getResourceAsStream("/rapport-answers/" + language + ".properties"),
            StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** A fixed sentence, in English where there is none in the language. */
  String words(String key, String language) {
    String base = language == null ? "en" : language.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
    return texts.getOrDefault(base, texts.get("en")).getProperty(key);
  }

  /** The template of an answer to this address. */
  Optional<Template> template(AnswerKind kind, String to) {
    String key = kind.code();
    String local = kind == AnswerKind.CRISIS ? key + "." + Addresses.region(to, clinicRegion) : key;
    List<Template.Variant> variants = new ArrayList<>();
    texts.forEach(
        (language, properties) -> {
          String text = properties.getProperty(local, properties.getProperty(key));
          if (text != null) {
            variants.add(new Template.Variant(language, Channel.SMS.code(), null, text));
            variants.add(
                new Template.Variant(language, Channel.EMAIL.code(), "{{clinicName}}", text));
          }
        });
    return variants.isEmpty()
        ? Optional.empty()
        : Optional.of(new Template(null, "acknowledgement", List.copyOf(variants), true));
  }
}
