package org.rapport.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tests that there are, for pages that say by which of them something is shown. */
final class TestSources {
  private static final Pattern NAMED = Pattern.compile("\\b(\\w+(?:Test|IT))\\.(\\w+)");
  private static final List<Path> FOLDERS =
      List.of(Path.of("src/test/java"), Path.of("../camel-routes/src/test/java"));

  private final Map<String, String> texts = new HashMap<>();

  /** Reads those of the server and of its routes. */
  TestSources() {
    for (Path folder : FOLDERS) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          texts.merge(name, Files.readString(file), String::concat);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The tests that a text names, as {@code Class.method}. */
  static List<String> named(String text) {
    return NAMED.matcher(text).results().map(found -> found.group()).toList();
  }

  /** Whether there is such a test. */
  boolean has(String test) {
    Matcher name = NAMED.matcher(test);
    return name.matches()
        && texts.getOrDefault(name.group(1), "").contains("void " + name.group(2) + "(");
  }
}
