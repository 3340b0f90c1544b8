package org.rapport.server.outreach.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.rapport.server.catalog.Template;
import org.rapport.server.catalog.TemplateSource;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.OtherVisit;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;
import org.springframework.stereotype.Component;

/** The text of a due message: rendered from its template, or as staff wrote it. */
@Component
public class MessageText {
  private final TemplateSource catalog;
  private final Rendering rendering;
  private final AnswerTexts answers;
  private final DiscreetTexts discreet;
  private final UntoldTexts untold;
  private final RapportSettings.Clinic clinic;
  private final VisitNotes notes;
  private final InquiryNotes inquiries;
  private final CivilTime time = CivilTime.installed();

  public MessageText(
      TemplateSource catalog,
      Rendering rendering,
      AnswerTexts answers,
      DiscreetTexts discreet,
      VisitNotes notes,
      InquiryNotes inquiries,
      RapportSettings settings) {
    this.catalog = catalog;
    this.rendering = rendering;
    this.answers = answers;
    this.discreet = discreet;
    this.untold = new UntoldTexts(discreet);
    this.notes = notes;
    this.inquiries = inquiries;
    this.clinic = settings.clinic();
  }

  /**
   * A text with the template that it came from.
   *
   * @param template canonical with version, or null for a text that staff wrote
   */
  public record Text(String subject, String body, String language, String template) {}

  /**
   * What only a release can know.
   *
   * @param token number behind C and R on a shared telephone, or null
   * @param link makes the link to the page about the visit
   * @param preferences makes the link to the page of preferences
   * @param form makes the link to a form, or to free times, of what it is about
   */
  public record Extras(
      String token,
      Supplier<String> link,
      Supplier<String> preferences,
      UnaryOperator<String> form) {
    static final Extras NONE = new Extras(null, () -> null, () -> null, kind -> null);

    /** The same, which make each link once, however often it is asked for. */
    Extras once() {
      Map<String, String> made = new HashMap<>();
      return new Extras(
          token,
          () -> made.computeIfAbsent("link", name -> link.get()),
          () -> made.computeIfAbsent("preferences", name -> preferences.get()),
          kind -> made.computeIfAbsent("form " + kind, name -> form.apply(kind)));
    }
  }

  /**
   * Empty when there is no text for this channel: a template that is gone, or no payload.
   *
   * @param noticed whether the patient may be told all on this channel ({@link UntoldTexts}); what
   *     staff write is theirs
   */
  public Optional<Text> of(DueMessage message, Channel channel, Extras extras, boolean noticed) {
    if (message.answer() != null) {
      // Whatever the request carries: what passes an opt-out is only ever our own words.
      return answers
          .template(message.answer().kind(), message.answer().to())
          .flatMap(template -> filled(template, message, channel, extras));
    }
    if (message.request().wording().manual()) {
      return Optional.ofNullable(message.request().wording().payload())
          .filter(payload -> !payload.isBlank())
          .map(payload -> complete(written(payload, message, channel), message, channel));
    }
    return catalog
        .template(message.request().wording().template())
        .map(
            template ->
                message.sensitive() && DiscreetTexts.tells(template)
                    ? discreet.template(message, template.canonical())
                    : template)
        .flatMap(
            template ->
                noticed
                    ? filled(template, message, channel, extras)
                    : withoutNotice(template, message, channel, extras.once()))
        .map(text -> complete(text, message, channel));
  }

  private Optional<Text> withoutNotice(
      Template template, DueMessage message, Channel channel, Extras extras) {
    return untold.text(
        template,
        message,
        channel,
        extras,
        template
            .variant(channel.code(), message.recipient().language())
            .map(variant -> values(message, variant, Extras.NONE))
            .orElse(Map.of()),
        (used, names) -> filled(used, message, channel, extras, names));
  }

  private Text complete(Text text, DueMessage message, Channel channel) {
    String body =
        Signature.complete(
            text.body(),
            text.language(),
            channel,
            name(message),
            Arrays.asList(phone(message), clinic.phone()),
            message.request().purpose() == OutreachPurpose.ACKNOWLEDGEMENT);
    body = notes.withCrisisLines(body, message, channel, text.language());
    return new Text(text.subject(), PlainText.of(body, channel), text.language(), text.template());
  }

  /** The clinic's name, as this patient may see it in a message. */
  public String name(DueMessage message) {
    return discreet.name(message.sensitive());
  }

  private String phone(DueMessage message) {
    return message.place().phone() == null || message.sensitive()
        ? clinic.phone()
        : message.place().phone();
  }

  /** The text with other visits of the same person that it speaks for. */
  public Text naming(Text text, DueMessage message, Channel channel, List<OtherVisit> others) {
    StringBuilder body = new StringBuilder(text.body());
    for (OtherVisit other : others) {
      Map<String, String> words =
          VisitWords.of(
              other.start(), other.zone(), message.recipient().zone(), text.language(), time);
      body.append(body.toString().endsWith(".") ? " " : ". ")
          .append(
              answers
                  .words("other-visit", text.language())
                  .replace("{{visitDate}}", words.get("visitDate"))
                  .replace("{{visitTime}}", time(words))
                  .replace("{{clinicPhone}}", phone(message)));
    }
    return new Text(
        text.subject(), PlainText.of(body.toString(), channel), text.language(), text.template());
  }

  private static VisitZone clock(DueMessage message) {
    return message.visit().clock();
  }

  private static String time(Map<String, String> words) {
    String zone = words.get("zoneLabel");
    return zone == null ? words.get("visitTime") : words.get("visitTime") + " (" + zone + ")";
  }

  /** A template's text, its dates in the language that the text is in. */
  Optional<Text> filled(Template template, DueMessage message, Channel channel, Extras extras) {
    return filled(template, message, channel, extras, name -> true);
  }

  // With those values whose name passes.
  private Optional<Text> filled(
      Template template,
      DueMessage message,
      Channel channel,
      Extras extras,
      Predicate<String> names) {
    return template
        .variant(channel.code(), message.recipient().language())
        .flatMap(
            variant -> {
              Map<String, String> values = values(message, variant, extras);
              values.keySet().removeIf(names.negate());
              return rendering.render(template, channel, variant.language(), values);
            })
        .filter(rendered -> !rendered.body().isBlank())
        .map(
            rendered ->
                new Text(
                    rendered.subject(),
                    rendered.body(),
                    rendered.language(),
                    template.canonical()));
  }

  /**
   * The text with what law wants at its end: how to unsubscribe, and of marketing the postal
   * address (16 CFR 316.5). Empty for marketing by e-mail of a clinic that has no address.
   *
   * @param name of the clinic, as the patient may see it
   * @param unsubscribe null where the message needs none
   */
  public Optional<Text> signed(
      Text text, OutreachPurpose purpose, String name, String unsubscribe) {
    if (unsubscribe == null) {
      return Optional.of(text);
    }
    StringBuilder body = new StringBuilder(text.body());
    boolean address = clinic.address() != null && !clinic.address().isBlank();
    if (purpose == OutreachPurpose.MARKETING && !address) {
      return Optional.empty();
    }
    if (address && !text.body().contains(clinic.address())) {
      body.append("\n\n").append(name).append(", ").append(clinic.address());
    }
    body.append("\n\n")
        .append(Signature.unsubscribe(text.language()))
        .append(' ')
        .append(unsubscribe);
    return Optional.of(new Text(text.subject(), body.toString(), text.language(), text.template()));
  }

  private Text written(String payload, DueMessage message, Channel channel) {
    String language =
        message.recipient().language() == null
            ? Template.FALLBACK_LANGUAGE
            : message.recipient().language();
    return new Text(
        channel == Channel.EMAIL || channel == Channel.PORTAL ? name(message) : null,
        payload.strip(),
        language,
        null);
  }

  private Map<String, String> values(DueMessage message, Template.Variant variant, Extras extras) {
    String language = variant.language();
    Map<String, String> values = new HashMap<>();
    values.put("token", extras.token());
    // A link is made only where the text has a place for it.
    if (variant.body().contains("link}}")) {
      values.put("link", extras.link().get());
    }
    if (variant.body().contains("preferences}}")) {
      values.put("preferences", extras.preferences().get());
    }
    values.put("given", NameInText.of(message.recipient().given()));
    values.put("clinicName", name(message));
    values.put("clinicPhone", phone(message));
    values.put("clinicAddress", clinic.address());
    if (message.answers(AnswerKind.WHICH_VISIT)) {
      values.put("choices", message.request().wording().payload());
    }
    values.put("locationName", message.place().name());
    values.put("locationAddress", message.place().address());
    inquiries.add(values, message, variant, extras);
    // Last of what is about the place: it takes away what a sensitive visit must not tell.
    notes.add(values, message, language);
    if (message.visit().start() != null) {
      values.putAll(
          VisitWords.of(
              message.visit().start(), clock(message), message.recipient().zone(), language, time));
    }
    return values;
  }
}
