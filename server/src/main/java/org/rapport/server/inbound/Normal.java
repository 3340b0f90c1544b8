package org.rapport.server.inbound;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The normal form of a text, in which words are compared: NFKC (so that full-width letters are
 * letters), small, without accents, with one space for whatever is neither letter nor digit. Pure.
 */
final class Normal {
  private static final int SPELLED = 3;

  private Normal() {}

  /** The words of a text; none for one of emoji and punctuation alone. */
  static List<String> words(String text) {
    String plain = of(text);
    return plain.isEmpty() ? List.of() : Arrays.asList(plain.split(" "));
  }

  static String of(String text) {
    if (text == null) {
      return "";
    }
    String letters =
        Normalizer.normalize(Normalizer.normalize(text, Normalizer.Form.NFKC), Normalizer.Form.NFD)
            .replaceAll("[\\p{M}\\p{Cf}]", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{Nd}]+", " ")
            .strip();
    return spelled(letters).replaceAll("(\\p{L})\\1{2,}", "$1");
  }

  // "S.T.O.P" and "s t o p" are one word; "c 1" is not.
  private static String spelled(String letters) {
    String[] parts = letters.split(" ");
    boolean single = parts.length >= SPELLED;
    for (String part : parts) {
      single = single && part.length() == 1;
    }
    return single ? String.join("", parts) : letters;
  }
}
