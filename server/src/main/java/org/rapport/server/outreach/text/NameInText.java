package org.rapport.server.outreach.text;

import java.util.regex.Pattern;

/**
 * A name, as a message may say it: letters, and few of them. What somebody typed into a form where
 * a name belongs is not sent on in the clinic's name. Pure.
 */
final class NameInText {
  private static final int LONGEST = 40;
  private static final int MOST_WORDS = 4;

  /** Letters with their marks, and what stands between the parts of a name or around a nickname. */
  private static final Pattern NAME =
      Pattern.compile(
          "[\\p{L}\\p{M}][\\p{L}\\p{M} .,'\u2019\u2018\u02BC\u00B7()\u00AA\u00BA\"\u201C\u201D-]*");

  /** A word, a dot and a word is a host; an initial before a name is not. */
  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{M}]{2,}\\.[\\p{L}\\p{M}]{2,}");

  private NameInText() {}

  /** The name; null where it is none. */
  static String of(String given) {
    if (given == null) {
      return null;
    }
    String name = given.strip().replaceAll("\\s+", " ");
    boolean plausible =
        name.codePointCount(0, name.length()) <= LONGEST
            && name.split(" ").length <= MOST_WORDS
            && NAME.matcher(name).matches()
            && !HOST.matcher(name).find();
    return plausible ? name : null;
  }
}
