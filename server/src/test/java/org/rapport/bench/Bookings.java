package org.rapport.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rounds of bookings by eight clients, each a Patient and an Appointment that nobody knew. */
final class Bookings {
  private static final Pattern PATIENT = Pattern.compile("Patient/[A-Za-z0-9.-]+(?=/_history)");
  private static final AtomicInteger RUNS = new AtomicInteger();

  private Bookings() {}

  /**
   * One round.
   *
   * @param perSecond bookings until the last of them is stored, or planned
   * @param p50 of a booking's transaction, in milliseconds
   * @param p95 the same
   * @param each what one of them took of server and database, all that follows from it included
   */
  record Round(double perSecond, double p50, double p95, Usage each) {}

  /** Rapport: until each has its four messages, and each confirmation is out and recorded. */
  static Round planned(LoadTarget product, int count) throws Exception {
    int messages = product.count("CommunicationRequest");
    int sent = product.count("Communication");
    return round(
        product,
        count,
        (n, run, patient) -> {},
        () -> {
          until(() -> product.count("CommunicationRequest") >= messages + 4 * count);
        },
        () -> until(() -> product.count("Communication") >= sent + count));
  }

  /** A plain server: the two resources. */
  static Round stored(LoadTarget plain, int count) throws Exception {
    return round(plain, count, (n, run, patient) -> {}, () -> {}, () -> {});
  }

  /**
   * A plain server, and a program beside it that writes what Rapport writes: the enrolment with its
   * messages, then of the confirmation what became of it.
   */
  static Round nine(LoadTarget plain, int count) throws Exception {
    return round(
        plain,
        count,
        (n, run, patient) -> {
          plain.transaction(LoadData.plan(n, run, patient));
          plain.transaction(LoadData.confirmed(n, run, patient));
        },
        () -> {},
        () -> {});
  }

  /** One of the nine by one client. */
  static void alone(LoadTarget plain) throws Exception {
    String run = "first-" + ProcessHandle.current().pid();
    String answer = plain.transaction(LoadData.booking(0, run, Instant.now()));
    plain.transaction(LoadData.plan(0, run, patient(answer)));
    plain.transaction(LoadData.confirmed(0, run, patient(answer)));
  }

  private interface After {
    void booking(int n, String run, String patient) throws Exception;
  }

  private interface Done {
    boolean is() throws Exception;
  }

  private static Round round(
      LoadTarget target, int count, After after, Clients.Job stored, Clients.Job settled)
      throws Exception {
    String run = "r" + RUNS.incrementAndGet() + "-" + ProcessHandle.current().pid();
    Instant start = Instant.now().plus(Duration.ofDays(10));
    double[] latency = new double[count];
    AtomicInteger next = new AtomicInteger();
    Usage before = target.usage();
    long begin = System.nanoTime();
    Clients.inParallel(
        () -> {
          for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
            long sent = System.nanoTime();
            String answer = target.transaction(LoadData.booking(n, run, start));
            latency[n] = (System.nanoTime() - sent) / 1e6;
            after.booking(n, run, patient(answer));
          }
        });
    stored.run();
    double seconds = (System.nanoTime() - begin) / 1e9;
    settled.run();
    Arrays.sort(latency);
    return new Round(
        count / seconds,
        latency[count / 2],
        latency[count * 95 / 100],
        target.usage().since(before, count));
  }

  private static String patient(String answer) {
    Matcher location = PATIENT.matcher(answer);
    if (!location.find()) {
      throw new IllegalStateException("No patient in " + answer);
    }
    return location.group();
  }

  // A count is a query: not so often that it is measured.
  private static void until(Done done) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!done.is()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("It does not come to an end");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
    }
  }
}
