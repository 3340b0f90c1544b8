package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scripts of {@code server/src/test/npm}: real clients, and Debian's Chromium. They run where
 * Node 20, the packages and the browser are; with {@code RAPPORT_TEST_CLIENTS} and {@code
 * RAPPORT_TEST_BROWSER} at {@code required} they have to be.
 */
final class NodeScript {
  private static final Path FOLDER = Path.of("src/test/npm").toAbsolutePath();
  private static final String REQUIRED = "required";

  private NodeScript() {}

  /** Runs one that needs no browser; none of its attempts may fail. */
  static void run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    boolean there = Files.isDirectory(FOLDER.resolve("node_modules")) && node();
    if (REQUIRED.equals(System.getenv("RAPPORT_TEST_CLIENTS"))) {
      assertThat(there).as("Node 20 and the packages of server/src/test/npm").isTrue();
    }
    assumeTrue(there, "left out: no Node 20, or no packages in server/src/test/npm");

    ProcessBuilder builder =
        new ProcessBuilder("node", script).directory(FOLDER.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    if (chromium() != null) {
      builder.environment().put("CHROMIUM", chromium());
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(output).endsWith("0 failed\n").doesNotContain("FAIL");
    assertThat(process.exitValue()).isZero();
  }

  /** Runs one that needs a browser. */
  static void runInBrowser(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    boolean there = chromium() != null;
    if (REQUIRED.equals(System.getenv("RAPPORT_TEST_BROWSER"))) {
      assertThat(there).as("Debian's Chromium").isTrue();
    }
    assumeTrue(there, "left out: no Chromium");
    run(script, environment);
  }

  private static String chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser")
        .filter(one -> Files.isExecutable(Path.of(one)))
        .findFirst()
        .orElse(null);
  }

  private static boolean node() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("node", "--version").start();
      String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 && version.matches("(?s)v(2\\d|[3-9]\\d).*");
    } catch (IOException e) {
      return false;
    }
  }
}
