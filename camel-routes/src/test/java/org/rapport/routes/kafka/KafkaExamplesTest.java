package org.rapport.routes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.rapport.routes.channel.TestItem;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.store.InMemoryFhirStore;
import org.rapport.routes.rapport.ClaimedEvent;

/** The records that docs/kafka.md shows. */
class KafkaExamplesTest {
  private static final Path EXAMPLES = Path.of("../docs/examples/kafka");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final InMemoryFhirStore store = new InMemoryFhirStore();

  private static String example(String file) throws IOException {
    return Files.readString(EXAMPLES.resolve(file));
  }

  private ApplyRecord records(String base) {
    return new ApplyRecord(
        store,
        FhirContext.forR4Cached(),
        new EhrBase(base),
        Optional.empty(),
        Clock.fixed(Instant.parse("2027-03-01T15:00:00Z"), ZoneOffset.UTC));
  }

  private static JsonNode json(String text) throws IOException {
    return MAPPER.readTree(text);
  }

  @Test
  void aVisitIsBooked_andMoved_whateverTheBase() throws IOException {
    for (String base :
        List.of("urn:rapport:kafka:ehr.appointments", "https://ehr.example.org/fhir")) {
      ApplyRecord records = records(base);
      assertThat(records.run(json(example("visit.json")), null).words()).isEqualTo("applied");
      assertThat(records.run(json(example("visit-moved.json")), null).words()).isEqualTo("applied");
      assertThat(records.run(json(example("visit.json")), null).words())
          .isEqualTo("older than stored");
      assertThat(records.run(json(example("visit-moved.json")), null).words())
          .isEqualTo("nothing new");
      Appointment visit =
          store.appointments(base + "/Appointment", "v1").stream().findFirst().orElseThrow();
      assertThat(visit.getStart()).isEqualTo(Instant.parse("2027-03-12T16:00:00Z"));
      assertThat(visit.getParticipant()).hasSize(2).allMatch(one -> one.getActor().hasReference());
    }
    assertThat(store.all(Location.class)).isNotEmpty();
    assertThat(store.all(Patient.class)).isNotEmpty();
  }

  @Test
  void whatIsAnotherServersIsPassedOver_andWhatIsDeletedIsGone() throws IOException {
    assertThat(records("https://other.example.org/fhir").run(json(example("visit.json")), null))
        .isEqualTo(new ApplyRecord.Result("another server's", Optional.empty()));
    ApplyRecord records = records("https://ehr.example.org/fhir");
    records.run(json(example("visit.json")), null);

    assertThat(
            records
                .run(
                    json(
                        """
                        {"resourceType": "Bundle", "type": "history", "entry": [
                          {"request": {"method": "DELETE", "url": "Appointment/v1"}}]}\
                        """),
                    null)
                .words())
        .isEqualTo("deleted");
    assertThat(store.all(Appointment.class).get(0).getStatus())
        .isEqualTo(Appointment.AppointmentStatus.ENTEREDINERROR);
  }

  @Test
  void anOlderRecordWithoutATimeOfItsOwnIsOlder() throws IOException {
    ApplyRecord records = records("urn:rapport:kafka:ehr.appointments");
    JsonNode booked = json(example("visit.json").replaceFirst("\"meta\":[^}]*},", ""));
    JsonNode moved = json(example("visit-moved.json").replaceFirst("\"meta\":[^}]*},", ""));
    records.run(booked, Instant.parse("2027-03-01T14:00:00Z"));
    records.run(moved, Instant.parse("2027-03-01T14:00:01Z"));

    assertThat(records.run(booked, Instant.parse("2027-03-01T14:00:00Z")).words())
        .isEqualTo("older than stored");
  }

  @Test
  void anEventHasThisKeyTheseHeadersAndThisValue() throws Exception {
    Map<String, String> said = new TreeMap<>();
    for (String line : example("event.headers").split("\n")) {
      String[] parts = line.split(": ", 2);
      said.put(parts[0], parts[1]);
    }
    FhirContext context = FhirContext.forR4Cached();
    Bundle notification =
        context.newJsonParser().parseResource(Bundle.class, example("event.json"));
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      TestItem.about(said.get("rapport-subscription"))
          .with("to", "rapport.appointment-change")
          .with("topic", said.get("rapport-topic"))
          .on(exchange);
      exchange
          .getMessage()
          .setBody(
              new ClaimedEvent(
                  1,
                  said.get("key"),
                  said.get("rapport-focus"),
                  said.get("rapport-change"),
                  said.get("rapport-event-time"),
                  notification));
      new KafkaEvents(context).record(exchange);

      Map<String, String> made = new TreeMap<>();
      exchange.getMessage().getHeaders().forEach((name, value) -> made.put(name, "" + value));
      assertThat(made.remove("kafka.OVERRIDE_TOPIC")).isEqualTo("rapport.appointment-change");
      made.put("key", made.remove("kafka.KEY"));
      assertThat(made).isEqualTo(said);
      assertThat(MAPPER.readTree(exchange.getMessage().getBody(byte[].class)))
          .isEqualTo(json(example("event.json")));
    }
  }
}
