package org.rapport.server.outreach.text;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.rapport.server.catalog.Template;
import org.rapport.server.consent.RiskNotice;
import org.rapport.server.journey.Placeholder;
import org.rapport.server.journey.Placeholders;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.text.MessageText.Extras;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.terminology.Channel;

/**
 * Texts to patients who were not told that the channel is not encrypted (R22): without the place
 * and the way there, with a link to the page that has them. A template keeps its own words where it
 * can do without; one that cannot gives way to the generic text. One that has nothing to leave out
 * stays as it is. Pure but for the links.
 */
final class UntoldTexts {
  private static final int MOST_SEGMENTS = 2;

  private final DiscreetTexts discreet;

  UntoldTexts(DiscreetTexts discreet) {
    this.discreet = discreet;
  }

  /** Fills a template with those of its values whose name passes. */
  interface Filler {
    Optional<Text> fill(Template template, Predicate<String> names);
  }

  /**
   * The text of a template without what it may not tell.
   *
   * @param known what there would be to tell, by name
   */
  Optional<Text> text(
      Template template,
      DueMessage message,
      Channel channel,
      Extras extras,
      Map<String, String> known,
      Filler filler) {
    Template.Variant variant =
        template.variant(channel.code(), message.recipient().language()).orElse(null);
    if (variant == null
        || Placeholders.all(
            DiscreetTexts.text(variant),
            name -> Placeholder.harmless(name) || !is(known.get(name)))) {
      return filler.fill(template, name -> true);
    }
    Template used =
        Placeholders.allWithoutOptional(DiscreetTexts.text(variant), Placeholder::harmless)
            ? template
            : discreet.template(message, template.canonical());
    Optional<Text> text = filler.fill(used, Placeholder::harmless);
    boolean page = message.visit().id() != null && message.visit().booked();
    String link = page && text.isPresent() && channel != Channel.VOICE ? extras.link().get() : null;
    if (link == null) {
      return text;
    }
    return channel == Channel.SMS
        ? text.map(own -> shortEnough(own, used, link, filler))
        : text.map(own -> letter(own, known.get("visitTime"), link, extras.preferences().get()));
  }

  // A name may be what takes a text out of the short alphabet: where to read the rest matters more.
  private static Text shortEnough(Text text, Template template, String link, Filler filler) {
    Text pointing = pointing(text, link);
    if (SmsLength.of(pointing.body()).segments() <= MOST_SEGMENTS) {
      return pointing;
    }
    Text nameless =
        filler
            .fill(
                template,
                name -> Placeholder.harmless(name) && !Placeholder.GIVEN.code().equals(name))
            .orElse(text);
    Text shorter = pointing(nameless, link);
    return SmsLength.of(shorter.body()).segments() <= MOST_SEGMENTS ? shorter : text;
  }

  private static Text pointing(Text text, String link) {
    return with(
        text,
        text.body() + "\n" + RiskNotice.word(text.language(), "sms").replace("{{link}}", link));
  }

  // After the paragraph that says when, else after the first.
  private static Text letter(Text text, String time, String link, String preferences) {
    String words = RiskNotice.word(text.language(), "email").replace("{{link}}", link);
    if (preferences != null) {
      words +=
          "\n" + RiskNotice.word(text.language(), "chosen").replace("{{preferences}}", preferences);
    }
    String body = text.body();
    int when = time == null ? -1 : body.indexOf(time);
    int end = body.indexOf("\n\n", Math.max(when, 0));
    return with(
        text,
        end < 0
            ? body + "\n\n" + words
            : body.substring(0, end) + "\n\n" + words + body.substring(end));
  }

  private static Text with(Text text, String body) {
    return new Text(text.subject(), body, text.language(), text.template());
  }

  private static boolean is(String value) {
    return value != null && !value.isBlank();
  }
}
