package org.rapport.routes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.store.InMemoryFhirStore;
import org.rapport.routes.intake.store.StoreUnavailableException;
import org.rapport.terminology.TaskCode;

/** The shipped route from Kafka, with a real broker; our server is in memory. */
@Timeout(180)
class KafkaAppointmentsRouteTest {
  private static final String TOPIC = "ehr.appointments";
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final InMemoryFhirStore store = new InMemoryFhirStore();
  private DefaultCamelContext camel;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = Broker.start();
    camel = worker(broker.address());
  }

  private DefaultCamelContext worker(String brokers) throws Exception {
    DefaultCamelContext camel = new DefaultCamelContext();
    KafkaConfiguration configuration = new KafkaConfiguration();
    configuration.setBrokers(brokers);
    KafkaComponent kafka = new KafkaComponent();
    kafka.setConfiguration(configuration);
    kafka.setKafkaManualCommitFactory(new DefaultKafkaManualCommitFactory());
    camel.addComponent("kafka", kafka);
    camel
        .getRegistry()
        .bind(
            "kafkaAppointments",
            new KafkaAppointments(
                new ApplyRecord(
                    store,
                    FhirContext.forR4Cached(),
                    new EhrBase("urn:rapport:kafka:" + TOPIC),
                    Optional.empty(),
                    Clock.fixed(NOW, ZoneOffset.UTC))));
    camel.getPropertiesComponent().addInitialProperty("rapport.kafka.appointments.enabled", "true");
    camel.getPropertiesComponent().addInitialProperty("rapport.kafka.appointments.topic", TOPIC);
    camel.getPropertiesComponent().addInitialProperty("rapport.kafka.pause", "20");
    camel.getPropertiesComponent().addInitialProperty("rapport.kafka.longest-pause", "20");
    for (String file : List.of("kafka-errors", "kafka-appointments")) {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              ResourceHelper.resolveMandatoryResource(
                  camel, "classpath:rapport-kafka/" + file + ".camel.yaml"));
    }
    camel.getShutdownStrategy().setTimeout(10);
    return camel;
  }

  @AfterEach
  void stop() throws Exception {
    camel.stop();
    broker.close();
  }

  private static String visit(String id, int hour) {
    return """
        {"resourceType": "Appointment", "id": "%s", "status": "booked",
         "start": "2027-03-09T%02d:30:00Z", "end": "2027-03-09T%02d:45:00Z",
         "participant": [{"actor": {"reference": "Patient/p1"}, "status": "accepted"}]}"""
        .formatted(id, hour, hour);
  }

  private static String withPatient(String visit) {
    return """
        {"resourceType": "Bundle", "type": "collection", "entry": [
          {"resource": {"resourceType": "Patient", "id": "p1", "name": [{"family": "Lind"}]}},
          {"resource": %s}]}"""
        .formatted(visit);
  }

  private void awaitCommitted(long offset) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(broker.committed("rapport", TOPIC)).isEqualTo(offset));
  }

  private List<Task> letters() {
    return store.all(Task.class).stream()
        .filter(task -> task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.DEAD_LETTER.code()))
        .toList();
  }

  @Test
  void visitsAreKept_inTheOrderOfTheirRecords() throws Exception {
    broker.topics(1, TOPIC);
    broker.send(TOPIC, "p1", withPatient(visit("a1", 14)));
    broker.send(TOPIC, "p1", visit("a1", 15));
    camel.start();

    awaitCommitted(2);

    assertThat(store.all(Patient.class)).hasSize(1);
    List<Appointment> visits = store.all(Appointment.class);
    assertThat(visits).hasSize(1);
    assertThat(visits.get(0).getStart()).isEqualTo(Instant.parse("2027-03-09T15:30:00Z"));
    assertThat(visits.get(0).getIdentifierFirstRep().getSystem())
        .isEqualTo("urn:rapport:kafka:ehr.appointments/Appointment");
    assertThat(letters()).isEmpty();
  }

  @Test
  void poisonIsADeadLetter_andHoldsNothingUp() throws Exception {
    broker.topics(1, TOPIC);
    broker.send(TOPIC, "p1", withPatient(visit("a1", 14)));
    List<String> poison =
        List.of(
            "not json",
            "[]",
            "{\"resourceType\": \"Appointment\"}",
            visit("a2", 14).replace("Patient/p1", "Patient/unheard-of"),
            visit("a3", 14).replace("booked", "whatever"),
            withPatient(visit("a4", 14))
                .replace(
                    "\"start\"",
                    "\"modifierExtension\": [{\"url\":"
                        + " \"http://example.org/not\", \"valueBoolean\": true}], \"start\""));
    for (String one : poison) {
      broker.send(TOPIC, "p1", one);
    }
    broker.send(TOPIC, "p1", null);
    broker.send(TOPIC, "p1", "{\"resourceType\": \"Encounter\", \"id\": \"e\"}");
    broker.send(TOPIC, "p1", "not json");
    broker.send(TOPIC, "p1", visit("a5", 16));
    camel.start();

    awaitCommitted(poison.size() + 5);

    assertThat(store.all(Appointment.class)).hasSize(2);
    assertThat(letters()).as("the same once").hasSize(poison.size());
    assertThat(letters().stream().map(Task::getDescription))
        .allMatch(words -> words.contains("from kafka:ehr.appointments not applied: 207"))
        .noneMatch(words -> words.contains("unheard-of") || words.contains("Lind"));
    assertThat(
            store.all(Binary.class).stream()
                .map(kept -> new String(kept.getData(), java.nio.charset.StandardCharsets.UTF_8)))
        .contains("not json");
  }

  @Test
  void aServerThatIsAwayIsWaitedFor_andNothingIsPassedOver() throws Exception {
    broker.topics(1, TOPIC);
    AtomicInteger refused = new AtomicInteger();
    Consumer<Bundle> away =
        bundle -> {
          refused.incrementAndGet();
          throw new StoreUnavailableException(0);
        };
    store.beforeCommit(away);
    broker.send(TOPIC, "p1", withPatient(visit("a1", 14)));
    broker.send(TOPIC, "p1", visit("a1", 15));
    camel.start();

    // Tried seven times, read anew from Kafka, and so on.
    Awaitility.await().atMost(PATIENCE).until(() -> refused.get() > 15);
    assertThat(broker.committed("rapport", TOPIC)).isEqualTo(-1);
    // As after kill -9: nothing but what Kafka knows is left, and another goes on from there.
    camel.stop();
    store.beforeCommit(bundle -> {});
    camel = worker(broker.address());
    camel.start();

    awaitCommitted(2);
    assertThat(store.all(Appointment.class).get(0).getStart())
        .isEqualTo(Instant.parse("2027-03-09T15:30:00Z"));
    assertThat(letters()).isEmpty();
  }

  @Test
  void whatTheServerAlwaysFailsAtIsADeadLetterInTheEnd() throws Exception {
    broker.topics(1, TOPIC);
    store.beforeCommit(
        bundle -> {
          if (bundle.getEntry().stream().anyMatch(e -> e.getResource() instanceof Appointment)) {
            throw new StoreUnavailableException(500);
          }
        });
    KafkaAppointments appointments =
        camel.getRegistry().lookupByNameAndType("kafkaAppointments", KafkaAppointments.class);
    int tries = 0;
    while (letters().isEmpty() && tries < 50) {
      var exchange = new org.apache.camel.support.DefaultExchange(camel);
      exchange.getMessage().setHeader("kafka.TOPIC", TOPIC);
      exchange.getMessage().setHeader("kafka.OFFSET", 7L);
      exchange
          .getMessage()
          .setBody(withPatient(visit("a1", 14)).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      try {
        appointments.take(exchange);
      } catch (StoreUnavailableException again) {
        tries++;
      }
    }

    assertThat(tries).isBetween(20, 40);
    assertThat(letters().get(0).getStatusReason().getText()).contains("no-answer-for-this-record");
  }

  @Test
  void aBrokerWhoseNameHasNoAddressYetHoldsNothingUp() throws Exception {
    try (DefaultCamelContext early = worker("no-such-host.invalid:9092")) {
      early.start();

      assertThat(early.getRouteController().getRouteStatus("kafka-appointments").isStarted())
          .isTrue();
    }
  }

  @Test
  void aTopicThatIsNotThereYetIsWaitedFor() throws Exception {
    broker.away();
    long began = System.nanoTime();
    camel.start();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    broker.back();
    broker.topics(1, TOPIC);
    broker.send(TOPIC, "p1", withPatient(visit("a1", 14)));

    awaitCommitted(1);
    assertThat(store.all(Appointment.class)).hasSize(1);
  }
}
