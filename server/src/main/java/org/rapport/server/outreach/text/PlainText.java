package org.rapport.server.outreach.text;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import org.rapport.terminology.Channel;

/**
 * A text in characters that telephones have: composed (NFC), and with the quotes, dashes, dots and
 * blanks of typesetters as those of typewriters, which say the same. One such character alone makes
 * a text message more than twice as long. Pure.
 */
final class PlainText {
  private static final Map<Integer, String> PLAIN = new HashMap<>();

  static {
    all("'", "\u2018\u2019\u201A\u201B\u2032\u02BC\u02B9\u00B4\u0060\uFF07");
    all("\"", "\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB\uFF02");
    all("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFF0D");
    all("...", "\u2026");
    all("..", "\u2025");
    all(
        " ",
        "\u00A0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000");
    all("", "\u00AD\u200B\u2060\uFEFF");
    all("*", "\u2022\u2023\u25E6");
    all("/", "\u2044");
  }

  private PlainText() {}

  private static void all(String plain, String characters) {
    characters.chars().forEach(character -> PLAIN.put(character, plain));
  }

  /** The text as a channel takes it: only a text message is shortened, every one is composed. */
  static String of(String text, Channel channel) {
    return channel == Channel.SMS ? of(text) : Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** The text. */
  static String of(String text) {
    StringBuilder plain = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .forEach(
            point -> {
              String instead = PLAIN.get(point);
              if (instead == null) {
                plain.appendCodePoint(point);
              } else {
                plain.append(instead);
              }
            });
    return plain.toString();
  }
}
