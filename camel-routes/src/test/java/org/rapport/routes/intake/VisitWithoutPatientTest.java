package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages about a visit that do not say whose it is. */
class VisitWithoutPatientTest {
  private static final String LATER = "20261123000100-0600";

  private final IntakeFixture fixture = new IntakeFixture();

  @ParameterizedTest
  @CsvSource({
    "S13,booked",
    "S14,booked",
    "S15,cancelled",
    "S16,cancelled",
    "S17,entered-in-error",
    "S26,noshow"
  })
  void appliesAMessageAboutAKnownVisitThatNamesNoPatient(String event, String status) {
    fixture.accepts(siu("S12")).accepts(siu(event).at(LATER).without("PID"));

    assertThat(fixture.status()).isEqualTo(status);
    assertThat(fixture.participantTypes()).containsExactly("Patient", "Location", "Practitioner");
  }

  @Test
  void findsAVisitWithoutPatientByItsPlacerNumberToo() {
    fixture
        .accepts(siu("S12").with("SCH", 2, ""))
        .accepts(siu("S15").at(LATER).with("SCH", 2, "").with("PID", 3, ""));

    assertThat(fixture.status()).isEqualTo("cancelled");
  }

  @ParameterizedTest
  @CsvSource({"S12,false", "S12,true", "S15,true"})
  void refusesAMessageWithoutPatientWhereTheVisitDoesNotNameOne(String event, boolean unknown) {
    if (!unknown) {
      fixture.accepts(siu("S12"));
    }

    assertThat(fixture.send(siu(event).at(LATER).without("PID")))
        .contains("\rMSA|AE|")
        .contains("\rERR||PID^1|101^");
  }
}
