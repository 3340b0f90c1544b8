package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.rapport.routes.channel.smpp.SmscCertificate;
import org.rapport.routes.channel.smpp.SmscPeer;

/** Texts by SMPP over TLS, over sessions with a real SMSC on this machine. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmppIT {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  private static final String DELIVERY = Outreach.BASE + "/StructureDefinition/delivery-status";

  private final ZonedDateTime start = NOW.atZone(Clinic.ZONE).plusDays(10);
  private SmscPeer smsc;
  private RapportProcess process;
  private FhirClient fhir;
  private Outreach outreach;

  /** A private CA is trusted by the JVM's own properties; until then nothing leaves or is lost. */
  @BeforeAll
  void tlsIsTrustedByTheJvmsTrustStore() throws Exception {
    Path data = RapportProcess.folder("smpp");
    SmscCertificate certificate = SmscCertificate.of(data, "dns:localhost");
    smsc = new SmscPeer(certificate);
    Map<String, String> settings = settings(data);
    settings.put("RAPPORT_SMPP_URL", smsc.securedUrl("localhost"));
    Person person = Person.next();
    start(settings);
    String visit = book(fhir, person);
    await().until(() -> process.log().contains("cannot be bound"));
    assertThat(outreach.step(visit, "confirmation").status()).isEqualTo("active");
    assertThat(smsc.received()).isEmpty();
    process.close();

    settings.put(
        "JAVA_TOOL_OPTIONS",
        "-Djavax.net.ssl.trustStore="
            + certificate.trustStore()
            + " -Djavax.net.ssl.trustStorePassword=changeit");
    start(settings);
    await().until(() -> process.log().contains("Bound to"));
    advance(60);
    assertThat(outreach.step(visit, "confirmation").status()).isEqualTo("completed");
    assertThat(to(smsc, person)).isPositive();
  }

  private void start(Map<String, String> settings) {
    process = RapportProcess.start(RapportProcess.serverJar(), settings);
    fhir = new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
    outreach = new Outreach(fhir);
  }

  @AfterAll
  void stop() {
    process.close();
    smsc.close();
  }

  @Test
  void textsReceiptsAndRepliesGoOverOneSession() throws Exception {
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
    int texts = to(smsc, stops);
    book(fhir, stops.withoutEmail());
    assertThat(to(smsc, stops)).isEqualTo(texts);

    int before = process.log().split("Bound to").length;
    Person lost = Person.next();
    smsc.answer(SmscPeer.DROP);
    String unknown = book(fhir, lost);
    outreach.assertNotDone(outreach.step(unknown, "confirmation"), "delivery-unknown");
    await().until(() -> process.log().split("Bound to").length > before);
    assertThat(to(smsc, lost)).isEqualTo(1);

    Person throttled = Person.next();
    smsc.answer(0x58);
    fhir.put(throttled.patient()).accepted();
    String later = fhir.create(throttled.visit(start.toInstant()));
    settle(fhir);
    assertThat(outreach.step(later, "confirmation").status()).isEqualTo("active");
    advance(60);
    assertThat(outreach.step(later, "confirmation").status()).isEqualTo("completed");
    assertThat(process.log()).doesNotContain(throttled.phone(), "secret");
  }

  /** What is torn between two parts is read in neither of them. */
  @Test
  void aLongTextOfAPatientIsOneText() throws Exception {
    Person inDanger = Person.next();
    book(fhir, inDanger);
    int before = to(smsc, inDanger);
    smsc.part(inDanger.phone().substring(1), 200, 1, 2, "C but honestly I want to ");
    settle(fhir);
    assertThat(to(smsc, inDanger)).as("half a sentence has no answer").isEqualTo(before);
    smsc.part(inDanger.phone().substring(1), 200, 2, 2, "die");
    settle(fhir);
    assertThat(new Outreach(fhir).tasks("crisis"))
        .singleElement()
        .satisfies(
            task -> assertThat(task.getFor().getReference()).isEqualTo("Patient/" + inDanger.id()));
    assertThat(to(smsc, inDanger)).isGreaterThan(before);

    Person stops = Person.next().withoutEmail();
    book(fhir, stops);
    smsc.segment(stops.phone().substring(1), 65_000, 2, 2, "op texting me");
    smsc.segment(stops.phone().substring(1), 65_000, 1, 2, "Please st");
    smsc.segment(stops.phone().substring(1), 65_000, 1, 2, "Please st");
    settle(fhir);
    assertThat(texts(fhir, stops)).containsExactly("Please stop texting me");
    assertThat(fhir.search(Consent.class, "patient=" + stops.id()))
        .isNotEmpty()
        .allMatch(consent -> consent.getStatus() == Consent.ConsentState.ACTIVE);

    Person patchy = Person.next();
    book(fhir, patchy);
    smsc.part(patchy.phone().substring(1), 7, 3, 3, "and it rains");
    smsc.part(patchy.phone().substring(1), 7, 1, 3, "I cannot find the ");
    advance(29);
    assertThat(texts(fhir, patchy)).isEmpty();
    advance(1);
    assertThat(texts(fhir, patchy)).containsExactly("I cannot find the  … and it rains");
    assertThat(process.log()).doesNotContain("honestly", "texting me", "it rains");
  }

  private static List<String> texts(FhirClient fhir, Person person) {
    return fhir.search(Communication.class, "sender=Patient/" + person.id()).stream()
        .map(text -> text.getPayloadFirstRep().getContentStringType().getValue())
        .toList();
  }

  private void advance(int seconds) {
    Parameters answer = fhir.post("/$clock", new Parameters()).accepted().as(Parameters.class);
    Instant now = ((InstantType) answer.getParameter("now").getValue()).getValue().toInstant();
    Parameters on = new Parameters();
    on.addParameter("now", new InstantType(now.plusSeconds(seconds).toString()));
    fhir.post("/$clock", on).accepted();
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

  private static Map<String, String> settings(Path data) {
    Map<String, String> settings = RapportProcess.settings(data);
    settings.put("RAPPORT_CLOCK", NOW.toString());
    settings.put("RAPPORT_SMS_FROM", "+14165550100");
    return settings;
  }

  private static int to(SmscPeer smsc, Person person) {
    return (int)
        smsc.received().stream()
            .filter(message -> person.phone().endsWith(message.getDestAddress()))
            .count();
  }
}
