package org.rapport.server.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The archive of classes that the jar's own command makes, once a build: a quarter of each of its
 * many starts. Without one they are as slow as ever.
 */
final class StartClasses {
  private static final long LONGEST_MINUTES = 10;

  /** Made when the first start asks for it; the others wait. */
  private static final class Made {
    private static final Path FOLDER = RapportProcess.serverJar().resolveSibling("start-classes");
    private static final List<String> FLAGS = make();

    private static List<String> make() {
      try {
        Process making =
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    RapportProcess.serverJar().toString(),
                    "classes",
                    FOLDER.toString())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("start-classes", ".log").toFile())
                .start();
        if (!making.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
          making.destroyForcibly();
        }
        return archive().map(file -> List.of("-XX:SharedArchiveFile=" + file)).orElse(List.of());
      } catch (IOException e) {
        return List.of();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of();
      }
    }

    private static Optional<Path> archive() throws IOException {
      if (!Files.isDirectory(FOLDER)) {
        return Optional.empty();
      }
      try (Stream<Path> files = Files.list(FOLDER)) {
        return files.filter(file -> file.toString().endsWith(".jsa")).findAny();
      }
    }
  }

  private StartClasses() {}

  /** The flag by which a start takes it; none where there is no archive. */
  static List<String> flags() {
    return Made.FLAGS;
  }

  /** The folder in which it lies. */
  static Path folder() {
    return Made.FOLDER;
  }
}
