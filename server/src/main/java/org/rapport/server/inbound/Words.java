package org.rapport.server.inbound;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words that are understood, by family, in every language at once: a patient answers in
 * whichever comes to mind. Data: {@code rapport-inbound/words-<language>.csv}. Immutable.
 */
final class Words {
  private static final List<String> LANGUAGES = List.of("en", "fr", "es");

  private final Map<String, Set<String>> whole = new HashMap<>();
  private final Map<String, Set<String>> anywhere = new HashMap<>();
  private final Map<String, Set<String>> near = new HashMap<>();

  private Words() {}

  /** The shipped words. */
  static Words shipped() {
    Words words = new Words();
    LANGUAGES.forEach(language -> words.read("/rapport-inbound/words-" + language + ".csv"));
    return words;
  }

  private void read(String file) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Words.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      in.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String line) {
    String[] parts = line.split(",", 3);
    Map<String, Set<String>> match =
        switch (parts[1]) {
          case "whole" -> whole;
          case "anywhere" -> anywhere;
          case "near" -> near;
          default -> throw new IllegalStateException("No such match: " + parts[1]);
        };
    match.computeIfAbsent(parts[0], family -> new LinkedHashSet<>()).add(Normal.of(parts[2]));
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
