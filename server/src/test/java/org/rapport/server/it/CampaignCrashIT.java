package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code kill -9} in the middle of a message to a segment, on the real clock. */
@Execution(ExecutionMode.CONCURRENT)
class CampaignCrashIT {
  private static final int PEOPLE = 90;

  private final GatewayStub gateway = new GatewayStub(Duration.ofMillis(20));
  private final Path data = RapportProcess.folder("campaign-crash");

  @Test
  void everyRecipientIsAccountedFor_andNobodyGetsTwo() {
    Map<String, String> settings = RapportProcess.settings(data);
    settings.putAll(gateway.settings());
    settings.put("RAPPORT_CLINIC_ZONE", afternoon().getId());
    settings.put("RAPPORT_CAMPAIGN_UNDO", "PT0S");
    settings.put("RAPPORT_CAMPAIGN_RATE", "6000");
    List<Person> people = IntStream.range(0, PEOPLE).mapToObj(n -> Person.next()).toList();
    String campaign;
    try {
      RapportProcess first = RapportProcess.start(RapportProcess.serverJar(), settings);
      campaign = begin(client(first), people);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> gateway.count() >= 10);
      first.kill();
      assertThat(gateway.count()).isLessThan(PEOPLE);
      try (RapportProcess second = RapportProcess.start(RapportProcess.serverJar(), settings)) {
        FhirClient fhir = client(second);
        await()
            .atMost(Duration.ofSeconds(90))
            .untilAsserted(
                () -> {
                  resumeIfHalted(fhir, campaign);
                  assertThat(number(fhir, campaign, "pending")).isZero();
                });
        int unknown = PEOPLE - number(fhir, campaign, "sent");
        assertThat(number(fhir, campaign, "notDone")).isEqualTo(unknown);
        assertThat(unknown).isLessThan(PEOPLE / 4);
        for (Person person : people) {
          assertThat(gateway.received(person.phone()).size()).isLessThanOrEqualTo(1);
        }
      }
    } finally {
      gateway.close();
    }
  }

  // What was in the provider's hands at the kill counts as errors: where that is a tenth of what
  // was tried the campaign halts itself, as it has to, and a person lets it go on.
  private static void resumeIfHalted(FhirClient fhir, String campaign) {
    if ("halted".equals(text(fhir, campaign, "state"))) {
      assertThat(number(fhir, campaign, "errors")).isGreaterThanOrEqualTo(2);
      Parameters why = new Parameters();
      why.addParameter("reason", new StringType("The server was down"));
      fhir.post("/CommunicationRequest/" + campaign + "/$resume", why).accepted();
    }
  }

  private static FhirClient client(RapportProcess process) {
    return new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
  }

  private static String begin(FhirClient fhir, List<Person> people) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
    for (Person person : people) {
      bundle
          .addEntry()
          .setResource(person.patient())
          .getRequest()
          .setMethod(Bundle.HTTPVerb.PUT)
          .setUrl("Patient/" + person.id());
      group.addMember().setEntity(new Reference("Patient/" + person.id()));
    }
    fhir.post("", bundle).accepted();
    CommunicationRequest message = new CommunicationRequest();
    message.setStatus(CommunicationRequestStatus.ACTIVE);
    message.setSubject(new Reference("Group/" + fhir.create(group)));
    message.addCategory(
        new CodeableConcept(
            new Coding(Outreach.BASE + "/CodeSystem/outreach-purpose", "care", null)));
    message.addPayload().setContent(new StringType("Harbour Clinic: we have moved."));
    return fhir.create(message);
  }

  private static int number(FhirClient fhir, String campaign, String name) {
    return Integer.parseInt(text(fhir, campaign, name));
  }

  private static String text(FhirClient fhir, String campaign, String name) {
    return fhir.get("/CommunicationRequest/" + campaign + "/$progress")
        .accepted()
        .as(Parameters.class)
        .getParameter(name)
        .getValue()
        .primitiveValue();
  }

  /** A zone where it is early afternoon, so that no quiet hour defers anything. */
  private static ZoneId afternoon() {
    int offset = 13 - Instant.now().atZone(ZoneOffset.UTC).getHour();
    int east = offset > 12 ? offset - 24 : offset;
    // The names have the sign of POSIX: east is negative.
    return ZoneId.of(east == 0 ? "Etc/GMT" : east > 0 ? "Etc/GMT-" + east : "Etc/GMT+" + -east);
  }
}
