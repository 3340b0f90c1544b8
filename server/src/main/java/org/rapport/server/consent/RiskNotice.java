package org.rapport.server.consent;

import org.rapport.server.words.Words;

/**
 * What patients are told of texts and e-mails: they are not encrypted (45 CFR 164.522(b)). Its
 * version is kept with what is permitted beside it. Read once from {@code
 * rapport-unencrypted/<language>.properties}; immutable.
 */
public final class RiskNotice {
  /** The field of a form that says which version stood on it. */
  public static final String FIELD = "risk-notice";

  private static final Words TEXTS = Words.in("rapport-unencrypted");

  private RiskNotice() {}

  /** The notice in a language, else in English. */
  public static String text(String language) {
    return word(language, "notice");
  }

  /** The version of the notice, in every language. */
  public static String version() {
    return word(null, "version");
  }

  /**
   * The version that a form says was shown; null for none, and for one that is not ours: nobody
   * knows what that said.
   */
  public static String shown(String version) {
    return version().equals(version) ? version : null;
  }

  /** What is said about it under a key, in a language, else in English. */
  public static String word(String language, String key) {
    return TEXTS.text(language, key);
  }
}
