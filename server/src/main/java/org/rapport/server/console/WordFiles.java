package org.rapport.server.console;

import java.util.Map;
import org.rapport.server.words.Words;

/** The files of the console's words, read once. */
final class WordFiles {
  private static final Words ALL = Words.in("rapport-console/words");

  private WordFiles() {}

  /** Those of a language that ships. */
  static Map<String, String> in(String language) {
    return ALL.words(language);
  }
}
