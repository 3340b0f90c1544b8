package org.rapport.server.outreach.release;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.OtherVisit;
import org.rapport.server.outreach.outcome.Attempts.Released;
import org.rapport.server.outreach.text.LanguageFallbacks;
import org.rapport.server.outreach.text.MessageLinks;
import org.rapport.server.outreach.text.MessageText;
import org.rapport.server.outreach.text.MessageText.Extras;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.work.WorkItem;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/**
 * Writes a message that the gate lets out: its words, and its links, which are made only now that
 * it may go. Joins the caller's transaction.
 */
@Component
class WrittenMessages {
  private final MessageText texts;
  private final MessageLinks links;
  private final LanguageFallbacks fallbacks;

  WrittenMessages(MessageText texts, MessageLinks links, LanguageFallbacks fallbacks) {
    this.texts = texts;
    this.links = links;
    this.fallbacks = fallbacks;
  }

  /**
   * The text as it would be, for an explanation: with no link that works.
   *
   * @param others as of {@link #write}
   * @param noticed as of {@link #write}
   */
  Optional<Text> preview(
      DueMessage message, Route route, List<OtherVisit> others, boolean noticed) {
    OutreachPurpose purpose = message.request().purpose();
    boolean unsubscribable =
        route.channel() == Channel.EMAIL && MessageLinks.unsubscribable(purpose);
    return texts
        .of(
            message,
            route.channel(),
            new Extras(null, () -> "/p/", () -> "/p/", kind -> "/p/"),
            noticed)
        .map(own -> texts.naming(own, message, route.channel(), others))
        .flatMap(
            text ->
                texts.signed(text, purpose, texts.name(message), unsubscribable ? "/u/" : null));
  }

  /**
   * A finished message, or empty when there is no text for it that may go.
   *
   * @param others visits that it names besides its own
   * @param number tells patients of one phone apart in their replies; null where there is no need
   * @param noticed whether the patient may be told all on this channel
   */
  Optional<Released> write(
      WorkItem item,
      DueMessage message,
      Route route,
      String number,
      List<OtherVisit> others,
      boolean noticed) {
    OutreachPurpose purpose = message.request().purpose();
    String token =
        route.channel() == Channel.SMS && purpose == OutreachPurpose.APPOINTMENT ? number : null;
    Extras extras =
        new Extras(
            token,
            () -> links.visit(message, route),
            () -> links.preferences(message, route),
            kind -> links.form(message, route, kind));
    Optional<Text> text =
        texts
            .of(message, route.channel(), extras, noticed)
            .map(own -> texts.naming(own, message, route.channel(), others));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!message.request().wording().manual()) {
      fallbacks.count(message.recipient().language(), text.get().language(), route.channel());
    }
    String unsubscribe = links.unsubscribe(message, route, purpose);
    return texts
        .signed(text.get(), purpose, texts.name(message), unsubscribe)
        .map(
            signed ->
                new Released(item, UUID.randomUUID(), message, route, signed, token, unsubscribe));
  }
}
