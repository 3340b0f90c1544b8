package org.rapport.routes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rapport.routes.rapport.RapportClient;
import org.rapport.routes.rapport.RapportComponent;

/** The shipped route to Kafka, with a real broker; the server is the one in this test. */
@Timeout(180)
class KafkaEventsRouteTest {
  private static final String TOPIC = "rapport.appointment-change";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int BATCH = 5;

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Map<Long, String> events = new ConcurrentSkipListMap<>();
  private final List<String> failures = new ArrayList<>();
  private String content = "x";
  private long delivered;
  private boolean leased;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = Broker.start();
    KafkaConfiguration configuration = new KafkaConfiguration();
    configuration.setBrokers(broker.address());
    KafkaComponent kafka = new KafkaComponent();
    kafka.setConfiguration(configuration);
    camel.addComponent("kafka", kafka);
    camel.addComponent("rapport", new RapportComponent(new RapportClient(this::server), "test"));
    camel.getRegistry().bind("kafkaEvents", new KafkaEvents(FhirContext.forR4Cached()));
    camel
        .getRegistry()
        .bind(
            "kafkaSubscriptions",
            new KafkaSubscriptions(
                () -> {
                  throw new IllegalStateException("away");
                },
                new KafkaSettings("", Map.of(), "id-only", "rapport.", "", "")));
    PropertiesComponent properties = camel.getPropertiesComponent();
    properties.addInitialProperty("rapport.kafka.appointments.enabled", "false");
    for (String file : List.of("kafka-errors", "kafka-events")) {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              ResourceHelper.resolveMandatoryResource(
                  camel, "classpath:rapport-kafka/" + file + ".camel.yaml"));
    }
    camel.getShutdownStrategy().setTimeout(10);
  }

  @AfterEach
  void stop() throws Exception {
    camel.stop();
    broker.close();
  }

  /** As the server does it: one claim at a time, from the first that was not taken. */
  private synchronized Parameters server(String operation, Parameters in) {
    Parameters answer = new Parameters();
    if (operation.equals("$complete")) {
      leased = false;
      List<ParametersParameterComponent> parts = in.getParameter("item").getPart();
      value(parts, "providerId").ifPresent(last -> delivered = Long.parseLong(last));
      value(parts, "detail").ifPresent(failures::add);
      if (value(parts, "outcome").orElseThrow().equals("retry")) {
        // For as long as it says, the server waits; not so a test.
        assertThat(value(parts, "retryAfter")).contains("10");
      }
    } else if (operation.equals("$claim") && !leased) {
      List<Long> next = events.keySet().stream().filter(n -> n > delivered).limit(BATCH).toList();
      if (!next.isEmpty()) {
        leased = true;
        ParametersParameterComponent item = answer.addParameter().setName("item");
        text(item, "id", "1");
        text(item, "lease", "l");
        text(item, "focus", "Subscription/kafka-appointment-change");
        text(item, "to", TOPIC);
        text(
            item, "topic", "https://rapport.example.org/fhir/SubscriptionTopic/appointment-change");
        next.forEach(number -> event(item, number));
      }
    }
    return answer;
  }

  private static Optional<String> value(List<ParametersParameterComponent> parts, String name) {
    return parts.stream()
        .filter(part -> part.getName().equals(name))
        .map(part -> part.getValue().primitiveValue())
        .findFirst();
  }

  private void event(ParametersParameterComponent item, long number) {
    ParametersParameterComponent event = item.addPart().setName("event");
    text(event, "number", Long.toString(number));
    text(event, "key", events.get(number));
    text(event, "focus", "Appointment/a" + number);
    text(event, "change", "update");
    text(event, "at", "2027-03-01T15:00:00Z");
    Bundle notification = new Bundle().setType(Bundle.BundleType.HISTORY);
    Parameters status = new Parameters();
    status.addParameter("type", "event-notification");
    notification.addEntry().setResource(status);
    Appointment visit = new Appointment();
    visit.setId("a" + number);
    visit.setComment(content);
    notification.addEntry().setFullUrl("http://s/Appointment/a" + number).setResource(visit);
    event.addPart().setName("notification").setResource(notification);
  }

  private static void text(ParametersParameterComponent part, String name, String value) {
    part.addPart().setName(name).setValue(new StringType(value));
  }

  private void happened(long first, long last) {
    LongStream.rangeClosed(first, last).forEach(n -> events.put(n, "Patient/" + n % 3));
  }

  private List<Long> numbers() {
    return broker.all(TOPIC).stream()
        .map(one -> Long.parseLong(Broker.header(one, KafkaEvents.NUMBER)))
        .toList();
  }

  private synchronized long delivered() {
    return delivered;
  }

  private synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  private void awaitDelivered(long number) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(delivered()).isEqualTo(number));
  }

  @Test
  void eventsComeByPatient_inOrder_andSayWhatTheyAre() throws Exception {
    broker.topics(4, TOPIC);
    happened(1, 12);

    camel.start();
    awaitDelivered(12);

    List<ConsumerRecord<String, String>> all = broker.all(TOPIC);
    assertThat(all).hasSize(12);
    for (String key : List.of("Patient/0", "Patient/1", "Patient/2")) {
      List<ConsumerRecord<String, String>> of =
          all.stream().filter(one -> key.equals(one.key())).toList();
      assertThat(of).hasSize(4);
      assertThat(of.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
      assertThat(of.stream().map(one -> Long.parseLong(Broker.header(one, KafkaEvents.NUMBER))))
          .isSorted();
    }
    ConsumerRecord<String, String> first =
        all.stream()
            .filter(one -> "1".equals(Broker.header(one, KafkaEvents.NUMBER)))
            .findFirst()
            .orElseThrow();
    assertThat(Broker.header(first, KafkaEvents.SUBSCRIPTION))
        .isEqualTo("Subscription/kafka-appointment-change");
    assertThat(Broker.header(first, KafkaEvents.TOPIC)).endsWith("/appointment-change");
    assertThat(Broker.header(first, KafkaEvents.AT)).isEqualTo("2027-03-01T15:00:00Z");
    assertThat(Broker.header(first, KafkaEvents.FOCUS)).isEqualTo("Appointment/a1");
    assertThat(Broker.header(first, KafkaEvents.CHANGE)).isEqualTo("update");
    assertThat(Broker.header(first, KafkaEvents.CONTENT)).isEqualTo("full-resource");
    assertThat(Broker.header(first, "content-type")).isEqualTo("application/fhir+json");
    assertThat(Broker.header(first, "RapportItem")).as("nothing of ours").isNull();
    Bundle notification =
        FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, first.value());
    assertThat(notification.getEntry().get(1).getResource()).isInstanceOf(Appointment.class);
  }

  @Test
  void aBrokerThatIsAwayLosesNothing_andTheOrderStays() throws Exception {
    broker.topics(1, TOPIC);
    happened(1, 3);
    camel.start();
    awaitDelivered(3);

    broker.away();
    happened(4, 11);
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(failures()).isNotEmpty());
    broker.back();
    awaitDelivered(11);

    List<Long> numbers = numbers();
    assertThat(numbers.stream().distinct().toList())
        .as("in order, repetitions aside")
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 11).boxed().toList());
    long highest = 0;
    for (long number : numbers) {
      assertThat(number).as("no number is left out before it").isLessThanOrEqualTo(highest + 1);
      highest = Math.max(highest, number);
    }
    assertThat(failures()).contains("TimeoutException");
  }

  @Test
  void aStartBeforeTheBrokerAndItsTopicHoldsNothingUp() throws Exception {
    broker.away();
    happened(1, 2);

    long began = System.nanoTime();
    camel.start();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(failures()).isNotEmpty());
    broker.back();
    broker.topics(1, TOPIC);

    awaitDelivered(2);
    assertThat(numbers()).endsWith(2L).contains(1L);
  }

  @Test
  void whatIsTooLongForTheBrokerGoesWithoutItsResource() throws Exception {
    broker.topic(TOPIC, Map.of("max.message.bytes", "20000"));
    content = "long ".repeat(10_000);
    happened(1, 1);

    camel.start();
    awaitDelivered(1);

    assertThat(failures()).containsExactly("RecordTooLargeException");

    ConsumerRecord<String, String> only = broker.all(TOPIC).get(0);
    assertThat(Broker.header(only, KafkaEvents.CONTENT)).isEqualTo("id-only");
    Bundle notification =
        FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, only.value());
    assertThat(notification.getEntry().get(1).hasResource()).isFalse();
    assertThat(notification.getEntry().get(1).getFullUrl()).endsWith("Appointment/a1");
  }
}
