package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.rapport.server.it.Outreach.Planned;

/** {@code kill -9} while bookings stream in, on the real clock. */
@Execution(ExecutionMode.CONCURRENT)
class CrashIT {
  private static final int BOOKINGS = 60;
  private static final int CONNECTIONS = 4;

  private record Booking(String filler, Person person, String message) {}

  private final GatewayStub gateway = new GatewayStub(Duration.ofMillis(30));
  private final Path data = RapportProcess.folder("crash");
  private final Queue<Booking> waiting = new ConcurrentLinkedQueue<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  @Test
  void everyAcknowledgedBookingHasItsPlanAndNoConfirmationArrivesTwice() throws Exception {
    ZoneId afternoon = afternoon();
    List<Booking> bookings = bookings(afternoon);
    waiting.addAll(bookings);
    Map<String, String> settings = RapportProcess.settings(data);
    settings.putAll(gateway.settings());
    settings.put("RAPPORT_CLINIC_ZONE", afternoon.getId());

    for (int untilKill : new int[] {8, 30}) {
      RapportProcess process = RapportProcess.start(RapportProcess.serverJar(), settings);
      AtomicBoolean over = new AtomicBoolean();
      ExecutorService senders = stream(process.mllpPort(), over);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> acknowledged.size() >= untilKill);
      process.kill();
      over.set(true);
      senders.shutdown();
      assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    VerifyAudit.saysThatAllIsThere(data);

    try (RapportProcess process = RapportProcess.start(RapportProcess.serverJar(), settings)) {
      ExecutorService senders = stream(process.mllpPort(), new AtomicBoolean());
      senders.shutdown();
      assertThat(senders.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
      assertThat(acknowledged).hasSize(BOOKINGS);
      Outreach outreach =
          new Outreach(
              new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET));
      List<Planned> confirmations = new ArrayList<>();
      for (Booking booking : bookings) {
        String visit = outreach.visitId(booking.filler());
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> {
                  assertThat(outreach.planned(visit)).hasSize(4);
                  assertThat(outreach.step(visit, "confirmation").status()).isNotEqualTo("active");
                });
        Planned confirmation = outreach.step(visit, "confirmation");
        confirmations.add(confirmation);
        int arrived = gateway.received(booking.person().phone()).size();
        if (confirmation.status().equals("completed")) {
          assertThat(arrived).as("confirmations of %s", booking.filler()).isEqualTo(1);
        } else {
          assertThat(confirmation.reason()).isEqualTo("delivery-unknown");
          assertThat(arrived).as("confirmations of %s", booking.filler()).isLessThanOrEqualTo(1);
        }
      }
      long unknown = confirmations.stream().filter(c -> !c.status().equals("completed")).count();
      assertThat(outreach.tasks("delivery-unknown")).hasSize((int) unknown);
      assertThat(unknown).isLessThan(BOOKINGS / 2);
    } finally {
      gateway.close();
    }
    VerifyAudit.namesWhatIsTakenOut(data);
  }

  /** A zone where it is early afternoon, so that no quiet hour defers a confirmation. */
  private static ZoneId afternoon() {
    int offset = 13 - Instant.now().atZone(ZoneOffset.UTC).getHour();
    int east = offset > 12 ? offset - 24 : offset;
    // The names have the sign of POSIX: east is negative.
    return ZoneId.of(east == 0 ? "Etc/GMT" : east > 0 ? "Etc/GMT-" + east : "Etc/GMT+" + -east);
  }

  private static List<Booking> bookings(ZoneId zone) {
    ZonedDateTime visit =
        ZonedDateTime.now(zone).plusDays(10).withHour(14).withMinute(0).withSecond(0).withNano(0);
    List<Booking> bookings = new ArrayList<>();
    for (int n = 0; n < BOOKINGS; n++) {
      Person person = Person.next();
      String filler = "CRASH" + n;
      bookings.add(
          new Booking(filler, person, SiuMessages.booking(filler).of(person).at(visit).text()));
    }
    return bookings;
  }

  // Senders that keep a message until it is acknowledged, as an EHR does.
  private ExecutorService stream(int port, AtomicBoolean over) {
    ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      senders.execute(() -> send(port, over));
    }
    return senders;
  }

  private void send(int port, AtomicBoolean over) {
    while (!over.get() && !waiting.isEmpty()) {
      try (MllpClient connection = new MllpClient(port)) {
        Booking next;
        while (!over.get() && (next = waiting.poll()) != null) {
          boolean accepted = false;
          try {
            accepted = connection.send(next.message()).text().contains("MSA|AA");
          } finally {
            if (accepted) {
              acknowledged.add(next.filler());
            } else {
              waiting.add(next);
            }
          }
        }
      } catch (IOException | RuntimeException e) {
        // The server is gone or refused: what was not acknowledged is sent again.
        Thread.onSpinWait();
      }
    }
  }
}
