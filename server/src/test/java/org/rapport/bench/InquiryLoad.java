package org.rapport.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it takes from the POST of a form until its acknowledgement is at the gateway, at a fixed
 * rate, whatever the answers take (an open loop). Bounded in count and time, on loopback.
 */
final class InquiryLoad {
  private static final int WARM = 300;

  private InquiryLoad() {}

  /** Arguments: inquiries a second (20), seconds (30). */
  public static void main(String[] arguments) throws Exception {
    int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
    Map<String, Long> arrived = new ConcurrentHashMap<>();
    HttpServer gateway = gateway(arrived);
    Path data = Files.createTempDirectory(Path.of("target"), "bench-inquiry");
    Map<String, String> env =
        Map.of(
            "RAPPORT_SMS_URL", "http://127.0.0.1:" + gateway.getAddress().getPort(),
            "RAPPORT_SMS_ACCOUNT", "AC1",
            "RAPPORT_SMS_TOKEN", "token",
            "RAPPORT_SMS_FROM", "+14165550100",
            "RAPPORT_PUBLIC_RATE", "off",
            "RAPPORT_MLLP_PORT", "0");
    try (LoadTarget server =
        LoadTarget.product(Path.of("target", "rapport.jar"), data.resolve("data"), env)) {
      run(server, WARM, rate, 4_000_000, arrived);
      List<Double> taken = run(server, rate * seconds, rate, 5_000_000, arrived);
      double[] sorted = taken.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      System.out.printf(
          "%d inquiries at %d a second: %d acknowledged; milliseconds from POST to gateway: median"
              + " %.0f, p90 %.0f, p99 %.0f, max %.0f; %.0f ms of processor each%n",
          rate * seconds,
          rate,
          sorted.length,
          at(sorted, 0.5),
          at(sorted, 0.9),
          at(sorted, 0.99),
          sorted[sorted.length - 1],
          server.usage().server() / (WARM + rate * seconds));
    } finally {
      gateway.stop(0);
    }
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  }

  private static List<Double> run(
      LoadTarget server, int count, int rate, int firstNumber, Map<String, Long> arrived)
      throws InterruptedException {
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(daemons(32)).build();
    long[] sent = new long[count];
    List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begin + i * TimeUnit.SECONDS.toNanos(1) / rate;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      sent[i] = System.nanoTime();
      String body =
          """
          {"given":"Person","family":"Number%d","phone":"%s","service":"65","message":"Hello"}"""
              .formatted(firstNumber + i, number(firstNumber + i));
      answers.add(
          client.sendAsync(
              HttpRequest.newBuilder(URI.create(server.base() + "/forms/appointment-request"))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.discarding()));
    }
    long refused = answers.stream().filter(one -> one.join().statusCode() != 201).count();
    if (refused > 0) {
      System.out.println(refused + " were not taken");
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    List<Double> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = number(firstNumber + i);
      while (!arrived.containsKey(number) && System.nanoTime() < end) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      if (arrived.containsKey(number)) {
        taken.add((arrived.get(number) - sent[i]) / 1e6);
      }
    }
    return taken;
  }

  // The program ends although its connections idle.
  private static ExecutorService daemons(int threads) {
    return Executors.newFixedThreadPool(
        threads,
        work -> {
          Thread thread = new Thread(work);
          thread.setDaemon(true);
          return thread;
        });
  }

  private static String number(int number) {
    return "+1416" + number;
  }

  private static HttpServer gateway(Map<String, Long> arrived) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(daemons(16));
    server.createContext(
        "/",
        exchange -> {
          String form =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          long now = System.nanoTime();
          Arrays.stream(form.split("&"))
              .filter(field -> field.startsWith("To="))
              .map(field -> URLDecoder.decode(field.substring(3), StandardCharsets.UTF_8))
              .forEach(to -> arrived.putIfAbsent(to, now));
          byte[] answer =
              ("{\"sid\":\"SM" + now + "\",\"status\":\"queued\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }
}
