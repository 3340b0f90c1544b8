package org.rapport.server.page;

import java.util.Map;

/**
 * What every page has.
 *
 * @param language that it is in, of those that ship
 * @param words in that language, by key
 * @param style all of it, which the page's policy allows by its hash
 * @param clinic as the page may call it
 * @param logo where it is; null: the page shows none
 * @param heading at its top, and in its title
 * @param said below the heading
 */
public record Sheet(
    String language,
    Map<String, String> words,
    String style,
    String clinic,
    String logo,
    String heading,
    Said said) {

  /**
   * What a page says to who came: that something was done, what went wrong, what this is about;
   * null for each that it does not say.
   */
  public record Said(String done, String error, String intro) {
    /** Nothing but the heading. */
    public static final Said NOTHING = new Said(null, null, null);

    /** What this is about. */
    public static Said intro(String words) {
      return new Said(null, null, words);
    }

    /** That something was done. */
    public static Said done(String words) {
      return new Said(words, null, null);
    }

    /** What went wrong. */
    public static Said error(String words) {
      return new Said(null, words, null);
    }
  }

  /**
   * Words of ours.
   *
   * @throws IllegalArgumentException where there are none under the key, which is a defect of the
   *     page
   */
  public String t(String key) {
    String text = words.get(key);
    if (text == null) {
      throw new IllegalArgumentException("No words " + key);
    }
    return text;
  }
}
