package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.PATIENTS;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.intake.sender.SenderProfiles;

/** ADT^A37: what becomes of a merge that is taken back. */
class UnlinkMessagesTest {
  private final IntakeFixture fixture = new IntakeFixture();

  private static byte[] a37(String... numbers) {
    StringBuilder text =
        new StringBuilder(
            "MSH|^~\\&|SCHED|NORTH|ENGAGE|HUB|20261123000000-0600||ADT^A37^ADT_A37|U-1|P|2.5.1\r"
                + "EVN|A37|20261123000000-0600\r");
    for (int i = 0; i < numbers.length; i++) {
      text.append("PID|%d||%s^^^NORTH^MR\r".formatted(i + 1, numbers[i]));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private Patient known(String id, String... numbers) {
    Patient patient = new Patient();
    patient.setId(id);
    for (String number : numbers) {
      patient.addIdentifier().setSystem(PATIENTS).setValue(number);
    }
    fixture.store.save(patient);
    return patient;
  }

  private boolean isMergedAway(String id) {
    return ((Patient) fixture.store.get("Patient/" + id)).hasLink();
  }

  @ParameterizedTest
  @CsvSource({"goes, stays", "stays, goes"})
  void takesBackTheMergeOfTheTwo_whicheverComesFirst(String first, String second) {
    known("1", "stays");
    known("2", "goes");
    fixture.store.merge("2", "1");

    assertThat(fixture.send(a37(first, second))).contains("\rMSA|AA|U-1|Two records again");
    assertThat(fixture.send(a37(first, second))).contains("\rMSA|AA|U-1|Duplicate");

    assertThat(isMergedAway("2")).isFalse();
    assertThat(fixture.store.all(Binary.class)).hasSize(1);
  }

  /** What a merge brought along is the other's: three records, of which these two are none. */
  @Test
  void leavesTheMergeOfOthers() {
    known("1", "stays");
    known("2", "goes");
    Patient last =
        known("3", "last")
            .addIdentifier(
                known("x", "stays").getIdentifierFirstRep().copy().setUse(IdentifierUse.OLD));
    fixture.store.save(last);
    fixture.store.merge("1", "3");
    fixture.store.merge("x", "3");

    assertThat(fixture.send(a37("goes", "stays"))).contains("\rMSA|AA|U-1|Nothing was merged");

    assertThat(isMergedAway("1")).isTrue();
    assertThat(fixture.tasks("resolve-identity")).isEmpty();
  }

  @Test
  void ofNobodyThereIsNothingToTakeBack() {
    assertThat(fixture.send(a37("one", "other"))).contains("\rMSA|AA|U-1|Nothing was merged");

    assertThat(fixture.store.all(Binary.class)).hasSize(1);
    assertThat(fixture.store.all(Patient.class)).isEmpty();
  }

  @Test
  void aRecordWithBothNumbersIsForAPerson() {
    known("1", "MRN-1", "MRN-2");

    assertThat(fixture.send(a37("MRN-1", "MRN-2"))).contains("\rMSA|AA|U-1|Nothing was merged");

    assertThat(fixture.tasks("resolve-identity"))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getFor().getReference()).isEqualTo("Patient/1");
              assertThat(task.getDescription()).doesNotContain("MRN");
            });
  }

  @ParameterizedTest
  @CsvSource({"one, '', PID^2^3", "one, ., PID^2"})
  void twoHaveToBeNamed(String first, String second, String place) {
    byte[] message = ".".equals(second) ? a37(first) : a37(first, second);

    assertThat(fixture.send(message))
        .contains("\rMSA|AE|U-1|")
        .contains("\rERR||" + place + "|101^");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @Test
  void whoMayNotMergeMayNotTakeBack() {
    IntakeFixture other =
        new IntakeFixture(
            SenderProfiles.read(
                new StringReader("senders: [{application: SCHED, merges: false}]"),
                IntakeFixture.CHICAGO));

    assertThat(other.send(a37("one", "other")))
        .contains("\rMSA|AE|U-1|")
        .contains("\rERR||MSH^1^3|207^");
  }
}
