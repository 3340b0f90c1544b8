package org.rapport.server.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The classes of a jar as the virtual machine wants them, made once and shared by the processes of
 * a build: a third of a start is spent on finding and verifying them. The first process writes down
 * what it loads; when a third one starts, the archive is made beside it; until it is there, and
 * wherever it does not fit, processes start without. It lies beside the jar and is made again when
 * that is newer. Thread-safe.
 */
final class ClassArchive {
  private static final Map<Path, ClassArchive> ALL = new ConcurrentHashMap<>();

  /** Fewer would not pay for the making. */
  private static final int WORTH_IT = 3;

  private static final String NOTING = "-XX:DumpLoadedClassList=";

  private final Path jar;
  private final Path archive;
  private final Path list;
  private int starts;
  private boolean listed;
  private boolean making;

  private ClassArchive(Path jar) {
    this.jar = jar;
    String name = jar.getFileName().toString().replace(".jar", "");
    this.archive = jar.resolveSibling(name + ".jsa");
    this.list = jar.resolveSibling(name + ".classlist");
  }

  static ClassArchive of(Path jar) {
    return ALL.computeIfAbsent(jar.toAbsolutePath().normalize(), ClassArchive::new);
  }

  /** What a process is started with that ends by itself, perhaps soon. */
  synchronized List<String> flags() {
    // That it does not fit is no line that tests of the output should see.
    return isMade()
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:class+path=off")
        : List.of();
  }

  /** What a process is started with that will be waited for; {@link #loaded} is told when. */
  synchronized List<String> flagsOfAStart() {
    starts++;
    if (starts == 1 && !isMade()) {
      return List.of(NOTING + list);
    }
    if (starts >= WORTH_IT && listed && !making && !isMade()) {
      make();
    }
    return flags();
  }

  /** A process that was started with these is ready: what the first has loaded, all need. */
  synchronized void loaded(List<String> flags) {
    listed |= flags.contains(NOTING + list);
  }

  private boolean isMade() {
    try {
      return Files.exists(archive)
          && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void make() {
    making = true;
    try {
      Path kept = Files.createTempFile(archive.toAbsolutePath().getParent(), "classes", ".list");
      // JDK 17 trips over lambdas of classes that it left out; those of others are few.
      Files.write(
          kept,
          Files.readAllLines(list).stream()
              .filter(line -> !line.startsWith("@lambda-proxy"))
              .toList());
      Path unfinished = kept.resolveSibling(kept.getFileName() + ".jsa");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:dump",
                  "-XX:+UseSerialGC",
                  "-Xlog:disable",
                  "-XX:SharedClassListFile=" + kept,
                  "-XX:SharedArchiveFile=" + unfinished,
                  "-cp",
                  jar.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      process.onExit().thenAccept(ended -> finished(ended.exitValue(), unfinished));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void finished(int code, Path unfinished) {
    try {
      if (code == 0) {
        Files.move(unfinished, archive, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
