package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Both jars as somebody calls them who has just unpacked them: what they say, and how they end. */
@Execution(ExecutionMode.CONCURRENT)
class CommandLineIT {
  /** A JVM and its first classes; far from what a start of the server takes. */
  private static final Duration QUICK = Duration.ofSeconds(25);

  private record Call(
      Path jar, Map<String, String> settings, List<String> arguments, int code, String said) {}

  private final Path folder = RapportProcess.folder("command-line");

  @Test
  void whereThereIsNoTrailVerifyAuditSaysSo() {
    RapportProcess nothing = VerifyAudit.run(RapportProcess.folder("no-audit"));

    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.log()).contains("There is no audit trail").hasLineCount(1);
  }

  @Test
  void eachMistakeEndsSoonWithTwoAndOneSentence_andNothingIsMade() {
    Path data = folder.resolve("data");
    List<Call> calls = new ArrayList<>();
    calls.add(server(Map.of(), "Unknown option: '--dmeo'", "--dmeo"));
    calls.add(server(Map.of(), "Unmatched argument", "rebuild-projection"));
    calls.add(server(Map.of(), "Unknown option: '--server.port=1'", "--server.port=1"));
    calls.add(server(Map.of(), "Missing required parameter: '<to>'", "simulate", "a", "b", "c"));
    calls.add(server(Map.of("RAPPORT_CLINIC_ZONE", "Toronto"), "RAPPORT_CLINIC_ZONE: should be"));
    calls.add(server(Map.of("RAPPORT_ROLE", "worker"), "RAPPORT_ROLE: should be all or server"));
    calls.add(server(Map.of("RAPPORT_DATA", "/dev/null/x"), "RAPPORT_DATA: should be"));
    calls.add(server(Map.of("RAPPORT_SMTP_FROM", "nobody"), "RAPPORT_SMTP_FROM: should be"));
    calls.add(server(Map.of("RAPPORT_RETENTION_LINKS", "x"), "RAPPORT_RETENTION_LINKS: should be"));
    calls.add(
        server(
            file("RAPPORT_SENDERS", "s.yaml", "senders:\n  - application: A\n    zon: X\n"),
            "s.yaml:3: "));
    calls.add(server(file("RAPPORT_CLIENTS", "c.json", "[\n{]"), "c.json:2: "));
    calls.add(
        server(
            file("RAPPORT_ROUTES", "r1/a.camel.yaml", route("timer:x", "stepz")),
            "a.camel.yaml:5: Unsupported field: stepz"));
    calls.add(
        server(
            file("RAPPORT_ROUTES", "r2/a.camel.yaml", route("tymer:x", "steps")),
            "a.camel.yaml:4: there is no component tymer"));
    calls.add(worker(Map.of(), "Unknown option: '--demo'", "--demo"));
    calls.add(
        worker(Map.of("RAPPORT_SERVER_URL", ""), "RAPPORT_SERVER_URL: should be set for a worker"));
    calls.add(
        worker(
            file("RAPPORT_SENDERS", "w.yaml", "senders:\n  - application: A\n\tzone: X\n"),
            "w.yaml:3: "));
    calls.add(
        worker(
            file("RAPPORT_ROUTES", "r3/a.camel.yaml", route("timer:x?perod=1", "steps")),
            "a.camel.yaml:4: timer: no such parameter, perod"));

    for (Call call : calls) {
      long began = System.nanoTime();
      RapportProcess process = run(call, data);

      assertThat(process.exitCode()).as(call + "\n" + process.log()).isEqualTo(call.code());
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(QUICK);
      assertThat(process.log().strip()).contains(call.said()).hasLineCount(1);
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void helpAndVersionStartNothing() {
    Path data = folder.resolve("none");
    List<Call> calls =
        List.of(
            new Call(RapportProcess.serverJar(), Map.of(), List.of("--help"), 0, "--demo"),
            new Call(RapportProcess.serverJar(), Map.of(), List.of("-V"), 0, "Rapport 0."),
            new Call(
                RapportProcess.serverJar(),
                Map.of(),
                List.of("simulate", "--help"),
                0,
                "<journey>"),
            new Call(
                RapportProcess.workerJar(), Map.of(), List.of("--help"), 0, "RAPPORT_SERVER_URL"),
            new Call(RapportProcess.workerJar(), Map.of(), List.of("--version"), 0, "Rapport 0."));

    for (Call call : calls) {
      RapportProcess process = run(call, data);

      assertThat(process.exitCode()).as(process.log()).isZero();
      assertThat(process.log()).contains(call.said()).doesNotContain(" INFO ", "\tat ");
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void aSendersMessagesAreTriedFromFiles() throws IOException {
    Path data = folder.resolve("none");
    RapportProcess example =
        run(
            new Call(
                RapportProcess.serverJar(),
                Map.of(),
                List.of("try-messages", "../docs/examples/dialect"),
                0,
                ""),
            data);
    assertThat(example.exitCode()).as(example.log()).isZero();
    assertThat(example.log().lines())
        .containsExactly(
            "ok       arrived, 2 messages",
            "ok       booked-then-called-off, 2 messages",
            "ok       no-patient, 1 messages");
    RapportProcess ownWords =
        run(
            new Call(
                RapportProcess.serverJar(),
                Map.of(),
                List.of("try-messages", "../docs/examples/own-words", "--show"),
                0,
                ""),
            data);
    assertThat(ownWords.exitCode()).as(ownWords.log()).isZero();
    assertThat(ownWords.log().lines())
        .contains(
            "ok       booked-then-not-come, 2 messages",
            "         2027-03-14T14:30+01:00 appointment-reminders/reminder Z-100: completed",
            "ok       called-off, 2 messages");

    Path empty = Files.createDirectories(folder.resolve("no-messages"));
    RapportProcess nothing =
        run(
            new Call(
                RapportProcess.serverJar(),
                Map.of(),
                List.of("try-messages", empty.toString()),
                2,
                ""),
            data);
    assertThat(nothing.exitCode()).as(nothing.log()).isEqualTo(2);
    assertThat(nothing.log()).hasLineCount(1);
    assertThat(data).doesNotExist();
  }

  @Test
  void aWorkerSaysOnceThatItsServerIsAway_onceThatItIsBack_andEndsWhenItIsNotKnown()
      throws IOException {
    int port = RapportProcess.freePort();
    Map<String, String> settings = RapportProcess.settings(folder.resolve("worker"));
    settings.put("RAPPORT_SERVER_URL", "http://127.0.0.1:" + port);
    settings.put("RAPPORT_CLINIC_NAMES", "Bay");
    RapportProcess worker = RapportProcess.start(RapportProcess.workerJar(), settings);
    AtomicReference<Boolean> knows = new AtomicReference<>(true);
    HttpServer server = null;
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> times(worker, "cannot be reached") > 0);
      // Its heartbeat has nobody to tell, either, and says nothing of it.
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(30))
          .until(() -> times(worker, "cannot be reached") == 1 && times(worker, "\tat ") == 0);
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext("/", exchange -> answer(exchange, knows.get()));
      server.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> times(worker, "answers again") > 0);
      knows.set(false);

      assertThat(worker.exitCode()).isEqualTo(2);
    } finally {
      if (server != null) {
        server.stop(0);
      }
      worker.kill();
    }
    assertThat(times(worker, "cannot be reached")).isEqualTo(1);
    assertThat(times(worker, "answers again")).isEqualTo(1);
    assertThat(times(worker, "RAPPORT_CLIENT_ID and RAPPORT_CLIENT_SECRET: should be"))
        .isEqualTo(1);
    assertThat(worker.log())
        .contains("RAPPORT_CLINIC_NAMES: no setting has this name; is RAPPORT_CLINIC_NAME meant?")
        .contains("HL7 v2     127.0.0.1:", "Channels   texts by the sandbox")
        .doesNotContain("\tat ");
    assertThat(worker.log().lines().count()).isLessThan(20);
  }

  // Of a FHIR server only what a worker asks: a token, and that nothing is to be done.
  private static void answer(HttpExchange exchange, boolean knows) throws IOException {
    boolean token = exchange.getRequestURI().getPath().endsWith("/token");
    String body =
        token
            ? "{\"access_token\": \"t\", \"expires_in\": 300}"
            : "{\"resourceType\": \"Parameters\"}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange
        .getResponseHeaders()
        .add("Content-Type", token ? "application/json" : "application/fhir+json");
    exchange.sendResponseHeaders(knows ? 200 : 401, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static long times(RapportProcess process, String words) {
    return Pattern.compile(Pattern.quote(words)).matcher(process.log()).results().count();
  }

  private RapportProcess run(Call call, Path data) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("RAPPORT_DATA", data.toString());
    settings.putAll(call.settings());
    return RapportProcess.launch(call.jar(), settings, call.arguments().toArray(String[]::new));
  }

  private static Call server(Map<String, String> settings, String said, String... arguments) {
    return new Call(RapportProcess.serverJar(), settings, List.of(arguments), 2, said);
  }

  private static Call worker(Map<String, String> settings, String said, String... arguments) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("RAPPORT_SERVER_URL", "http://127.0.0.1:9");
    all.put("RAPPORT_CLIENT_ID", RapportProcess.CLIENT);
    all.put("RAPPORT_CLIENT_SECRET", RapportProcess.SECRET);
    all.putAll(settings);
    return new Call(RapportProcess.workerJar(), all, List.of(arguments), 2, said);
  }

  // A setting that names a file, or its folder where the name has one.
  private Map<String, String> file(String setting, String name, String content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return Map.of(setting, (name.contains("/") ? file.getParent() : file).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String route(String from, String steps) {
    return """
    - route:
        id: own
        from:
          uri: %s
          %s:
            - log: hi
    """
        .formatted(from, steps);
  }
}
