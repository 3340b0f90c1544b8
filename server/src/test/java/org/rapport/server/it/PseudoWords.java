package org.rapport.server.it;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Words of the console that nobody speaks, in the place of the Spanish ones: the English between
 * brackets and longer by two fifths. What a page shows without brackets has come round the files of
 * words; what does not fit is seen before a translator finds out.
 */
final class PseudoWords {
  private static final Path ENGLISH =
      Path.of("src/main/resources/rapport-console/words/en.properties");
  private static final String FILLER = " longer and longer still, as other languages are";

  private PseudoWords() {}

  /** Has a server speak them: settings with a folder before its own jars. */
  static Map<String, String> spoken(Map<String, String> settings) throws IOException {
    Path folder = RapportProcess.folder("pseudo");
    Path words = folder.resolve("rapport-console/words/es.properties");
    Files.createDirectories(words.getParent());
    Files.writeString(words, pseudo());
    settings.put("JAVA_TOOL_OPTIONS", "-Xbootclasspath/a:" + folder);
    return settings;
  }

  private static String pseudo() throws IOException {
    Properties english = new Properties();
    try (Reader file = Files.newBufferedReader(ENGLISH, StandardCharsets.UTF_8)) {
      english.load(file);
    }
    return english.stringPropertyNames().stream()
        .sorted()
        .map(key -> key + "=" + escaped(longer(english.getProperty(key))) + "\n")
        .collect(Collectors.joining());
  }

  // A key to press stays one.
  private static String longer(String words) {
    if (words.length() < 2) {
      return words;
    }
    int more = Math.max(1, words.replaceAll("\\{[^}]*}", "").length() * 2 / 5);
    String filler = FILLER.repeat(1 + more / FILLER.length()).substring(0, more);
    return "⟦" + words + filler + "⟧";
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n");
  }
}
