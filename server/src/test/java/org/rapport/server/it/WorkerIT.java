package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rapport.server.it.SiuMessages.booking;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.rapport.routes.kafka.Broker;
import org.rapport.server.it.Outreach.Planned;

/** Routes in a process of their own, which know the server by its address and credentials only. */
@Execution(ExecutionMode.CONCURRENT)
class WorkerIT {

  @Test
  void bookingToldToAWorkerIsPlannedByTheServerAndConfirmedThroughTheWorker() throws Exception {
    Instant now = Instant.parse("2027-03-01T15:00:00Z");
    Person person = Person.next();
    Map<String, String> server = RapportProcess.settings(RapportProcess.folder("server"));
    server.put("RAPPORT_ROLE", "server");
    server.put("RAPPORT_CLOCK", now.toString());
    Map<String, String> worker = RapportProcess.settings(RapportProcess.folder("worker"));
    worker.put("RAPPORT_SERVER_URL", server.get("RAPPORT_BASE_URL"));
    try (GatewayStub gateway = new GatewayStub(Duration.ZERO);
        Broker broker = Broker.start();
        RapportProcess serving = RapportProcess.start(RapportProcess.serverJar(), server)) {
      worker.putAll(gateway.settings());
      broker.topics(1, "rapport.appointment-change");
      worker.put("RAPPORT_KAFKA", broker.address());
      worker.put(
          "RAPPORT_ROUTES",
          Path.of("../docs/examples/why-not-sent").toAbsolutePath().normalize().toString());
      try (RapportProcess working = RapportProcess.start(RapportProcess.workerJar(), worker);
          MllpClient connection = new MllpClient(working.mllpPort())) {
        FhirClient fhir =
            new FhirClient(serving.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> fhir.get("/Subscription/kafka-appointment-change").status() == 200);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(routes(fhir))
                        .anySatisfy(
                            route ->
                                assertThat(route)
                                    .containsEntry("id", "siu-intake")
                                    .containsEntry("state", "started")
                                    .containsKey("worker")));
        String message = booking("W1").at(now.atZone(Clinic.ZONE).plusDays(10)).of(person).text();
        assertThat(connection.send(message).code()).isEqualTo("AA");

        fhir.post("/$clock", new Parameters()).accepted();
        Outreach outreach = new Outreach(fhir);
        assertThat(outreach.planned(outreach.visitId("W1")))
            .extracting(Planned::step)
            .containsExactly("confirmation", "preparation", "reminder", "last-reminder");
        assertThat(gateway.received(person.phone())).hasSize(1);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(broker.all("rapport.appointment-change")).isNotEmpty());
        assertThat(broker.all("rapport.appointment-change").get(0).value())
            .contains("Appointment/" + outreach.visitId("W1"));

        // A route of one's own asks the server why.
        Person nobody = Person.next();
        gateway.answer(nobody.phone(), GatewayStub.Reply.refused("21211"));
        Person unreachable = new Person(nobody.id(), nobody.given(), nobody.phone(), "", "");
        connection.send(
            booking("W2").at(now.atZone(Clinic.ZONE).plusDays(11)).of(unreachable).text());
        fhir.post("/$clock", new Parameters()).accepted();
        String request = outreach.step(outreach.visitId("W2"), "confirmation").id();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(working.log())
                        .containsPattern(
                            "CommunicationRequest/"
                                + request
                                + " failed, invalid-address; the gate had said [a-z]+"));
        assertThat(working.log()).doesNotContain(nobody.phone());
      }
    }
  }

  /** Each route of {@code $routes}, part by part. */
  private static List<Map<String, String>> routes(FhirClient fhir) {
    return fhir.get("/$routes").accepted().as(Parameters.class).getParameter().stream()
        .filter(one -> one.getName().equals("route"))
        .map(
            route ->
                route.getPart().stream()
                    .collect(
                        Collectors.toMap(
                            part -> part.getName(), part -> part.getValue().primitiveValue())))
        .toList();
  }
}
