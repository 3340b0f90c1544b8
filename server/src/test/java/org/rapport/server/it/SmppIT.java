package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.rapport.routes.channel.smpp.SmscPeer;

/** Texts by SMPP, over a session with a real SMSC on this machine. */
@Execution(ExecutionMode.CONCURRENT)
class SmppIT {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  private static final String DELIVERY = Outreach.BASE + "/StructureDefinition/delivery-status";

  private final ZonedDateTime start = NOW.atZone(Clinic.ZONE).plusDays(10);

  @Test
  void textsReceiptsAndRepliesGoOverOneSession() throws Exception {
    Map<String, String> settings = RapportProcess.settings(RapportProcess.folder("smpp"));
    settings.put("RAPPORT_CLOCK", NOW.toString());
    settings.put("RAPPORT_SMS_FROM", "+14165550100");
    try (SmscPeer smsc = new SmscPeer()) {
      settings.put("RAPPORT_SMPP_URL", smsc.url(""));
      try (RapportProcess process = RapportProcess.start(RapportProcess.serverJar(), settings)) {
        FhirClient fhir =
            new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
        Outreach outreach = new Outreach(fhir);
        await().until(() -> process.log().contains("Bound to"));

        String visit = book(fhir, Person.next());
        Communication sent = outreach.outcome(outreach.step(visit, "confirmation"));
        assertThat(sent.getStatus()).isEqualTo(Communication.CommunicationStatus.COMPLETED);
        List<String> ids = sent.getIdentifier().stream().map(i -> i.getValue()).toList();
        assertThat(ids).isNotEmpty();

        for (String id : ids) {
          smsc.receipt(id, "DELIVRD");
        }
        Communication delivered = fhir.read(Communication.class, sent.getIdElement().getIdPart());
        assertThat(delivered.getExtensionString(DELIVERY)).isEqualTo("delivered");

        Person stops = Person.next();
        String first = book(fhir, stops);
        assertThat(outreach.step(first, "confirmation").status()).isEqualTo("completed");
        smsc.text(stops.phone().substring(1), (byte) 8, "STOP".getBytes(StandardCharsets.UTF_16BE));
        settle(fhir);
        int before = to(smsc, stops);
        book(fhir, stops.withoutEmail());
        assertThat(to(smsc, stops)).isEqualTo(before);

        Person lost = Person.next();
        smsc.answer(SmscPeer.DROP);
        String unknown = book(fhir, lost);
        outreach.assertNotDone(outreach.step(unknown, "confirmation"), "delivery-unknown");
        await().until(() -> process.log().split("Bound to").length == 3);
        assertThat(to(smsc, lost)).isEqualTo(1);

        Person throttled = Person.next();
        smsc.answer(0x58);
        fhir.put(throttled.patient()).accepted();
        String later = fhir.create(throttled.visit(start.toInstant()));
        settle(fhir);
        assertThat(outreach.step(later, "confirmation").status()).isEqualTo("active");
        Parameters on = new Parameters();
        on.addParameter(
            "now", new org.hl7.fhir.r4.model.InstantType(NOW.plusSeconds(60).toString()));
        fhir.post("/$clock", on).accepted();
        assertThat(outreach.step(later, "confirmation").status()).isEqualTo("completed");
        assertThat(process.log()).doesNotContain(throttled.phone(), "secret");
      }
    }
  }

  private String book(FhirClient fhir, Person person) {
    fhir.put(person.patient()).accepted();
    String visit = fhir.create(person.visit(start.toInstant()));
    settle(fhir);
    return visit;
  }

  private static void settle(FhirClient fhir) {
    fhir.post("/$clock", new Parameters()).accepted();
  }

  private static int to(SmscPeer smsc, Person person) {
    return (int)
        smsc.received().stream()
            .filter(message -> person.phone().endsWith(message.getDestAddress()))
            .count();
  }
}
