package org.rapport.server.words;

import java.util.List;
import java.util.Locale;

/** Which language is meant, and which is taken where there are no words in that one. */
public final class Languages {
  /** What is taken where nothing else is known. */
  public static final String FALLBACK = "en";

  /** Those in which words ship, in the order in which they are offered. */
  public static final List<String> SHIPPED = List.of(FALLBACK, "fr", "es");

  private Languages() {}

  /**
   * The language of a tag without region and script, in lower case: tags are the same in any case
   * (RFC 5646, 2.1.1). Whatever stands before the first hyphen, or underscore, of what is no tag.
   *
   * @param tag null is the fall-back
   */
  public static String base(String tag) {
    return tag == null ? FALLBACK : tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
  }

  /** Whether words ship in the language of a tag; null is no language. */
  public static boolean isShipped(String tag) {
    return tag != null && SHIPPED.contains(base(tag));
  }

  /** The language of a tag if words ship in it, else the fall-back; null is the fall-back. */
  public static String shipped(String tag) {
    return isShipped(tag) ? base(tag) : FALLBACK;
  }
}
