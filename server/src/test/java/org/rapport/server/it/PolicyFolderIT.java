package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

/** Rows of a folder of the clinic's own: a register of senders (R14), and a narrower STOP (R04). */
class PolicyFolderIT {
  private static final String ROWS =
      """
      - {id: H08-revocation, jurisdiction: "*", purposes: [appointment, care, survey], to: 2027-01-30,
         citation: "until the rule of 2027-01-31", revocation: category}
      - {id: R04, jurisdiction: US, purposes: [appointment, care, survey], to: 2027-01-30,
         citation: "47 CFR 64.1200(a)(10)", revocation: category}
      - {id: R14-main, jurisdiction: "*", purposes: [care, appointment], channels: [sms],
         citation: "registered use cases", sender: "%s"}
      """
          .formatted(GatewayStub.FROM);

  private FhirClient fhir;

  private String staff(Person to, String purpose, String text) {
    CommunicationRequest request = new CommunicationRequest();
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.setSubject(new Reference("Patient/" + to.id()));
    request.addCategory(
        new CodeableConcept(
            new Coding(Outreach.BASE + "/CodeSystem/outreach-purpose", purpose, null)));
    request.addPayload().setContent(new StringType(text));
    String id = fhir.create(request);
    settle();
    return fhir.read(CommunicationRequest.class, id)
        .getStatusReason()
        .getCodingFirstRep()
        .getCode();
  }

  private String text(Person from, String body, String id) {
    Parameters answer =
        fhir.post(
                "/$receive",
                new Parameters()
                    .addParameter("channel", new CodeType("sms"))
                    .addParameter("messageId", new StringType(id))
                    .addParameter("from", new StringType(from.phone()))
                    .addParameter("body", new StringType(body)))
            .accepted()
            .as(Parameters.class);
    settle();
    return answer.getParameter("meaning").getValue().primitiveValue();
  }

  private void settle() {
    fhir.post("/$clock", new Parameters()).accepted();
  }

  @Test
  void aRegisterOfSendersIsKeptTo_andAStopMayEndOneKindOfMessageFirst() throws IOException {
    Path data = RapportProcess.folder("policy");
    Path rows = Files.createDirectories(data.resolveSibling("policy-rows"));
    Files.writeString(rows.resolve("clinic.yaml"), ROWS);
    Person person = Person.next();
    Person who = new Person(person.id(), person.given(), person.phone(), "", "");
    try (GatewayStub gateway = new GatewayStub(Duration.ZERO)) {
      Map<String, String> settings = RapportProcess.settings(data);
      settings.putAll(gateway.settings());
      settings.put("RAPPORT_POLICY", rows.toString());
      settings.put("RAPPORT_CLOCK", "2026-12-01T16:00:00Z");
      try (RapportProcess process = RapportProcess.start(RapportProcess.serverJar(), settings)) {
        fhir = new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
        fhir.put(who.patient()).accepted();

        assertThat(staff(who, "care", "Your leaflet is ready.")).isNull();
        assertThat(text(who, "STOP", "m1")).isEqualTo("stop");
        await().until(() -> gateway.received(who.phone()).size() == 2);
        assertThat(gateway.received(who.phone()).get(1).body()).contains("of this kind");
        assertThat(staff(who, "care", "Another leaflet.")).isEqualTo("opted-out");
        assertThat(staff(who, "appointment", "Please bring your card.")).isNull();

        text(who, "STOP", "m2");
        assertThat(staff(who, "appointment", "And your glasses.")).isEqualTo("opted-out");
        assertThat(gateway.received(who.phone())).hasSize(3);

        assertThat(fhir.search(Communication.class, "category=opt-out"))
            .extracting(stop -> stop.getCategory().size())
            .containsExactlyInAnyOrder(2, 1);

        text(who, "START", "m3");
        assertThat(staff(who, "care", "A third leaflet.")).isNull();
      }
    }
  }
}
