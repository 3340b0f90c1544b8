package org.rapport.server.outreach;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.catalog.Template;
import org.rapport.server.config.RapportSettings;
import org.rapport.terminology.Channel;
import org.rapport.time.CivilTime;
import org.springframework.stereotype.Component;

/** The text of a due message: rendered from its template, or as staff wrote it. */
@Component
class MessageText {
  private final DefinitionCatalog catalog;
  private final Rendering rendering;
  private final AnswerTexts answers;
  private final RapportSettings.Clinic clinic;
  private final CivilTime time = CivilTime.installed();

  MessageText(
      DefinitionCatalog catalog,
      Rendering rendering,
      AnswerTexts answers,
      RapportSettings settings) {
    this.catalog = catalog;
    this.rendering = rendering;
    this.answers = answers;
    this.clinic = settings.clinic();
  }

  /**
   * A text with the template that it came from.
   *
   * @param template canonical with version, or null for a text that staff wrote
   */
  record Text(String subject, String body, String language, String template) {}

  /** Empty when there is no text for this channel: a template that is gone, or no payload. */
  Optional<Text> of(DueMessage message, Channel channel) {
    if (message.answer() != null) {
      // Whatever the request carries: what passes an opt-out is only ever our own words.
      return answers
          .template(message.answer(), message.answerTo())
          .flatMap(template -> filled(template, message, channel));
    }
    if (message.manual()) {
      return Optional.ofNullable(message.payload())
          .filter(payload -> !payload.isBlank())
          .map(payload -> written(payload, message, channel));
    }
    return catalog
        .template(message.template())
        .flatMap(template -> filled(template, message, channel));
  }

  /** A template's text, its dates in the language that the text is in. */
  Optional<Text> filled(Template template, DueMessage message, Channel channel) {
    return template
        .variant(channel.code(), message.language())
        .map(Template.Variant::language)
        .flatMap(
            language -> rendering.render(template, channel, language, values(message, language)))
        .filter(rendered -> !rendered.body().isBlank())
        .map(
            rendered ->
                new Text(
                    rendered.subject(),
                    rendered.body(),
                    rendered.language(),
                    template.canonical()));
  }

  private Text written(String payload, DueMessage message, Channel channel) {
    String language = message.language() == null ? Template.FALLBACK_LANGUAGE : message.language();
    return new Text(
        channel == Channel.EMAIL ? clinic.name() : null, payload.strip(), language, null);
  }

  private Map<String, String> values(DueMessage message, String language) {
    Map<String, String> values = new HashMap<>();
    values.put("given", message.given());
    values.put("clinicName", clinic.name());
    values.put(
        "clinicPhone", message.locationPhone() == null ? clinic.phone() : message.locationPhone());
    values.put("clinicAddress", clinic.address());
    if (message.answer() == AnswerKind.WHICH_VISIT) {
      values.put("choices", message.payload());
    }
    values.put("locationName", message.locationName());
    values.put("locationAddress", message.locationAddress());
    if (message.visitStart() != null) {
      values.putAll(
          VisitWords.of(
              message.visitStart(), message.clinicZone(), message.zone(), language, time));
    }
    return values;
  }
}
