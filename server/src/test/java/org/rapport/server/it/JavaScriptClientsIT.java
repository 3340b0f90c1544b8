package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code fhir-kit-client}, {@code fhirclient} and {@code @medplum/core} as they come from npm, and
 * Debian's Chromium. They are tried where Node 20 and the packages are there ({@code npm ci} in
 * {@code server/src/test/npm}); with {@code RAPPORT_TEST_CLIENTS=required} they have to be.
 */
@ExtendWith(SharedClinic.class)
class JavaScriptClientsIT {
  private static final Path FOLDER = Path.of("src/test/npm").toAbsolutePath();

  private final Clinic clinic;

  JavaScriptClientsIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void doEverythingThatTheyCan() throws Exception {
    run("clients.mjs");
  }

  @Test
  void launchAnAppForAPatient() throws Exception {
    clinic
        .fhir()
        .send(
            "PUT",
            "/Patient/app-a",
            FhirClient.JSON,
            "{\"resourceType\": \"Patient\", \"id\": \"app-a\"}")
        .accepted();

    run("launch.mjs");
  }

  @Test
  void aPersonAtABrowserSendsAFormAndLetsAnAppIn() throws Exception {
    boolean there = chromium() != null;
    if ("required".equals(System.getenv("RAPPORT_TEST_BROWSER"))) {
      assertThat(there).as("Debian's Chromium").isTrue();
    }
    assumeTrue(there, "left out: no Chromium");

    run("browser.mjs");
  }

  private static String chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser")
        .filter(one -> Files.isExecutable(Path.of(one)))
        .findFirst()
        .orElse(null);
  }

  private void run(String script) throws IOException, InterruptedException {
    boolean there = Files.isDirectory(FOLDER.resolve("node_modules")) && node();
    if ("required".equals(System.getenv("RAPPORT_TEST_CLIENTS"))) {
      assertThat(there).as("Node 20 and the packages of server/src/test/npm").isTrue();
    }
    assumeTrue(there, "left out: no Node 20, or no packages in server/src/test/npm");

    Process process = process("node", script);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(output).endsWith("0 failed\n").doesNotContain("FAIL");
    assertThat(process.exitValue()).isZero();
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

  private Process process(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(FOLDER.toFile());
    builder.environment().put("BASE", clinic.process().base());
    builder.environment().put("CLIENT_ID", RapportProcess.CLIENT);
    builder.environment().put("CLIENT_SECRET", RapportProcess.SECRET);
    if (chromium() != null) {
      builder.environment().put("CHROMIUM", chromium());
    }
    builder.environment().put("APP_ID", Visitor.APP);
    builder.environment().put("APP_REDIRECT", Visitor.REDIRECT);
    builder.environment().put("APP_USER", "pat");
    builder.environment().put("APP_PASSWORD", "pat-password");
    return builder.redirectErrorStream(true).start();
  }
}
