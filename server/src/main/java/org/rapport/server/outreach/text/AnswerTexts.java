package org.rapport.server.outreach.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rapport.server.catalog.Template;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.words.Languages;
import org.rapport.server.words.Words;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/**
 * The fixed answers as templates: {@code rapport-answers/<language>.properties}, a text each kind;
 * that to a crisis also by country of the number. Thread-safe.
 */
@Component
public class AnswerTexts {
  private static final Words TEXTS = Words.in("rapport-answers");

  private final String clinicRegion;

  public AnswerTexts(RapportSettings settings) {
    this.clinicRegion = Addresses.region(settings.clinic().phone(), "US");
  }

  /** A fixed sentence, in English where there is none in the language. */
  String words(String key, String language) {
    return TEXTS.text(language, key);
  }

  /** The template of an answer to this address. */
  Optional<Template> template(AnswerKind kind, String to) {
    String key = kind.code();
    String local = kind == AnswerKind.CRISIS ? key + "." + Addresses.region(to, clinicRegion) : key;
    List<Template.Variant> variants = new ArrayList<>();
    for (String language : Languages.SHIPPED) {
      String text = TEXTS.text(language, local, key);
      if (text != null) {
        variants.add(new Template.Variant(language, Channel.SMS.code(), null, text));
        String mail = TEXTS.text(language, key + ".email");
        variants.add(
            new Template.Variant(
                language, Channel.EMAIL.code(), "{{clinicName}}", mail == null ? text : mail));
      }
    }
    return variants.isEmpty()
        ? Optional.empty()
        : Optional.of(new Template(null, "acknowledgement", List.copyOf(variants), true));
  }
}
