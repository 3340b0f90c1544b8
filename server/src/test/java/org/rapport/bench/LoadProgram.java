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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * Measures the packaged product beside the plain HAPI server, in interleaved rounds, and prints
 * rates, latencies and their ratio. See docs/benchmarks.md for the command.
 *
 * <p>Arguments: {@code [rounds] [bookings a round] [messages] [bookings to warm up]}; by default 4,
 * 300, 1500 and 3000.
 */
public final class LoadProgram {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private LoadProgram() {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 4;
    int bookings = args.length > 1 ? Integer.parseInt(args[1]) : 300;
    int messages = args.length > 2 ? Integer.parseInt(args[2]) : 1500;
    int warmUp = args.length > 3 ? Integer.parseInt(args[3]) : 3000;
    Path work =
        Files.createDirectories(Path.of("target", "bench-" + ProcessHandle.current().pid()));
    Path jar = Path.of("target", "rapport.jar").toAbsolutePath();
    AtomicInteger received = new AtomicInteger();
    HttpServer gateway = gateway(received);
    int mllp = LoadTarget.freePort();
    Map<String, String> env = settings(gateway, mllp);
    Path data = work.resolve("product").toAbsolutePath();
    double cold;
    try (LoadTarget first = LoadTarget.product(jar, data, env)) {
      cold = first.startSeconds();
    }
    try (LoadTarget product = LoadTarget.product(jar, data, env);
        LoadTarget plain = LoadTarget.plain(work.resolve("plain").toAbsolutePath())) {
      System.out.printf("start, cold / warm     %.1f s / %.1f s%n", cold, product.startSeconds());
      System.out.printf("resident after start   %d MiB%n", product.residentMib());
      // Of a type that it has never had, HAPI takes one first resource at a time.
      Bookings.alone(plain);
      for (int done = 0; done < warmUp; done += bookings) {
        Bookings.planned(product, bookings);
        Bookings.stored(plain, bookings);
        Bookings.nine(plain, bookings);
      }
      List<Bookings.Round> two = new ArrayList<>();
      List<Bookings.Round> nine = new ArrayList<>();
      List<Bookings.Round> ours = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        two.add(Bookings.stored(plain, bookings));
        ours.add(Bookings.planned(product, bookings));
        nine.add(Bookings.nine(plain, bookings));
      }
      print("plain HAPI, the two", two);
      print("plain HAPI, the nine", nine);
      print("Rapport, planned", ours);
      System.out.printf(
          "processor, of the two  %.2f%nprocessor, of the nine %.2f%n",
          processor(two) / processor(ours), processor(nine) / processor(ours));
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

  /** Settings of a product whose texts go to a gateway of ours, where it is afternoon. */
  static Map<String, String> settings(HttpServer gateway, int mllp) {
    return Map.of(
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
  }

  static HttpServer gateway(AtomicInteger received) throws IOException {
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

  /** Bookings over eight connections, each answered before the next; how many a second. */
  static double mllp(int port, int count) throws Exception {
    String run = "M" + NUMBER.incrementAndGet();
    Instant start = Instant.now().plus(Duration.ofDays(10));
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    Clients.inParallel(
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
  static double dispatch(LoadTarget target, int count, AtomicInteger received) throws Exception {
    String run = "D" + NUMBER.incrementAndGet();
    Instant due = Instant.now().plusSeconds(20L + count / 50);
    AtomicInteger next = new AtomicInteger();
    Clients.inParallel(
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
  static void settle(LoadTarget target) throws Exception {
    for (int last = -1, now = target.count("Communication"); now != last; ) {
      last = now;
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
      now = target.count("Communication");
    }
  }

  private static double processor(List<Bookings.Round> rounds) {
    return median(rounds, round -> round.each().server() + round.each().database());
  }

  private static double median(List<Bookings.Round> rounds, ToDoubleFunction<Bookings.Round> of) {
    double[] values = rounds.stream().mapToDouble(of).sorted().toArray();
    return values[values.length / 2];
  }

  private static void print(String name, List<Bookings.Round> rounds) {
    System.out.printf(
        "%-22s %.0f/s, p50 %.0f ms, p95 %.0f ms; each %.1f + %.1f ms of processor (JVM + PostgreSQL;"
            + " %s), %.0f commits, %.0f rows%n",
        name,
        median(rounds, Bookings.Round::perSecond),
        median(rounds, Bookings.Round::p50),
        median(rounds, Bookings.Round::p95),
        median(rounds, round -> round.each().server()),
        median(rounds, round -> round.each().database()),
        String.join(
            " ",
            rounds.stream()
                .map(r -> "%.1f".formatted(r.each().server() + r.each().database()))
                .toList()),
        median(rounds, round -> round.each().commits()),
        median(rounds, round -> round.each().rows()));
    System.out.flush();
  }
}
