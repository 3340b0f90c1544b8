package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.kafka.Broker;

/**
 * {@code kill -9} of the server, or of its database alone, at random instants, again and again,
 * while four EHRs book, move and cancel, and each change goes out to a broker. Afterwards each
 * visit has to have been exactly what its EHR had acknowledged, one after the other, and each
 * change has to be at the broker, by patient in order.
 *
 * <p>By itself: {@code java -Drapport.jar=target/rapport.jar … KillPoints [kill points] [seed]
 * [minutes]}; docs/benchmarks.md has the command.
 */
final class KillPoints {
  private static final int SENDERS = 4;
  private static final String EVENTS = "rapport.appointment-change";
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /** An instant after the first acknowledgement of a run; most bugs are near a commit. */
  private static final int LONGEST_MILLIS = 10_000;

  /** So often at most dies the embedded database before the server does. */
  private static final int DATABASE_KILLS = 10;

  private final Map<String, String> settings;
  private final List<KillStream> senders = new ArrayList<>();
  private final Random random;
  private final Path data = RapportProcess.folder("kill");
  private int kills;
  private int startKills;
  private int databaseKills;

  private KillPoints(long seed) {
    this.random = new Random(seed);
    this.settings = RapportProcess.settings(data);
    settings.put("RAPPORT_CLINIC_ZONE", "UTC");
    int port = Integer.parseInt(settings.get("RAPPORT_MLLP_PORT"));
    for (int i = 0; i < SENDERS; i++) {
      senders.add(new KillStream("KILL" + (char) ('A' + i), port, seed + i));
    }
  }

  public static void main(String[] args) throws Exception {
    int points = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    long minutes = args.length > 2 ? Long.parseLong(args[2]) : 24 * 60;
    System.out.println("seed " + seed);
    System.out.println(run(points, seed, Duration.ofMinutes(minutes)));
    System.exit(0);
  }

  /**
   * Kills so often, or for so long, and then checks.
   *
   * @return what was done, in words
   */
  static String run(int points, long seed, Duration most) throws Exception {
    return new KillPoints(seed).run(points, System.nanoTime() + most.toNanos());
  }

  private String run(int points, long deadline) throws Exception {
    try (Broker broker = Broker.start()) {
      broker.topics(
          3,
          EVENTS,
          "rapport.lead-change",
          "rapport.task-change",
          "rapport.communication-outcome",
          "rapport.consent-change");
      settings.put("RAPPORT_KAFKA", broker.address());
      subscribed();
      while (kills < points && System.nanoTime() < deadline) {
        once(points);
        System.out.println(words());
      }
      try (RapportProcess last = RapportProcess.start(RapportProcess.serverJar(), settings)) {
        for (KillStream sender : senders) {
          sender.finish();
        }
        FhirClient fhir = new FhirClient(last.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
        int changes = 0;
        for (KillStream sender : senders) {
          changes += visits(fhir, sender);
        }
        int all = changes;
        await().atMost(PATIENCE).untilAsserted(() -> published(broker, all));
        assertThat(last.log()).doesNotContain("OutOfMemory");
        return words() + ", " + changes + " versions of visits, all at the broker in order";
      }
    }
  }

  // What changes before it is there is none of its events.
  private void subscribed() {
    try (RapportProcess first = RapportProcess.start(RapportProcess.serverJar(), settings)) {
      FhirClient fhir = new FhirClient(first.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
      await()
          .atMost(PATIENCE)
          .until(() -> fhir.get("/Subscription/kafka-appointment-change").status() == 200);
    }
  }

  private String words() {
    return ("%d kills (%d of them during a start, %d of the database alone), %d messages"
            + " acknowledged, %d sent again, %d visits")
        .formatted(
            kills,
            startKills,
            databaseKills,
            senders.stream().mapToInt(KillStream::acknowledged).sum(),
            senders.stream().mapToInt(KillStream::resent).sum(),
            senders.stream().mapToInt(sender -> sender.visits().size()).sum());
  }

  private void once(int points) throws Exception {
    List<Thread> threads = senders.stream().map(sender -> new Thread(sender, "ehr")).toList();
    // One in ten dies while it starts: what was under way is taken up again by the next.
    boolean early = kills > 0 && random.nextInt(10) == 0;
    RapportProcess process =
        early
            ? RapportProcess.launch(RapportProcess.serverJar(), settings)
            : RapportProcess.start(RapportProcess.serverJar(), settings);
    threads.forEach(Thread::start);
    if (early) {
      startKills++;
      LockSupport.parkNanos(random.nextInt(15_000) * 1_000_000L);
    } else {
      acknowledgedAndMore(LONGEST_MILLIS);
      for (int n = random.nextInt(DATABASE_KILLS + 1); n > 0 && kills < points - 1; n--) {
        killDatabase();
        acknowledgedAndMore(LONGEST_MILLIS / 2);
      }
    }
    process.kill();
    kills++;
    senders.forEach(KillStream::stop);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void acknowledgedAndMore(int millis) {
    int before = senders.stream().mapToInt(KillStream::acknowledged).sum();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> senders.stream().mapToInt(KillStream::acknowledged).sum() > before);
    LockSupport.parkNanos(random.nextInt(millis * 1000) * 1000L);
  }

  // The server goes on without it until it is there again.
  private void killDatabase() throws IOException {
    String postmaster =
        Files.readAllLines(data.resolve("pg").resolve("postmaster.pid")).get(0).trim();
    ProcessHandle.of(Long.parseLong(postmaster)).ifPresent(ProcessHandle::destroyForcibly);
    databaseKills++;
    kills++;
  }

  /** Each visit was what was acknowledged, in that order and nothing else; answers how often. */
  private static int visits(FhirClient fhir, KillStream sender) {
    int changes = 0;
    for (KillStream.Visit visit : sender.visits()) {
      List<Appointment> found =
          fhir.search(
              Appointment.class,
              "identifier=" + sender.system("appointment") + "%7C" + visit.filler());
      assertThat(found).as("one visit %s", visit.filler()).hasSize(1);
      List<KillStream.State> was =
          fhir
              .get(
                  "/Appointment/"
                      + found.get(0).getIdElement().getIdPart()
                      + "/_history?_count=200")
              .accepted()
              .as(Bundle.class)
              .getEntry()
              .stream()
              .map(entry -> (Appointment) entry.getResource())
              .sorted((a, b) -> Long.compare(version(a), version(b)))
              .map(KillPoints::state)
              .toList();
      assertThat(was).as("versions of %s", visit.filler()).isEqualTo(visit.states());
      changes += was.size();
    }
    assertThat(
            fhir.search(Patient.class, "identifier=" + sender.system("patient") + "%7C&_count=50"))
        .as("patients of one sender")
        .hasSize((int) sender.visits().stream().map(KillStream.Visit::patient).distinct().count());
    return changes;
  }

  private static long version(Appointment visit) {
    return visit.getIdElement().getVersionIdPartAsLong();
  }

  private static KillStream.State state(Appointment visit) {
    return new KillStream.State(
        visit.getStatus().toCode(),
        LocalDateTime.ofInstant(visit.getStart().toInstant(), ZoneOffset.UTC));
  }

  /** As docs/kafka.md says it: no gap over all, and what is not higher than before is a repeat. */
  private static void published(Broker broker, int changes) {
    Map<Integer, Long> highest = new HashMap<>();
    Map<String, Long> times = new HashMap<>();
    TreeSet<Long> numbers = new TreeSet<>();
    for (ConsumerRecord<String, String> one : broker.all(EVENTS)) {
      long number = Long.parseLong(Broker.header(one, "rapport-event-number"));
      if (number <= highest.getOrDefault(one.partition(), 0L)) {
        assertThat(numbers).as("a repetition").contains(number);
        continue;
      }
      highest.put(one.partition(), number);
      numbers.add(number);
      times.merge(Broker.header(one, "rapport-focus"), 1L, Long::sum);
    }
    assertThat(numbers)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    assertThat(times.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(changes);
  }
}
