package org.rapport.bench;

import com.sun.net.httpserver.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What a booking, a search and messages that are due cost where very many messages are planned and
 * a year has passed, beside a second server where there are few, in interleaved rounds. The many
 * are copies of the rows of those that were planned by way of the API. See docs/benchmarks.md for
 * the command.
 *
 * <p>Arguments: how many messages are to be planned at each step; by default 10000 and 100000.
 */
public final class GrowthLoad {
  private static final int FIRST = 500;
  private static final int PENDING_OF_ONE = 3;
  private static final int WARM_UP = 1_000;
  private static final int ROUNDS = 3;
  private static final int BOOKINGS = 200;
  private static final int ASKED = 400;
  private static final int DUE = 500;
  private static final AtomicInteger RUNS = new AtomicInteger();

  private GrowthLoad() {}

  /** A product with its gateway. */
  private record Side(LoadTarget target, HttpServer gateway, AtomicInteger received)
      implements AutoCloseable {
    static Side of(Path data) throws Exception {
      AtomicInteger received = new AtomicInteger();
      HttpServer gateway = LoadProgram.gateway(received);
      Path jar = Path.of("target", "rapport.jar").toAbsolutePath();
      return new Side(
          LoadTarget.product(jar, data, LoadProgram.settings(gateway, 0)), gateway, received);
    }

    @Override
    public void close() throws Exception {
      target.close();
      gateway.stop(0);
    }
  }

  private interface Work {
    /** Milliseconds of processor for each unit, of both JVM and database. */
    double of(Side side) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    int[] sizes =
        args.length == 0
            ? new int[] {10_000, 100_000}
            : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    Path work =
        Files.createDirectories(Path.of("target", "bench-" + ProcessHandle.current().pid()))
            .toAbsolutePath();
    Path data = work.resolve("grown");
    try (Side grown = Side.of(data);
        Side small = Side.of(work.resolve("small"));
        Connection database = CopiedRows.database(data)) {
      for (Side side : List.of(grown, small)) {
        bookings(side, FIRST);
      }
      for (int done = 0; done < WARM_UP; done += BOOKINGS) {
        for (Side side : List.of(grown, small)) {
          bookings(side, BOOKINGS);
          search(side, "Appointment?date=ge2026-01-01&_count=20");
          search(side, "Appointment?identifier=urn:load:none%7C1");
        }
      }
      int copied = 0;
      for (int size : sizes) {
        int copies = size / (FIRST * PENDING_OF_ONE);
        grow(database, copied + 1, copies);
        copied = copies;
        measure(grown, small);
      }
    }
  }

  private static void measure(Side grown, Side small) throws Exception {
    compare("booking, planned and sent", grown, small, side -> bookings(side, BOOKINGS));
    compare(
        "visits by date",
        grown,
        small,
        side -> search(side, "Appointment?date=ge" + Instant.now() + "&_count=20"));
    compare(
        "visit by identifier",
        grown,
        small,
        side -> search(side, "Appointment?identifier=urn:load:none%7C1"));
    compare("worklist", grown, small, side -> search(side, "Task/$worklist?_count=50"));
    for (int round = 0; round < 2; round++) {
      System.out.printf(
          "  due at one instant       %.0f/s, %.0f/s beside it%n",
          LoadProgram.dispatch(grown.target(), DUE, grown.received()),
          LoadProgram.dispatch(small.target(), DUE, small.received()));
    }
    System.out.flush();
  }

  private static void compare(String name, Side grown, Side small, Work work) throws Exception {
    List<Double> ratios = new ArrayList<>();
    double many = 0;
    double few = 0;
    for (int round = 0; round < ROUNDS; round++) {
      few = work.of(small);
      many = work.of(grown);
      ratios.add(many / few);
    }
    ratios.sort(null);
    System.out.printf(
        "  %-24s %.2f (%.2f-%.2f) of what it costs beside it; last %.1f and %.1f ms%n",
        name, ratios.get(ROUNDS / 2), ratios.get(0), ratios.get(ROUNDS - 1), many, few);
    System.out.flush();
  }

  private static double bookings(Side side, int count) throws Exception {
    String run = "g" + RUNS.incrementAndGet() + "-" + ProcessHandle.current().pid();
    Instant start = Instant.now().plus(Duration.ofDays(10));
    int sent = side.received().get();
    Usage before = side.target().usage();
    AtomicInteger next = new AtomicInteger();
    Clients.inParallel(
        () -> {
          for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
            side.target().transaction(LoadData.booking(n, run, start));
          }
        });
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (side.received().get() < sent + count) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("The confirmations do not come");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    Usage each = side.target().usage().since(before, count);
    return each.server() + each.database();
  }

  private static double search(Side side, String search) throws Exception {
    Usage before = side.target().usage();
    AtomicInteger next = new AtomicInteger();
    Clients.inParallel(
        () -> {
          while (next.getAndIncrement() < ASKED) {
            side.target().get(search);
          }
        });
    Usage each = side.target().usage().since(before, ASKED);
    return each.server() + each.database();
  }

  private static void grow(Connection database, int from, int to) throws Exception {
    String numbers = "generate_series(%d, %d)".formatted(from, to);
    long begin = System.nanoTime();
    CopiedRows.of(
        database,
        "'Patient', 'Appointment', 'CarePlan', 'CommunicationRequest', 'Communication'",
        numbers);
    Map<String, String> id = Map.of("id", "t.id || '-' || k");
    copy(database, "patient_facts", id, numbers);
    copy(
        database,
        "patient_address",
        Map.of(
            "id",
            "t.id || '-' || k",
            "tail",
            "lpad(cast(row_number() over () + k::bigint * 100000 as text), length(t.tail), '9')"),
        numbers);
    Map<String, String> visit = new HashMap<>(id);
    visit.put("patients", "array(select p || '-' || k from unnest(t.patients) p)");
    copy(database, "appointment_facts", visit, numbers);
    Map<String, String> about = new HashMap<>(id);
    about.put("patient_id", "t.patient_id || '-' || k");
    about.put("focus", "t.focus || '-' || k");
    copy(database, "enrolment", about, numbers);
    Map<String, String> message = new HashMap<>(about);
    message.put("enrolment", "t.enrolment || '-' || k");
    copy(database, "planned_message", message, numbers);
    Map<String, String> item = new HashMap<>();
    item.put("id", "t.id + k::bigint * 100000000");
    item.put("patient", "t.patient || '-' || k");
    item.put("focus", "t.focus || '-' || k");
    copy(database, "work_item", item, numbers);
    Map<String, String> sent = new HashMap<>(id);
    sent.put("patient_id", "t.patient_id || '-' || k");
    sent.put("based_on", "t.based_on || '-' || k");
    sent.put("fingerprint", "t.fingerprint || '-' || k");
    sent.put("sent_at", "t.sent_at - k * interval '13 hours'");
    copy(database, "communication_facts", sent, numbers);
    Map<String, String> attempt = new HashMap<>();
    attempt.put("id", "gen_random_uuid()");
    attempt.put("work_item", "t.work_item + k::bigint * 100000000");
    attempt.put("request_id", "t.request_id || '-' || k");
    attempt.put("patient_id", "t.patient_id || '-' || k");
    attempt.put("fingerprint", "t.fingerprint || '-' || k");
    attempt.put("released_at", "t.released_at - k * interval '13 hours'");
    copy(database, "attempt", attempt, numbers);
    try (Statement sql = database.createStatement()) {
      sql.execute("analyze");
    }
    try (Statement sql = database.createStatement();
        ResultSet counted =
            sql.executeQuery(
                "select count(*) filter (where status = 'active'), count(*)"
                    + " from rapport.planned_message")) {
      counted.next();
      System.out.printf(
          "planned %,d, of all %,d; copied in %d s%n",
          counted.getLong(1),
          counted.getLong(2),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    }
  }

  // Of the first bookings, not of those that came while others were measured.
  private static void copy(
      Connection database, String table, Map<String, String> changed, String numbers)
      throws Exception {
    String key = changed.getOrDefault("id", "").contains("bigint") ? "focus" : "id";
    String source =
        switch (table) {
          case "attempt" -> "t.patient_id !~ '-[0-9]+$'";
          case "work_item" -> "t.kind = 'message' and t.id < 100000000";
          default -> "t." + key + " !~ '-[0-9]+$'";
        };
    CopiedRows.copy(database, "rapport." + table, changed, source, numbers);
  }
}
