package org.rapport.bench;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a change takes from its commit to a subscriber at a fixed rate, and how fast one who was
 * away catches up. Bounded in count and time, on loopback.
 */
final class EventLoad {
  /** Changes in one transaction, as a message has them: fifty events a second are ten commits. */
  private static final int TOGETHER = 5;

  private static final Pattern FOCUS = Pattern.compile("Task/(load-[a-z]+-\\d+)");
  private static final Pattern NUMBER =
      Pattern.compile("\"event-number\",\\s*\"valueString\":\\s*\"(\\d+)\"");

  private final Map<String, Long> arrived = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  private EventLoad() {}

  /** Arguments: events a second (50), seconds (30), events to catch up with (100,000). */
  public static void main(String[] arguments) throws Exception {
    int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
    int behind = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100_000;
    new EventLoad().run(rate, seconds, behind);
    System.exit(0);
  }

  private void run(int rate, int seconds, int behind) throws Exception {
    HttpServer hook = hook();
    String address = "127.0.0.1:" + hook.getAddress().getPort();
    Path data = Files.createTempDirectory(Path.of("target"), "bench-events").resolve("data");
    Map<String, String> env = Map.of("RAPPORT_EGRESS_ALLOW", address, "RAPPORT_MLLP_PORT", "0");
    try (LoadTarget server = LoadTarget.product(Path.of("target", "rapport.jar"), data, env)) {
      server.transaction(subscription("http://" + address + "/hook"));
      changes(server, rate, 5, "warm");
      Usage before = server.usage();
      double[] taken = changes(server, rate, seconds, "timed");
      Usage each = server.usage().since(before, taken.length);
      System.out.printf(
          "%d events at %d a second: milliseconds from the answer to their transaction to the"
              + " subscriber: p50 %.0f, p99 %.0f, max %.0f; each %.1f + %.1f ms of processor%n",
          taken.length,
          rate,
          taken[taken.length / 2],
          taken[taken.length * 99 / 100],
          taken[taken.length - 1],
          each.server(),
          each.database());
      catchUp(server, data, behind);
    }
  }

  private void catchUp(LoadTarget server, Path data, int count) throws Exception {
    long from = last.get();
    Usage before = server.usage();
    long begin = System.nanoTime();
    try (Connection database = database(data);
        Statement statement = database.createStatement()) {
      statement.execute(
          """
          insert into rapport.topic_event (topic, focus, version, change, at, facts)
          select 'task-change', 'Task/load-timed-0', 1, 'update', now(), '{}'
          from generate_series(1, %d)"""
              .formatted(count));
    }
    while (last.get() < from + count && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(15)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    Usage each = server.usage().since(before, count);
    double took = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "catch-up of %d of %d events: %.1f s, %.0f a second; each %.3f + %.3f ms of processor%n",
        last.get() - from, count, took, (last.get() - from) / took, each.server(), each.database());
  }

  // An open loop: what is slow is not asked for less often.
  private double[] changes(LoadTarget server, int rate, int seconds, String run) throws Exception {
    int count = rate * seconds / TOGETHER;
    Map<String, Long> answered = new ConcurrentHashMap<>();
    ExecutorService clients = Executors.newFixedThreadPool(16);
    long begin = System.nanoTime();
    for (int n = 0; n < count; n++) {
      long due = begin + n * (1_000_000_000L * TOGETHER / rate);
      LockSupport.parkNanos(due - System.nanoTime());
      int first = n * TOGETHER;
      clients.execute(
          () -> {
            try {
              server.transaction(tasks(first, run));
              for (int i = first; i < first + TOGETHER; i++) {
                answered.put("load-" + run + "-" + i, System.nanoTime());
              }
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
    clients.shutdown();
    clients.awaitTermination(2, TimeUnit.MINUTES);
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!arrived.keySet().containsAll(answered.keySet()) && System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return answered.entrySet().stream()
        .filter(one -> arrived.containsKey(one.getKey()))
        .mapToDouble(one -> Math.max(0, arrived.get(one.getKey()) - one.getValue()) / 1e6)
        .sorted()
        .toArray();
  }

  private static String tasks(int first, String run) {
    StringBuilder entries = new StringBuilder();
    for (int i = first; i < first + TOGETHER; i++) {
      entries.append(i == first ? "" : ",");
      entries.append(
          """
          {"resource":{"resourceType":"Task","id":"load-%1$s-%2$d","status":"requested",
           "intent":"order","description":"load"},
           "request":{"method":"PUT","url":"Task/load-%1$s-%2$d"}}"""
              .formatted(run, i));
    }
    return bundle(entries.toString());
  }

  private static String subscription(String endpoint) {
    String backport = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
    return bundle(
        """
        {"resource":{"resourceType":"Subscription","meta":{"profile":["%1$sbackport-subscription"]},
         "status":"requested","reason":"load",
         "criteria":"https://rapport.example.org/fhir/SubscriptionTopic/task-change",
         "channel":{"type":"rest-hook","endpoint":"%2$s","payload":"application/fhir+json",
          "extension":[{"url":"%1$sbackport-max-count","valuePositiveInt":100}],
          "_payload":{"extension":[{"url":"%1$sbackport-payload-content","valueCode":"id-only"}]}}},
         "request":{"method":"POST","url":"Subscription"}}"""
            .formatted(backport, endpoint));
  }

  private static String bundle(String entries) {
    return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}";
  }

  private HttpServer hook() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 64);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          long now = System.nanoTime();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
          Matcher focus = FOCUS.matcher(body);
          while (focus.find()) {
            arrived.putIfAbsent(focus.group(1), now);
          }
          Matcher number = NUMBER.matcher(body);
          while (number.find()) {
            last.accumulateAndGet(Long.parseLong(number.group(1)), Math::max);
          }
        });
    server.start();
    return server;
  }

  private static Connection database(Path data) throws Exception {
    List<String> pid = Files.readAllLines(data.resolve("pg").resolve("postmaster.pid"));
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + pid.get(3) + "/postgres",
        "rapport_app",
        Files.readString(data.resolve("keys").resolve("database")).strip());
  }
}
