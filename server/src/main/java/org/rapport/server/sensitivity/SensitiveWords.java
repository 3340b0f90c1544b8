package org.rapport.server.sensitivity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.words.Languages;
import org.springframework.stereotype.Component;

/**
 * Words that no text to a patient may contain, by language: {@code
 * rapport-content/sensitive-words-<language>.txt}, one a line, a star for any ending. All languages
 * are looked for at once, without regard to case, accents and punctuation. Thread-safe.
 */
@Component
public class SensitiveWords {
  private final Map<String, List<String>> words = new LinkedHashMap<>();

  /** The shipped lists. */
  public SensitiveWords() {
    Languages.SHIPPED.forEach(language -> words.put(language, read(language)));
  }

  private static List<String> read(String language) {
    List<String> found = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                SensitiveWords.class.getResourceAsStream(
                    "/rapport-content/sensitive-words-" + language + ".txt"),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          boolean ending = line.strip().endsWith("*");
          found.add(" " + plain(line).strip() + (ending ? "" : " "));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(found);
  }

  /** The language of the list that a text has a word of; which word it was is not told. */
  public Optional<String> language(String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    String plain = " " + plain(text) + " ";
    return words.entrySet().stream()
        .filter(list -> list.getValue().stream().anyMatch(plain::contains))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  // Format characters would hide a word from the eye of this check, but not from a reader.
  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .replaceAll("[\\p{M}\\p{Cf}]", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", " ");
  }
}
