package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rapport.server.it.SiuMessages.booking;
import static org.rapport.server.it.SiuMessages.moved;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.rapport.routes.kafka.Broker;
import org.rapport.server.it.Outreach.Planned;

/** The packaged server beside a real broker: events out, visits in, and the broker away between. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaIT {
  private static final String EVENTS = "rapport.appointment-change";
  private static final String VISITS = "ehr.appointments";
  private static final String SYSTEM = "urn:rapport:kafka:" + VISITS + "/Appointment";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void whatIsBookedGoesOut_whatTheEhrSendsComesIn_andNothingIsLost() throws Exception {
    Instant now = Instant.parse("2027-03-01T15:00:00Z");
    ZonedDateTime start = now.atZone(Clinic.ZONE).plusDays(10);
    Person person = Person.next();
    Map<String, String> settings = RapportProcess.settings(RapportProcess.folder("kafka"));
    settings.put("RAPPORT_CLOCK", now.toString());
    try (Broker broker = Broker.start()) {
      broker.topics(
          3,
          EVENTS,
          "rapport.lead-change",
          "rapport.task-change",
          "rapport.communication-outcome",
          "rapport.consent-change",
          VISITS);
      settings.put("RAPPORT_KAFKA", broker.address());
      settings.put("RAPPORT_KAFKA_APPOINTMENTS", VISITS);
      try (RapportProcess server = RapportProcess.start(RapportProcess.serverJar(), settings)) {
        FhirClient fhir =
            new FhirClient(server.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
        Outreach outreach = new Outreach(fhir);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(fhir.search(Subscription.class, "status=active"))
                        .extracting(one -> one.getIdElement().getIdPart())
                        .contains("kafka-appointment-change", "kafka-communication-outcome"));

        assertThat(answer(server, booking("K1").at(start).of(person))).isEqualTo("AA");
        String visit = outreach.visitId("K1");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(broker.all(EVENTS)).isNotEmpty());
        ConsumerRecord<String, String> first = broker.all(EVENTS).get(0);
        assertThat(first.key())
            .isEqualTo(
                outreach.visit("K1").getParticipant().stream()
                    .map(one -> one.getActor().getReference())
                    .filter(one -> one != null && one.startsWith("Patient/"))
                    .findFirst()
                    .orElseThrow());
        assertThat(Broker.header(first, "rapport-event-number")).isEqualTo("1");
        assertThat(Broker.header(first, "rapport-focus")).isEqualTo("Appointment/" + visit);
        assertThat(Broker.header(first, "rapport-content")).isEqualTo("id-only");
        assertThat(first.value()).contains("Appointment/" + visit).doesNotContain("participant");
        assertThat(form(first.value()))
            .as("as the page shows it")
            .isEqualTo(form(example("event.json")));

        broker.away();
        for (int hour = 1; hour <= 3; hour++) {
          assertThat(answer(server, moved("K1").at(start.plusHours(hour)).of(person)))
              .isEqualTo("AA");
        }
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(
                            fhir.get("/Subscription/kafka-appointment-change/$status")
                                .accepted()
                                .body())
                        .contains("It was not taken"));
        broker.back();
        broker.send(VISITS, "p", "not json");
        broker.send(VISITS, "p1", example("visit.json"));
        broker.send(VISITS, "p1", example("visit-moved.json"));
        broker.send(VISITS, "p", "{\"resourceType\": \"Appointment\"}");

        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(numbers(broker))
                        .as("in order of their numbers, none left out")
                        .startsWith(1L, 2L, 3L, 4L));
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(outreach.tasks("dead-letter")).hasSize(2));
        List<Appointment> sent = fhir.search(Appointment.class, "identifier=" + SYSTEM + "%7Cv1");
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).getStart().toInstant()).isEqualTo("2027-03-12T16:00:00Z");
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(outreach.planned(sent.get(0).getIdElement().getIdPart()))
                        .extracting(Planned::step)
                        .contains("confirmation", "reminder"));
        Task letter =
            outreach.tasks("dead-letter").stream()
                .filter(task -> task.getStatusReason().getText().contains("json-unreadable"))
                .findFirst()
                .orElseThrow();
        Parameters correction = new Parameters();
        correction.addParameter("message", example("visit-moved.json").replace("\"v1\"", "\"v2\""));
        correction.addParameter("reason", "It was cut off");
        assertThat(
                fhir.post("/Task/" + letter.getIdElement().getIdPart() + "/$replay", correction)
                    .accepted()
                    .as(Parameters.class)
                    .getParameter("acknowledgement")
                    .getValue()
                    .primitiveValue())
            .isEqualTo("AA");
        assertThat(fhir.search(Appointment.class, "identifier=" + SYSTEM + "%7Cv2")).hasSize(1);
        assertThat(fhir.get("/$messages?sender=kafka:ehr.appointments").accepted().body())
            .contains("json-unreadable", "applied");
        assertThat(server.log()).doesNotContain(person.phone(), "not json");
      }
    }
  }

  // A connection each: who says nothing for a while after it is connected is cut off.
  private static String answer(RapportProcess server, SiuMessages message) throws IOException {
    try (MllpClient ehr = new MllpClient(server.mllpPort())) {
      return ehr.send(message.text()).code();
    }
  }

  /** Without repetitions, in the order in which they came for this one patient. */
  private static List<Long> numbers(Broker broker) {
    List<Long> all =
        broker.all(EVENTS).stream()
            .map(one -> Long.parseLong(Broker.header(one, "rapport-event-number")))
            .distinct()
            .toList();
    assertThat(all.stream().sorted().toList())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, all.size()).boxed().toList());
    return all.stream().sorted().toList();
  }

  private static String example(String file) throws IOException {
    return Files.readString(Path.of("../docs/examples/kafka").resolve(file));
  }

  /** What a notification has in it, whatever that says. */
  private static List<String> form(String notification) {
    Bundle bundle =
        FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, notification);
    return Stream.concat(
            ((Parameters) bundle.getEntryFirstRep().getResource())
                .getParameter().stream()
                    .flatMap(
                        one ->
                            Stream.concat(
                                Stream.of(one.getName()),
                                one.getPart().stream().map(ParametersParameterComponent::getName))),
            bundle.getEntry().stream()
                .map(
                    one ->
                        one.getRequest().getMethod()
                            + " "
                            + one.getResponse().getStatus()
                            + " "
                            + one.hasResource()))
        .toList();
  }
}
