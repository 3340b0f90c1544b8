package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.rapport.server.it.Outreach.Planned;

/** {@code kill -9} in the middle of the work, on the real clock. */
class KillIT {
  private static final int BOOKINGS = 60;
  private static final int CONNECTIONS = 4;
  private static final List<Integer> KILLED_AFTER = List.of(12, 30, 48);

  private final GatewayStub gateway = new GatewayStub(Duration.ofMillis(80));
  private final Path data = RapportProcess.folder("kill");
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  @Test
  void everyAcknowledgedBookingSurvivesAndIsConfirmedOnceSaveWhatWasInTheGatewaysHands()
      throws Exception {
    ZoneId zone = zoneWhereItIsNoon();
    Map<String, Person> bookings = new LinkedHashMap<>();
    for (int i = 0; i < BOOKINGS; i++) {
      bookings.put("K" + i, Person.next());
    }
    Map<String, String> messages = new LinkedHashMap<>();
    ZonedDateTime start = ZonedDateTime.now(Clock.system(zone)).plusDays(10).withNano(0);
    bookings.forEach(
        (filler, person) ->
            messages.put(filler, SiuMessages.booking(filler).at(start).of(person).text()));

    for (int target : KILLED_AFTER) {
      RapportProcess process = start(zone);
      ExecutorService senders = stream(process, messages);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> acknowledged.size() >= target);
      process.kill();
      senders.shutdown();
      assertThat(senders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    try (RapportProcess process = start(zone)) {
      ExecutorService senders = stream(process, messages);
      senders.shutdown();
      assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(acknowledged).hasSize(BOOKINGS);
      FhirClient fhir =
          new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
      check(new Outreach(fhir), bookings);
    } finally {
      gateway.close();
    }
  }

  private void check(Outreach outreach, Map<String, Person> bookings) {
    Map<String, String> visits =
        bookings.keySet().stream()
            .collect(Collectors.toMap(filler -> filler, outreach::visitId));
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(visits.values())
                    .allSatisfy(
                        visit -> {
                          assertThat(outreach.planned(visit)).hasSize(4);
                          assertThat(outreach.step(visit, "confirmation").status())
                              .isNotEqualTo("active");
                        }));
    Set<String> unknown =
        outreach.tasks("delivery-unknown").stream()
            .map(Task::getFor)
            .map(subject -> subject.getReferenceElement().getIdPart())
            .collect(Collectors.toSet());
    int received = 0;
    for (Map.Entry<String, Person> booking : bookings.entrySet()) {
      Planned confirmation = outreach.step(visits.get(booking.getKey()), "confirmation");
      int arrived = gateway.received(booking.getValue().phone()).size();
      received += arrived;
      if (confirmation.status().equals("completed")) {
        assertThat(arrived).as(booking.getKey()).isEqualTo(1);
      } else {
        outreach.assertNotDone(confirmation, "delivery-unknown");
        assertThat(arrived).as(booking.getKey()).isLessThanOrEqualTo(1);
        String patient = outreach.outcome(confirmation).getSubject().getReferenceElement().getIdPart();
        assertThat(unknown).contains(patient);
      }
    }
    assertThat(gateway.count()).isEqualTo(received);
    // At most what the worker holds at once, at each kill.
    assertThat(unknown).hasSizeLessThanOrEqualTo(16 * KILLED_AFTER.size());
  }

  private RapportProcess start(ZoneId zone) {
    Map<String, String> settings = RapportProcess.settings(data);
    settings.putAll(gateway.settings());
    settings.put("RAPPORT_CLINIC_ZONE", zone.getId());
    return RapportProcess.start(RapportProcess.serverJar(), settings);
  }

  /** Sends what is not acknowledged yet over several connections, until they break. */
  private ExecutorService stream(RapportProcess process, Map<String, String> messages) {
    Queue<Map.Entry<String, String>> waiting = new ConcurrentLinkedQueue<>(messages.entrySet());
    waiting.removeIf(message -> acknowledged.contains(message.getKey()));
    ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      senders.execute(() -> send(process.mllpPort(), waiting));
    }
    return senders;
  }

  private void send(int port, Queue<Map.Entry<String, String>> waiting) {
    try (MllpClient connection = new MllpClient(port)) {
      for (var message = waiting.poll(); message != null; message = waiting.poll()) {
        if (connection.send(message.getValue()).code().equals("AA")) {
          acknowledged.add(message.getKey());
        }
      }
    } catch (IOException killed) {
      // What was not acknowledged is sent again after the next start.
    }
  }

  // Quiet hours would put off what is to be seen here.
  private static ZoneId zoneWhereItIsNoon() {
    int hour = ZonedDateTime.now(Clock.systemUTC()).getHour();
    int ahead = 12 - hour;
    return ahead == 0 ? ZoneId.of("Etc/UTC") : ZoneId.of("Etc/GMT" + (ahead > 0 ? "-" : "+") + Math.abs(ahead));
  }
}
