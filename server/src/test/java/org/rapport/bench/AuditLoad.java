package org.rapport.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the audit trail costs: reads and searches of the packaged jar beside those of a jar from
 * before it, in interleaved rounds, and their ratio. See docs/benchmarks.md for the command.
 *
 * <p>Arguments: {@code <jar without> [rounds] [requests a round] [folder]}; by default 6, 1500 and
 * a new folder. One of an earlier run starts faster.
 */
public final class AuditLoad {
  private static final int CLIENTS = 4;
  private static final int WARM_UP_ROUNDS = 3;
  private static final int PATIENTS = 200;

  private AuditLoad() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path without = Path.of(args[0]).toAbsolutePath();
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 6;
    int requests = args.length > 2 ? Integer.parseInt(args[2]) : 1500;
    String folder = args.length > 3 ? args[3] : "bench-" + ProcessHandle.current().pid();
    Path work = Files.createDirectories(Path.of("target", folder).toAbsolutePath());
    Path with = Path.of("target", "rapport.jar").toAbsolutePath();
    Map<String, String> env = Map.of("RAPPORT_MLLP_PORT", "0", "RAPPORT_PUBLIC_RATE", "off");
    try (LoadTarget before = LoadTarget.product(without, work.resolve("without"), env);
        LoadTarget after = LoadTarget.product(with, work.resolve("with"), env)) {
      for (LoadTarget target : List.of(before, after)) {
        for (int n = target.count("Patient"); n < PATIENTS; n++) {
          target.transaction(LoadData.booking(n, "audit", Instant.now().plusSeconds(864_000)));
        }
      }
      for (String kind :
          List.of("Patient/%s", "Appointment?patient=Patient/%s", "Patient?_count=20")) {
        measure(kind, before, after, rounds, requests);
      }
    }
  }

  private static void measure(
      String kind, LoadTarget before, LoadTarget after, int rounds, int requests) throws Exception {
    List<String> ids = ids(before);
    List<String> own = ids(after);
    for (int warm = 0; warm < WARM_UP_ROUNDS; warm++) {
      rate(before, kind, ids, requests);
      rate(after, kind, own, requests);
    }
    double[] without = new double[rounds];
    double[] with = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      without[round] = rate(before, kind, ids, requests);
      with[round] = rate(after, kind, own, requests);
    }
    Arrays.sort(without);
    Arrays.sort(with);
    System.out.printf(
        "%-32s %6.0f/s without, %6.0f/s with, ratio %.2f%n",
        kind, without[rounds / 2], with[rounds / 2], with[rounds / 2] / without[rounds / 2]);
  }

  private static List<String> ids(LoadTarget target) throws Exception {
    List<String> ids = new ArrayList<>();
    new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(target.get("Patient?_count=" + PATIENTS + "&_elements=id"))
        .path("entry")
        .forEach(entry -> ids.add(entry.path("resource").path("id").asText()));
    return ids;
  }

  private static double rate(LoadTarget target, String kind, List<String> ids, int requests)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        running.add(
            clients.submit(
                () -> {
                  for (int n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
                    target.get(kind.replace("%s", ids.get(n % ids.size())));
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      clients.shutdown();
    }
    return requests / ((System.nanoTime() - begin) / 1e9);
  }
}
