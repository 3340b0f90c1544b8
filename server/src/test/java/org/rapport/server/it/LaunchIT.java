package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** {@code java -jar rapport.jar}, as the README has it: the process becomes the JVM that fits. */
class LaunchIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String LAUNCHED = "-Drapport.launched=true";

  @Test
  void becomesTheJvmThatFits_withTheClassesThatLieThere() throws IOException {
    Assumptions.assumeTrue(Runtime.getRuntime().availableProcessors() <= 2, "two processors");
    Path data = RapportProcess.folder("launch");
    Assumptions.assumeFalse(StartClasses.flags().isEmpty(), "no archive of classes");
    Files.createSymbolicLink(data.resolve("classes"), StartClasses.folder());
    Process process = start(data, Map.of());
    try {
      await().atMost(SOON).until(() -> commandLine(process).contains(LAUNCHED));
      assertThat(commandLine(process))
          .contains("-XX:+UseSerialGC", "-Xmx1024m", "-jar")
          .anyMatch(part -> part.startsWith("-XX:SharedArchiveFile=" + data));
    } finally {
      process.destroy();
    }
    // The same process: whoever started it stops it.
    await().atMost(SOON).until(() -> !process.isAlive());
  }

  @Test
  void whoeverChoseIsLeftAlone() throws IOException, InterruptedException {
    Path data = RapportProcess.folder("launch");
    Process process =
        start(data, Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m", "RAPPORT_CLINIC_ZONE", "Nowhere/At"));

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(Files.readString(data.resolveSibling(data.getFileName() + ".log")))
        .contains("Picked up JAVA_TOOL_OPTIONS", "RAPPORT_CLINIC_ZONE: should be")
        // Once: a second JVM would have said it again.
        .containsOnlyOnce("Picked up");
  }

  private static Process start(Path data, Map<String, String> settings) throws IOException {
    ProcessBuilder start =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                RapportProcess.serverJar().toString())
            .redirectErrorStream(true)
            .redirectOutput(data.resolveSibling(data.getFileName() + ".log").toFile());
    start.environment().keySet().removeIf(name -> name.startsWith("RAPPORT_"));
    start.environment().putAll(RapportProcess.settings(data));
    start.environment().putAll(settings);
    return start.start();
  }

  private static List<String> commandLine(Process process) throws IOException {
    Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    return List.of(Files.readString(file, StandardCharsets.UTF_8).split("\0"));
  }
}
