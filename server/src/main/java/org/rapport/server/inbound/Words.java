package org.rapport.server.inbound;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;
import org.rapport.server.words.Languages;
import org.rapport.server.words.ShippedTable;

/**
 * The words that are understood, by family, in every language at once: a patient answers in
 * whichever comes to mind. Data: {@code rapport-inbound/words-<language>.csv}. Immutable.
 */
final class Words {
  private final Map<String, Set<String>> whole = new HashMap<>();
  private final Map<String, Set<String>> anywhere = new HashMap<>();
  private final Map<String, Set<String>> near = new HashMap<>();

  private Words() {}

  /** The shipped words. */
  static Words shipped() {
    Words words = new Words();
    Languages.SHIPPED.stream()
        .map(language -> "/rapport-inbound/words-" + language + ".csv")
        .flatMap(file -> ShippedTable.rows(file).stream())
        .forEach(words::add);
    return words;
  }

  private void add(CSVRecord row) {
    Map<String, Set<String>> match =
        switch (row.get(1)) {
          case "whole" -> whole;
          case "anywhere" -> anywhere;
          case "near" -> near;
          default -> throw new IllegalStateException("No such match: " + row.get(1));
        };
    match.computeIfAbsent(row.get(0), family -> new LinkedHashSet<>()).add(Normal.of(row.get(2)));
  }

  /** Whether the whole text is a phrase of the family. */
  boolean is(String family, String text) {
    return whole.getOrDefault(family, Set.of()).contains(text);
  }

  /** The first phrase of the family that stands in the text, between word boundaries. */
  Optional<String> in(String family, String text) {
    String padded = " " + text + " ";
    return anywhere.getOrDefault(family, Set.of()).stream()
        .filter(phrase -> padded.contains(" " + phrase + " "))
        .findFirst();
  }

  /**
   * The text with a phrase of the family taken out wherever it stands; the words around it do not
   * become neighbours.
   */
  String without(String family, String text) {
    String rest = " " + text + " ";
    for (String phrase : anywhere.getOrDefault(family, Set.of())) {
      rest = rest.replace(" " + phrase + " ", " | ");
    }
    return rest.strip();
  }

  /**
   * The word of the family that a word is a slip of, where it is no word itself; a word of the
   * family is its own. Families say which of their words are safe to guess.
   */
  Optional<String> near(String family, String word) {
    if (word.length() < Slips.SHORTEST
        || whole.getOrDefault("real-word", Set.of()).contains(word)) {
      return Optional.empty();
    }
    return near.getOrDefault(family, Set.of()).stream()
        .filter(meant -> Slips.few(word, meant))
        .findFirst();
  }

  /** The text without courtesies around it. */
  String bare(String text) {
    String bare = text;
    for (boolean cut = true; cut; ) {
      cut = false;
      for (String phrase : anywhere.getOrDefault("courtesy", Set.of())) {
        String before = bare;
        if (bare.equals(phrase)) {
          bare = "";
        } else if (bare.startsWith(phrase + " ")) {
          bare = bare.substring(phrase.length() + 1);
        } else if (bare.endsWith(" " + phrase)) {
          bare = bare.substring(0, bare.length() - phrase.length() - 1);
        }
        cut |= !before.equals(bare);
      }
    }
    return bare;
  }
}
