package org.rapport.server.outreach.text;

import java.util.ArrayList;
import java.util.List;
import org.rapport.server.catalog.Template;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.journey.Placeholder;
import org.rapport.server.journey.Placeholders;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.sensitivity.DiscreetName;
import org.rapport.server.sensitivity.SensitiveWords;
import org.rapport.server.words.Languages;
import org.rapport.server.words.Words;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/**
 * The generic texts about sensitive visits: {@code rapport-discreet/<language>.properties}. They
 * say when, whom to call, and nothing else. Thread-safe.
 */
@Component
public class DiscreetTexts {
  private static final Words TEXTS = Words.in("rapport-discreet");

  private final String name;
  private final String everybody;

  public DiscreetTexts(RapportSettings settings, SensitiveWords words) {
    RapportSettings.Clinic clinic = settings.clinic();
    String chosen = settings.content() == null ? null : settings.content().discreetName();
    if (words.language(chosen).isPresent()) {
      throw new InvalidSettingException(
          "RAPPORT_CLINIC_DISCREET_NAME", "should have no word that gives a service away");
    }
    this.name = DiscreetName.of(settings, words);
    this.everybody = words.language(clinic.name()).isPresent() ? name : clinic.name();
  }

  /**
   * The clinic's name as a patient may see it in a message. A name that itself tells what the
   * clinic treats is in no message at all.
   */
  String name(boolean sensitive) {
    return sensitive ? name : everybody;
  }

  /**
   * The generic text in the place of a message's own.
   *
   * @param canonical of the template that it stands for
   */
  Template template(DueMessage message, String canonical) {
    OutreachPurpose purpose = message.request().purpose();
    boolean visit =
        message.visit().booked()
            && message.request().window().anchor() != null
            && (purpose == OutreachPurpose.APPOINTMENT || purpose == OutreachPurpose.CARE);
    String kind = visit ? "visit" : "contact";
    List<Template.Variant> variants = new ArrayList<>();
    for (String language : Languages.SHIPPED) {
      variants.add(
          new Template.Variant(
              language, Channel.SMS.code(), null, TEXTS.text(language, kind + ".sms")));
      variants.add(
          new Template.Variant(
              language,
              Channel.EMAIL.code(),
              TEXTS.text(language, "subject"),
              TEXTS.text(language, kind + ".email")));
    }
    return new Template(canonical, purpose.code(), List.copyOf(variants), false);
  }

  /** Whether a template could say more of a visit than its time: it has a place for more. */
  static boolean tells(Template template) {
    return !template.variants().stream()
        .allMatch(variant -> Placeholders.all(text(variant), Placeholder::generic));
  }

  /** All that a variant's placeholders may stand in. */
  static String text(Template.Variant variant) {
    return (variant.subject() == null ? "" : variant.subject() + "\n") + variant.body();
  }
}
