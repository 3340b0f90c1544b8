package org.rapport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients read and write, of the packaged product and of the starter of HAPI beside it, in
 * interleaved rounds by eight clients. See docs/benchmarks.md for the command.
 *
 * <p>Arguments: {@code <war of the starter> [rounds] [seconds a round] [seconds to warm up]
 * [kinds]}; by default 3, 8 and 20, for each kind of work and server. The kinds are a regular
 * expression of their names; all by default.
 */
public final class RivalLoad {
  private static final Pattern LOCATION =
      Pattern.compile("\"location\" ?: ?\"(?:http[^\"]*/fhir/)?(\\w+/[\\w.-]+)/_history");
  private static final int PATIENTS = 200;
  private static final int IN_ONE = 100;

  private RivalLoad() {}

  private interface Job {
    void run(LoadTarget target, Known known, int n) throws Exception;
  }

  /** What the reading is about, of one server. */
  private record Known(List<String> patients, String run, Instant start) {}

  private record Round(double perSecond, double p50, double p99, Usage each) {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 8;
    int warmUp = args.length > 3 ? Integer.parseInt(args[3]) : 20;
    Pattern kinds = Pattern.compile(args.length > 4 ? args[4] : ".*");
    Path work =
        Files.createDirectories(Path.of("target", "bench-" + ProcessHandle.current().pid()))
            .toAbsolutePath();
    Path jar = Path.of("target", "rapport.jar").toAbsolutePath();
    try (LoadTarget ours =
            LoadTarget.product(
                jar,
                work.resolve("product"),
                Map.of("RAPPORT_ROLE", "server", "RAPPORT_MLLP_PORT", "0"));
        Starter rival = Starter.on(Path.of(args[0]).toAbsolutePath(), work.resolve("starter"))) {
      LoadTarget theirs = rival.target();
      System.out.printf(
          "resident after start   %d / %d MiB%n", ours.residentMib(), theirs.residentMib());
      Known here = known(ours);
      Known there = known(theirs);
      for (Map.Entry<String, Job> job : jobs().entrySet()) {
        if (!kinds.matcher(job.getKey()).matches()) {
          continue;
        }
        round(ours, here, job.getValue(), warmUp);
        round(theirs, there, job.getValue(), warmUp);
        List<Round> product = new ArrayList<>();
        List<Round> starter = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          product.add(round(ours, here, job.getValue(), seconds));
          starter.add(round(theirs, there, job.getValue(), seconds));
        }
        print(job.getKey(), product, starter);
      }
    }
  }

  private static Map<String, Job> jobs() {
    AtomicInteger fresh = new AtomicInteger();
    String run = "rival-" + ProcessHandle.current().pid();
    Map<String, Job> jobs = new LinkedHashMap<>();
    jobs.put(
        "booking transaction",
        (target, known, n) ->
            target.transaction(
                LoadData.booking(fresh.incrementAndGet(), run, known.start().plusSeconds(n))));
    jobs.put(
        "Communication, POST",
        (target, known, n) ->
            target.create(LoadData.communication(fresh.incrementAndGet(), run, patient(known, n))));
    jobs.put(
        "100 Communications",
        (target, known, n) ->
            target.transaction(
                LoadData.communications(fresh.getAndAdd(IN_ONE), IN_ONE, run, patient(known, n))));
    jobs.put("read", (target, known, n) -> target.get(patient(known, n)));
    jobs.put("vread", (target, known, n) -> target.get(patient(known, n) + "/_history/1"));
    jobs.put(
        "by date, 20 a page",
        (target, known, n) ->
            target.get("Appointment?date=ge" + known.start().plusSeconds(n % 100) + "&_count=20"));
    jobs.put(
        "by identifier",
        (target, known, n) ->
            target.get("Appointment?identifier=urn:load:" + known.run() + "%7CA" + n % PATIENTS));
    jobs.put(
        "newest 20 of one",
        (target, known, n) ->
            target.get(
                "Communication?subject=" + patient(known, n % 10) + "&_sort=-sent&_count=20"));
    return jobs;
  }

  private static String patient(Known known, int n) {
    return known.patients().get(n % known.patients().size());
  }

  private static Known known(LoadTarget target) throws IOException, InterruptedException {
    String run = "known-" + ProcessHandle.current().pid();
    Instant start = Instant.parse("2030-01-07T14:00:00Z");
    List<String> patients = new ArrayList<>();
    for (int n = 0; n < PATIENTS; n++) {
      String answer = target.transaction(LoadData.booking(n, run, start.plusSeconds(n)));
      Matcher location = LOCATION.matcher(answer);
      if (!location.find()) {
        throw new IOException("No patient in " + answer);
      }
      patients.add(location.group(1));
    }
    for (int n = 0; n < 10; n++) {
      target.transaction(LoadData.communications(n * IN_ONE, IN_ONE, run, patients.get(n)));
    }
    return new Known(patients, run, start);
  }

  private static Round round(LoadTarget target, Known known, Job job, int seconds)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Long> nanos = java.util.Collections.synchronizedList(new ArrayList<>());
    AtomicLong end = new AtomicLong(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    Usage before = target.usage();
    long begin = System.nanoTime();
    Clients.inParallel(
        () -> {
          while (System.nanoTime() < end.get()) {
            long sent = System.nanoTime();
            job.run(target, known, next.getAndIncrement());
            nanos.add(System.nanoTime() - sent);
          }
        });
    double took = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Round(
        sorted.length / took,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        target.usage().since(before, sorted.length));
  }

  private static void print(String name, List<Round> ours, List<Round> theirs) {
    double[] ratios = new double[ours.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours.get(i).perSecond() / theirs.get(i).perSecond();
    }
    Arrays.sort(ratios);
    System.out.printf(
        "%-22s %.2f (%.2f-%.2f) | %s | %s%n",
        name,
        ratios[ratios.length / 2],
        ratios[0],
        ratios[ratios.length - 1],
        line(ours.get(ours.size() / 2)),
        line(theirs.get(theirs.size() / 2)));
    System.out.flush();
  }

  private static String line(Round round) {
    return "%.0f/s, p50 %.1f, p99 %.1f ms; %.2f + %.2f ms"
        .formatted(
            round.perSecond(),
            round.p50(),
            round.p99(),
            round.each().server(),
            round.each().database());
  }
}
