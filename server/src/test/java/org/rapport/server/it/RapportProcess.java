package org.rapport.server.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A jar of ours as a child process: started, waited for, killed, stopped; its log kept. */
final class RapportProcess implements AutoCloseable {
  static final String CLIENT = "integration";
  static final String SECRET = "integration-secret";

  private static final Duration START = Duration.ofSeconds(300);
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;
  private final int port;
  private final int mllpPort;

  private RapportProcess(Process process, Path log, int port, int mllpPort) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.mllpPort = mllpPort;
  }

  /** The all-in-one jar that the build packaged. */
  static Path serverJar() {
    return Path.of(System.getProperty("rapport.jar"));
  }

  /** The worker's jar, beside it in the reactor. */
  static Path workerJar() {
    return serverJar().resolve("../../../camel-routes/target/rapport-worker.jar").normalize();
  }

  /** Settings of a server on free ports of this machine, with its own data folder. */
  static Map<String, String> settings(Path data) {
    int port = freePort();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("SERVER_PORT", Integer.toString(port));
    settings.put("RAPPORT_BASE_URL", "http://localhost:" + port);
    settings.put("RAPPORT_DATA", data.toString());
    settings.put("RAPPORT_CLIENT_ID", CLIENT);
    settings.put("RAPPORT_CLIENT_SECRET", SECRET);
    settings.put("RAPPORT_MLLP_HOST", "127.0.0.1");
    settings.put("RAPPORT_MLLP_PORT", Integer.toString(freePort()));
    settings.put("RAPPORT_CLINIC_ZONE", "America/Toronto");
    return settings;
  }

  /** A folder for a process's data and log, gone with the next clean build. */
  static Path folder(String name) {
    try {
      return Files.createTempDirectory(serverJar().resolveSibling("").toAbsolutePath(), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a jar without waiting for it. */
  static RapportProcess launch(Path jar, Map<String, String> settings, String... arguments) {
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  // One compiler alone has 48 MiB for what it makes, and stops for ever when full.
                  "-XX:ReservedCodeCacheSize=240m",
                  "-XX:+UseSerialGC",
                  // An eighth of a start's processor time, of which a build has two dozen.
                  "-XX:+UnlockDiagnosticVMOptions",
                  "-XX:-BytecodeVerificationRemote",
                  "-Xmx1g"));
      if (jar.equals(serverJar())) {
        command.addAll(StartClasses.flags());
      }
      command.addAll(List.of("-jar", jar.toString()));
      command.addAll(List.of(arguments));
      Path log = Files.createTempFile(folder("process"), "out", ".log");
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(log.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("RAPPORT_"));
      builder.environment().putAll(settings);
      return new RapportProcess(
          builder.start(),
          log,
          number(settings, "SERVER_PORT"),
          number(settings, "RAPPORT_MLLP_PORT"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int number(Map<String, String> settings, String name) {
    String value = settings.getOrDefault(name, "0");
    return value.matches("\\d+") ? Integer.parseInt(value) : 0;
  }

  /** Starts a jar and waits until it is ready. */
  static RapportProcess start(Path jar, Map<String, String> settings) {
    RapportProcess started = launch(jar, settings);
    try {
      await()
          .atMost(START)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> !started.process.isAlive() || started.ready());
    } catch (RuntimeException e) {
      started.kill();
      throw e;
    }
    if (!started.process.isAlive()) {
      throw new AssertionError("It did not start:\n" + started.log());
    }
    return started;
  }

  private boolean ready() {
    try {
      URI readiness = URI.create(base() + "/actuator/health/readiness");
      return HTTP.send(
                  HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(5)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The port of the FHIR API, the pages and the webhooks. */
  int port() {
    return port;
  }

  String base() {
    return "http://localhost:" + port;
  }

  int mllpPort() {
    return mllpPort;
  }

  /** What it wrote so far, both streams. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  int exitCode() {
    try {
      if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
        kill();
        throw new AssertionError("It does not end:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Like {@code kill -9}: no hook runs, its PostgreSQL is orphaned. */
  void kill() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  /** Ends it as an operator would. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      kill();
      throw new AssertionError("It does not stop:\n" + log(), e);
    }
  }

  /**
   * A port that nobody listens on, from below those that systems give to outgoing connections: a
   * server takes long to start, and a connection may have taken one of those by then.
   */
  static int freePort() {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody has it: another.
      }
    }
    throw new IllegalStateException("No port is free");
  }
}
