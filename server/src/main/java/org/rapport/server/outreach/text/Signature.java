package org.rapport.server.outreach.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rapport.server.words.Words;
import org.rapport.terminology.Channel;

/**
 * Completes a text by what every one must say (policy, house rules; R06): who writes, whom to call,
 * and in a text message how to stop. What stands there already is not said twice. Pure.
 */
final class Signature {
  private static final Pattern STOP =
      Pattern.compile(
          "(?iU)\\b(stop|arr[eê]t|alto|parar)\\b", Pattern.UNICODE_CASE | Pattern.CASE_INSENSITIVE);

  private static final Words PHRASES = Words.in("rapport-phrases");

  private Signature() {}

  /** What stands before the link by which e-mails are stopped. */
  static String unsubscribe(String language) {
    return PHRASES.text(language, "unsubscribe");
  }

  /** Asks which service an inquiry is about. */
  static String question(String language) {
    return PHRASES.text(language, "question");
  }

  /**
   * The completed text.
   *
   * @param name of the clinic, as this patient may see it
   * @param phones numbers of persons; the first is added where none is there
   * @param acknowledgement answers the patient, and need not say how to stop
   */
  static String complete(
      String body,
      String language,
      Channel channel,
      String name,
      List<String> phones,
      boolean acknowledgement) {
    boolean named = plain(body).contains(plain(name));
    List<String> numbers = phones.stream().filter(p -> p != null && !p.isBlank()).toList();
    boolean reachable =
        numbers.isEmpty() || numbers.stream().anyMatch(p -> digits(body).contains(digits(p)));
    boolean stops = acknowledgement || channel != Channel.SMS || STOP.matcher(body).find();
    String who =
        String.join(
            channel == Channel.SMS ? " " : ", ",
            Stream.of(named ? "" : name, reachable ? "" : numbers.get(0))
                .filter(part -> !part.isEmpty())
                .toList());
    StringBuilder text = new StringBuilder(body);
    if (!who.isEmpty()) {
      text.append(channel == Channel.SMS ? "\n" : "\n\n").append(who);
    }
    if (!stops) {
      text.append(who.isEmpty() ? "\n" : ". ").append(stop(language));
    }
    return text.toString();
  }

  private static String stop(String language) {
    return PHRASES.text(language, "stop");
  }

  private static String plain(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
  }

  // The local number: people write the same number with a country code and without.
  private static String digits(String text) {
    return text.replaceAll("[^0-9]", "").replaceFirst("^(?:00|011)?1(?=[0-9]{10}$)", "");
  }
}
