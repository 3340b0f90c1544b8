package org.rapport.server;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which package of the server may import which: as the table says, as the classes do, as the
 * packages' descriptions say, and as the documentation says. Packages are named without {@code
 * org.rapport.server}, which is {@code server} itself; {@code routes} stands for all of
 * camel-routes. The vocabulary (terminology, time, profiles) is everybody's and not listed.
 */
final class PackageTable {
  private static final String SERVER = "org.rapport.server";
  private static final String ROUTES = "org.rapport.routes";
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?(org\\.rapport(?:\\.[a-z]+)*)\\.[A-Z]");
  private static final Pattern SENTENCE =
      Pattern.compile("<p>Imports: (nothing of ours|[a-z., ]+)\\.\\s*$");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\| ([a-z., ]+|–) \\|");

  private PackageTable() {}

  /** The table, from the ground floor up. */
  static Map<String, SortedSet<String>> allowed() {
    Map<String, SortedSet<String>> allowed = new LinkedHashMap<>();
    for (String line : text(Path.of("src/test/resources/packages.txt")).split("\n")) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(":", 2);
        allowed.put(parts[0].strip(), names(parts[1]));
      }
    }
    return allowed;
  }

  /** What the classes depend on, and what the sources import: a constant leaves no dependency. */
  static Map<String, SortedSet<String>> actual(JavaClasses classes) {
    Map<String, SortedSet<String>> actual = new TreeMap<>();
    for (JavaClass type : classes) {
      if (type.getPackageName().startsWith(SERVER)) {
        SortedSet<String> used =
            actual.computeIfAbsent(name(type.getPackageName()), p -> new TreeSet<>());
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
            .filter(PackageTable::isListed)
            .forEach(target -> used.add(name(target)));
      }
    }
    for (Path source : sources(".java")) {
      Matcher imported = IMPORT.matcher(text(source));
      while (imported.find()) {
        if (isListed(imported.group(1))) {
          actual.get(packageOf(source)).add(name(imported.group(1)));
        }
      }
    }
    actual.forEach((name, used) -> used.remove(name));
    return actual;
  }

  /** What the last sentence of each package's description says; null where it says nothing. */
  static Map<String, SortedSet<String>> described() {
    Map<String, SortedSet<String>> described = new TreeMap<>();
    for (Path source : sources("package-info.java")) {
      String javadoc =
          text(source).replaceFirst("(?s)\\*/.*", "").replaceAll("\\n \\* ?", " ").strip();
      Matcher sentence = SENTENCE.matcher(javadoc);
      described.put(packageOf(source), sentence.find() ? names(sentence.group(1)) : null);
    }
    return described;
  }

  /** What the package table of the documentation says. */
  static Map<String, SortedSet<String>> documented() {
    Map<String, SortedSet<String>> documented = new TreeMap<>();
    String page = text(Path.of("../docs/architecture.md"));
    Matcher row = ROW.matcher(page.substring(page.indexOf("| Package of `org.rapport.server`")));
    while (row.find()) {
      documented.put(row.group(1), names(row.group(2)));
    }
    return documented;
  }

  /** Sources of the server whose name ends so. */
  static Iterable<Path> sources(String ending) {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SortedSet<String> names(String list) {
    SortedSet<String> names = new TreeSet<>();
    if (!list.equals("nothing of ours") && !list.equals("–")) {
      Stream.of(list.split("[,\\s]+")).filter(name -> !name.isEmpty()).forEach(names::add);
    }
    return names;
  }

  private static boolean isListed(String target) {
    return (target + ".").startsWith(SERVER + ".") || (target + ".").startsWith(ROUTES + ".");
  }

  /** The package of a source. */
  static String packageOf(Path source) {
    return name(SOURCES.relativize(source).getParent().toString().replace('/', '.'));
  }

  private static String name(String target) {
    if (target.equals(SERVER)) {
      return "server";
    }
    return target.startsWith(ROUTES) ? "routes" : target.substring(SERVER.length() + 1);
  }
}
