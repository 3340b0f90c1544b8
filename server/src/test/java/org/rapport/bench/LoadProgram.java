package org.rapport.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the packaged product beside the plain HAPI server, in interleaved rounds, and prints
 * rates, latencies and their ratio. See docs/benchmarks.md for the command.
 *
 * <p>Arguments: {@code [rounds] [bookings a round] [messages]}; by default 4, 300 and 1500.
 */
public final class LoadProgram {
  private static final int CLIENTS = 8;
  private static final int WARM_UP_ROUNDS = 3;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private LoadProgram() {}

  private record Run(double perSecond, double p50, double p95, double processorMillis) {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 4;
    int bookings = args.length > 1 ? Integer.parseInt(args[1]) : 300;
    int messages = args.length > 2 ? Integer.parseInt(args[2]) : 1500;
    Path work =
        Files.createDirectories(Path.of("target", "bench-" + ProcessHandle.current().pid()));
    Path jar = Path.of("target", "rapport.jar").toAbsolutePath();
    AtomicInteger received = new AtomicInteger();
    HttpServer gateway = gateway(received);
    int mllp = LoadTarget.freePort();
    Map<String, String> env =
        Map.of(
            "RAPPORT_SMS_URL",
            "http://127.0.0.1:" + gateway.getAddress().getPort(),
            "RAPPORT_SMS_ACCOUNT",
            "AC",
            "RAPPORT_SMS_TOKEN",
            "token",
            "RAPPORT_SMS_FROM",
            "+14165550100",
            "RAPPORT_MLLP_PORT",
            Integer.toString(mllp),
            "RAPPORT_CLINIC_ZONE",
            LoadData.afternoon(Instant.now()).getId());
    Path data = work.resolve("product").toAbsolutePath();
    double cold;
    try (LoadTarget first = LoadTarget.product(jar, data, env)) {
      cold = first.startSeconds();
    }
    try (LoadTarget product = LoadTarget.product(jar, data, env);
        LoadTarget plain = LoadTarget.plain(work.resolve("plain").toAbsolutePath())) {
      System.out.printf("start, cold / warm     %.1f s / %.1f s%n", cold, product.startSeconds());
      System.out.printf("resident after start   %d MiB%n", product.residentMib());
      for (int warm = 0; warm < WARM_UP_ROUNDS; warm++) {
        bookings(product, bookings, true);
        bookings(plain, bookings, false);
      }
      List<Run> ours = new ArrayList<>();
      List<Run> theirs = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        theirs.add(bookings(plain, bookings, false));
        ours.add(bookings(product, bookings, true));
      }
      print("plain HAPI, stored", theirs);
      print("Rapport, planned", ours);
      System.out.printf("ratio of medians       %.2f%n", median(ours) / median(theirs));
      mllp(mllp, bookings);
      System.out.printf("MLLP to AA             %.0f messages/s%n", mllp(mllp, bookings * 2));
      settle(product);
      for (int round = 0; round < 2; round++) {
        System.out.printf(
            "dispatch               %.0f messages/s%n", dispatch(product, messages, received));
      }
      System.out.printf("resident after load    %d MiB%n", product.residentMib());
    } finally {
      gateway.stop(0);
    }
  }

  private static HttpServer gateway(AtomicInteger received) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 256);
    server.setExecutor(
        Executors.newFixedThreadPool(
            8,
            work -> {
              Thread thread = new Thread(work, "gateway");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] answer =
              ("{\"sid\":\"SM" + received.incrementAndGet() + "\",\"status\":\"queued\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Writes bookings with 8 clients; with {@code planned}, the clock runs until the last plan. */
  private static Run bookings(LoadTarget target, int count, boolean planned) throws Exception {
    String run = "r" + NUMBER.incrementAndGet();
    Instant start = Instant.now().plus(Duration.ofDays(10));
    int before = planned ? target.count("CommunicationRequest") : 0;
    double[] latency = new double[count];
    double processor = target.processorMillis();
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    inParallel(
        () -> {
          for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
            long sent = System.nanoTime();
            target.transaction(LoadData.booking(n, run, start));
            latency[n] = (System.nanoTime() - sent) / 1e6;
          }
        });
    while (planned && target.count("CommunicationRequest") < before + 4 * count) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(latency);
    if (planned) {
      settle(target);
    }
    return new Run(
        count / seconds,
        latency[count / 2],
        latency[count * 95 / 100],
        (target.processorMillis() - processor) / count);
  }

  private static double mllp(int port, int count) throws Exception {
    String run = "M" + NUMBER.incrementAndGet();
    Instant start = Instant.now().plus(Duration.ofDays(10));
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    inParallel(
        () -> {
          try (Socket socket = new Socket("127.0.0.1", port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
              String frame = "\u000b" + LoadData.siu(n, run, Instant.now(), start) + "\u001c\r";
              socket.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
              StringBuilder answer = new StringBuilder();
              for (int c = in.read(); c != 0x1c; c = in.read()) {
                answer.append((char) c);
              }
              in.read();
              if (!answer.toString().contains("MSA|AA")) {
                throw new IOException(answer.toString());
              }
            }
          }
        });
    return count / ((System.nanoTime() - begin) / 1e9);
  }

  /** Messages that become due at one instant; from that instant to the last at the gateway. */
  private static double dispatch(LoadTarget target, int count, AtomicInteger received)
      throws Exception {
    String run = "D" + NUMBER.incrementAndGet();
    Instant due = Instant.now().plusSeconds(20L + count / 50);
    AtomicInteger next = new AtomicInteger();
    inParallel(
        () -> {
          for (int n = next.getAndAdd(25); n < count; n = next.getAndAdd(25)) {
            target.transaction(LoadData.messages(n, 25, run, due));
          }
        });
    int before = received.get();
    while (Instant.now().isBefore(due)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    long begin = System.nanoTime();
    while (received.get() < before + count
        && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(2)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return (received.get() - before) / ((System.nanoTime() - begin) / 1e9);
  }

  // Until nothing changes any more: the confirmations of the bookings are out.
  private static void settle(LoadTarget target) throws Exception {
    for (int last = -1, now = target.count("Communication"); now != last; ) {
      last = now;
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
      now = target.count("Communication");
    }
  }

  private interface Job {
    void run() throws Exception;
  }

  private static void inParallel(Job job) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(
            pool.submit(
                () -> {
                  job.run();
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static double median(List<Run> runs) {
    double[] rates = runs.stream().mapToDouble(Run::perSecond).sorted().toArray();
    return rates[rates.length / 2];
  }

  private static void print(String name, List<Run> runs) {
    System.out.printf(
        "%-22s %.0f/s (%s), p50 %.0f ms, p95 %.0f ms, %.0f ms of processor each%n",
        name,
        median(runs),
        String.join(" ", runs.stream().map(r -> "%.0f".formatted(r.perSecond())).toList()),
        runs.stream().mapToDouble(Run::p50).sorted().skip(runs.size() / 2).findFirst().orElse(0),
        runs.stream().mapToDouble(Run::p95).sorted().skip(runs.size() / 2).findFirst().orElse(0),
        runs.stream()
            .mapToDouble(Run::processorMillis)
            .sorted()
            .skip(runs.size() / 2)
            .findFirst()
            .orElse(0));
    System.out.flush();
  }
}
