package org.rapport.server.outreach;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rapport.server.catalog.Template;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.sensitivity.DiscreetName;
import org.rapport.server.sensitivity.SensitiveWords;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/**
 * The generic texts about sensitive visits: {@code rapport-discreet/<language>.properties}. They
 * say when, whom to call, and nothing else. Thread-safe.
 */
@Component
class DiscreetTexts {
  private static final List<String> LANGUAGES = List.of("en", "fr", "es");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[#^/&]?\\s*([A-Za-z]+)");

  static final Set<String> GENERIC =
      Set.of(
          "given",
          "clinicName",
          "clinicPhone",
          "clinicAddress",
          "visitDate",
          "visitTime",
          "zoneLabel",
          "token",
          "link",
          "preferences",
          "crisisLines",
          "respondBy",
          "question",
          "service",
          "bookingLink",
          "resumeLink",
          "surveyLink");

  private final Map<String, Properties> texts = new HashMap<>();
  private final String name;
  private final String everybody;

  DiscreetTexts(RapportSettings settings, SensitiveWords words) {
    RapportSettings.Clinic clinic = settings.clinic();
    String chosen = settings.content() == null ? null : settings.content().discreetName();
    if (words.language(chosen).isPresent()) {
      throw new InvalidSettingException(
          "RAPPORT_CLINIC_DISCREET_NAME", "should have no word that gives a service away");
    }
    this.name = DiscreetName.of(settings, words);
    this.everybody = words.language(clinic.name()).isPresent() ? name : clinic.name();
    LANGUAGES.forEach(language -> texts.put(language, read(language)));
  }

  private static Properties read(String language) {
    Properties properties = new Properties();
    try (Reader in =
        new InputStreamReader(
            DiscreetTexts.class.getResourceAsStream(
                "/rapport-discreet/" + language + ".properties"),
            StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
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
    OutreachPurpose purpose = GateQuestions.purpose(message);
    boolean visit =
        message.visitStart() != null
            && "booked".equals(message.visitStatus())
            && message.anchor() != null
            && (purpose == OutreachPurpose.APPOINTMENT || purpose == OutreachPurpose.CARE);
    String kind = visit ? "visit" : "contact";
    List<Template.Variant> variants = new ArrayList<>();
    texts.forEach(
        (language, words) -> {
          variants.add(
              new Template.Variant(
                  language, Channel.SMS.code(), null, words.getProperty(kind + ".sms")));
          variants.add(
              new Template.Variant(
                  language,
                  Channel.EMAIL.code(),
                  words.getProperty("subject"),
                  words.getProperty(kind + ".email")));
        });
    return new Template(canonical, purpose.code(), List.copyOf(variants), false);
  }

  /** Whether a template could say more of a visit than its time: it has a place for more. */
  static boolean tells(Template template) {
    return template.variants().stream()
        .flatMap(DiscreetTexts::placeholders)
        .anyMatch(name -> !GENERIC.contains(name));
  }

  /** The names of the values that a text has a place for. */
  static Stream<String> placeholders(Template.Variant variant) {
    return Stream.of(variant.subject() == null ? "" : variant.subject(), variant.body())
        .flatMap(text -> PLACEHOLDER.matcher(text).results())
        .map(placeholder -> placeholder.group(1));
  }
}
