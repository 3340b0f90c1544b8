package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.ContactPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.intake.sender.SenderProfiles;

/** Shapes of messages as they were met with in the field, with made-up people. */
class DialectsOfTheFieldTest {
  private final IntakeFixture fixture = new IntakeFixture();

  /** MSH-4 is a name, and names have blanks; a URI has none. */
  @Test
  void aSendersNameMayHaveBlanks() {
    assertThat(
            fixture.send(
                siu("S12").with("MSH", 3, "Sched 2").with("MSH", 4, "General Hospital {A}")))
        .contains("MSA|AA|");

    assertThat(fixture.patient().getIdentifierFirstRep().getSystem())
        .isEqualTo("urn:rapport:ehr:Sched%202:General%20Hospital%20%7BA%7D:patient");
    assertThat(fixture.appointment().getIdentifier())
        .allMatch(one -> !one.getSystem().matches(".*\\s.*"));
  }

  /** Hospitals of the NHS say in XTN.4, where a mailbox stands, what kind of number it is. */
  @Test
  void theKindOfANumberInThePlaceOfTheMailboxIsRead() {
    fixture.accepts(
        siu("S12")
            .with(
                "PID",
                13,
                "02111111111^^^HOME^^^^^Y~07999123123^^^MOBILE^^^^^N~a@example.org^^^EMAIL^^^^^Y"));

    List<ContactPoint> telecom = fixture.patient().getTelecom();
    assertThat(telecom)
        .extracting(one -> one.getSystem().toCode() + " " + one.getValue())
        .containsExactly("phone 02111111111", "phone 07999123123", "email a@example.org");
    assertThat(telecom.get(0).getUse()).isEqualTo(ContactPoint.ContactPointUse.HOME);
    assertThat(telecom.get(1).getUse()).isEqualTo(ContactPoint.ContactPointUse.MOBILE);
  }

  /** One field early, the country stands where the character set does. */
  @Test
  void whatIsNoCharacterSetCostsNothingWhereItWouldMakeNoDifference() {
    assertThat(fixture.send(siu("S12").with("MSH", 18, "NLD"))).contains("MSA|AA|");
    assertThat(fixture.send(siu("S14").with("MSH", 18, "NLD").with("PID", 5, "Müller^Zoë")))
        .contains("MSA|AE|", "MSH^1^18");
  }

  /** A message with two visits: the second one's time was taken for the first's. */
  @Test
  void twoVisitsInOneMessageAreRefusedTogether() {
    assertThat(
            fixture.send(siu("S13").lineAfter("SCH", "SCH|PLC-2|FIL-2|||||||||^^^20261210090000")))
        .contains("MSA|AE|", "SCH^2|100^");
    assertThat(fixture.store.all(Appointment.class)).isEmpty();
    assertThat(fixture.tasks("dead-letter")).hasSize(1);

    // The same one twice is one.
    fixture.accepts(siu("S12").lineAfter("SCH", "SCH|PLC-1|FIL-1||||R1^Reason|CHECKUP"));
  }

  @ParameterizedTest
  @CsvSource({
    "Sch^Scheduled^SCHEDULING^In Fac^Arrived^PROGRESS, booked",
    "ARRIVED, arrived",
    "6^ARRIVED, arrived",
    "Checked In, checked-in",
    "NO_SHOW, noshow",
  })
  void wordsOfVendorsAreStatuses(String word, String status) {
    fixture.send(siu("S14").status(word));

    assertThat(fixture.status()).isEqualTo(status);
  }

  /** A radiology system with its timing one field early: its profile says so. */
  @Test
  void aTimeOneFieldEarlyIsForTheProfileToSay() {
    IntakeFixture told =
        new IntakeFixture(
            SenderProfiles.read(
                new StringReader(
                    "senders: [{application: SCHED, taken-from: {start: SCH-10.4, end:"
                        + " SCH-10.5}}]"),
                IntakeFixture.CHICAGO));
    TestMessages message =
        siu("S12").without("TQ1").with("SCH", 10, "^^30^20270318090000^20270318094500");

    assertThat(fixture.send(message)).contains("MSA|AE|", "Start time is missing");
    told.accepts(message);

    assertThat(told.start()).isEqualTo(Instant.parse("2027-03-18T14:00:00Z"));
    assertThat(told.appointment().getEnd()).isEqualTo(Instant.parse("2027-03-18T14:45:00Z"));
  }
}
