package org.rapport.server.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.words.Languages;
import org.rapport.terminology.Channel;

/**
 * The texts of one kind of message.
 *
 * @param canonical URL with version, as messages name it
 * @param purpose code of the declared purpose
 * @param uncounted a confirmation or a cancellation: no cap counts it or holds it back
 * @param remunerated a third party pays for it
 */
public record Template(
    String canonical,
    String purpose,
    List<Variant> variants,
    boolean uncounted,
    boolean remunerated) {
  /** Texts that nobody pays for. */
  public Template(String canonical, String purpose, List<Variant> variants, boolean uncounted) {
    this(canonical, purpose, variants, uncounted, false);
  }

  /** English is the fallback for a language without a text of its own. */
  public static final String FALLBACK_LANGUAGE = "en";

  /** What is said on the telephone is short like a text; what waits in an inbox is a letter. */
  private static final Map<String, String> ALIKE =
      Map.of(Channel.VOICE.code(), Channel.SMS.code(), Channel.PORTAL.code(), Channel.EMAIL.code());

  /**
   * One text.
   *
   * @param subject e-mail only, else null
   */
  public record Variant(String language, String channel, String subject, String body) {}

  /**
   * The text for a channel in a language: the exact tag, else the same base language, else English.
   * A call without a text of its own takes that of SMS, an inbox that of e-mail.
   */
  public Optional<Variant> variant(String channel, String language) {
    return ofChannel(channel, language)
        .or(() -> Optional.ofNullable(ALIKE.get(channel)).flatMap(c -> ofChannel(c, language)));
  }

  private Optional<Variant> ofChannel(String channel, String language) {
    String wanted = language == null ? FALLBACK_LANGUAGE : language;
    return find(channel, wanted)
        .or(() -> find(channel, Languages.base(wanted)))
        .or(() -> find(channel, FALLBACK_LANGUAGE));
  }

  private Optional<Variant> find(String channel, String language) {
    return variants.stream()
        .filter(v -> v.channel().equals(channel) && v.language().equalsIgnoreCase(language))
        .findFirst();
  }
}
