package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.time.Instant;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.junit.jupiter.api.Test;

/** S18 to S22: what is new and what is gone among a visit's services, places and people. */
class ResourceEventsTest {
  private static final String LATER = "20261123010000-0600";

  private final IntakeFixture fixture = new IntakeFixture();

  private TestMessages change(String event, String segment) {
    return siu(event).at(LATER).without("RGS").without("AI").line("RGS|1|").line(segment);
  }

  @Test
  void oneMoreIsAdded_onceHoweverOftenItIsSaid_andNothingElseChanges() {
    fixture.accepts(siu("S12"));
    Instant start = fixture.start();

    fixture.accepts(
        change("S18", "AIP|1|A|88^Second^Sue|||20261208150000-0600|||30|min")
            .without("TQ1")
            .status("Waitlist"));
    fixture.accepts(change("S19", "AIP|1|U|88^Second^Sue").at("20261123020000-0600"));

    assertThat(fixture.participantTypes())
        .containsExactly("Patient", "Location", "Practitioner", "Practitioner");
    assertThat(fixture.start()).isEqualTo(start);
    assertThat(fixture.status()).isEqualTo("booked");
  }

  @Test
  void whatIsTakenAwayIsGone_andTheOthersStay() {
    fixture.accepts(siu("S12").line("AIP|2|A|88^Second^Sue").line("AIS|2|A|LAB^Lab^L"));

    fixture.accepts(change("S20", "AIP|1|D|77^Provider^Pat").line("AIS|1|D|LAB^Lab^L"));

    assertThat(fixture.participantTypes()).containsExactly("Patient", "Location", "Practitioner");
    assertThat(fixture.appointment().getServiceType())
        .extracting(CodeableConcept::getCodingFirstRep)
        .extracting(coding -> coding.getCode())
        .containsExactly("CHECK30");
  }

  @Test
  void whatDoesNotSayWhetherItIsGoneIsADeadLetter() {
    fixture.accepts(siu("S12"));

    assertThat(fixture.send(change("S22", "AIP|1||77^Provider^Pat")))
        .contains("\rMSA|AE|")
        .contains("\rERR||AIP^1^2|101^");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
    assertThat(fixture.participantTypes()).hasSize(3);
  }

  @Test
  void anOlderOneChangesNothing_andOfAVisitThatNobodyKnowsItIsTheFirstWord() {
    fixture.accepts(change("S18", "AIP|1|A|88^Second^Sue"));
    assertThat(fixture.participantTypes()).containsExactly("Patient", "Practitioner");

    assertThat(fixture.send(change("S20", "AIP|1|D|88^Second^Sue").at("20261122000000-0600")))
        .contains("Older than stored");
    assertThat(fixture.participantTypes()).hasSize(2);
  }
}
