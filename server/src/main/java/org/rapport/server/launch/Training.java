package org.rapport.server.launch;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes the archive of classes: a server starts on an empty folder of its own with nothing to send
 * to, is stopped when it is ready, and what it loaded is written down.
 */
public final class Training {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration BETWEEN = Duration.ofMillis(500);
  private static final int OK = 200;

  /** What runs once is not worth the better compiler. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  private final Path jar;
  private final ClassArchive archive;

  private Training(Path jar, ClassArchive archive) {
    this.jar = jar;
    this.archive = archive;
  }

  /**
   * Makes it, unless it is there.
   *
   * @param main the class whose jar is started
   * @param folder where archives lie: {@code classes} in the data folder, where the next start
   *     finds it
   * @return the archive's file
   * @throws IOException if the server did not start or the JVM made none; says where its log is
   */
  public static Path of(Class<?> main, Path folder) throws IOException, InterruptedException {
    Path jar = Launch.jarOf(main);
    if (jar == null) {
      throw new IOException("There is an archive of classes for a jar only");
    }
    Training training = new Training(jar, ClassArchive.in(folder, jar));
    if (!training.archive.exists()) {
      training.run();
    }
    return training.archive.file();
  }

  private void run() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(archive.file().getParent());
    Path work = Files.createTempDirectory(folder, "training");
    Path made = work.resolve("made");
    Path classes = work.resolve("classes");
    start(
        work, archive.aot() ? "-XX:AOTCacheOutput=" + made : "-XX:DumpLoadedClassList=" + classes);
    if (!archive.aot()) {
      dump(work, classes, made);
    }
    if (!Files.isRegularFile(made)) {
      throw failed("The JVM made no archive", work);
    }
    Files.move(made, archive.file(), StandardCopyOption.ATOMIC_MOVE);
    delete(work);
  }

  private void start(Path work, String recording) throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(Launch.java()));
    command.addAll(Launch.flags());
    command.addAll(List.of(QUICK, recording, "-jar", jar.toString()));
    ProcessBuilder server = process(work, command);
    server
        .environment()
        .putAll(
            Map.of(
                "RAPPORT_DATA", work.resolve("data").toString(),
                "SERVER_ADDRESS", "127.0.0.1",
                "SERVER_PORT", Integer.toString(port),
                "RAPPORT_MLLP_PORT", Integer.toString(freePort())));
    Process process = server.start();
    try {
      await(process, port, work);
      process.destroy();
      // The end of a recording start is where an AOT cache is written.
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        throw failed("The server did not end", work);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static void await(Process process, int port, Path work)
      throws IOException, InterruptedException {
    HttpRequest readiness =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
            .timeout(BETWEEN.multipliedBy(4))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    long end = System.nanoTime() + LONGEST.toNanos();
    while (System.nanoTime() < end) {
      if (process.waitFor(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failed("The server did not start", work);
      }
      if (isReady(client, readiness)) {
        return;
      }
    }
    throw failed("The server did not start in time", work);
  }

  private static boolean isReady(HttpClient client, HttpRequest readiness)
      throws InterruptedException {
    try {
      return client.send(readiness, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      return false;
    }
  }

  private void dump(Path work, Path classes, Path made) throws IOException, InterruptedException {
    // Debian's JDK 17.0.15 crashes over archived lambdas.
    Path plain = work.resolve("plain");
    try (Stream<String> lines = Files.lines(classes)) {
      Files.write(plain, lines.filter(line -> !line.startsWith("@")).toList());
    }
    List<String> command = new ArrayList<>(List.of(Launch.java(), QUICK, "-Xshare:dump"));
    command.addAll(Launch.flags());
    command.addAll(
        List.of(
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-XX:SharedClassListFile=" + plain,
            "-XX:SharedArchiveFile=" + made,
            "-cp",
            jar.toString()));
    Process process = process(work, command).start();
    try {
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw failed("The JVM made no archive", work);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static ProcessBuilder process(Path work, List<String> command) {
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve("log").toFile()));
    // Its settings are its own: nothing here may write to anybody, or to this server's database.
    process
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("RAPPORT_") || name.contains("JAVA_OPTIONS"));
    process.environment().remove("JAVA_TOOL_OPTIONS");
    return process;
  }

  private static IOException failed(String what, Path work) {
    return new IOException(what + ": " + work.resolve("log"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
