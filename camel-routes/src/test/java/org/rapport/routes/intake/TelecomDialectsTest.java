package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.StringReader;
import java.util.List;
import org.hl7.fhir.r4.model.ContactPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.intake.sender.SenderProfiles;

/** Telephone numbers and mailboxes as EHRs write them. */
class TelecomDialectsTest {
  private final IntakeFixture fixture =
      new IntakeFixture(
          SenderProfiles.read(
              new StringReader("senders: [{application: SCHED, phone-region: US}]"),
              IntakeFixture.CHICAGO));

  @ParameterizedTest
  @CsvSource({
    // XTN.8 holds anything.
    "^PRN^PH^^1^212^5559101^CELL, mobile, +12125559101",
    "^PRN^CP^^1^212^5559102^x12, mobile, +12125559102 ext. 12",
    "^PRN^CP^^1^212^5559103^#12, mobile, +12125559103 ext. 12",
    "^PRN^PH^^1^212^5559104^HOME, home, +12125559104",
    "^PRN^PH^^1^212^5559104^^after 5pm, home, +12125559104",
    // TN of v2.3.
    "(212)555-9105X123B456CMOTHER^PRN^PH, home, +12125559105 ext. 123",
    "(212)555-9106CAFTER 5PM^PRN^PH, home, +12125559106",
    "(212)555-9106CELL^PRN^PH, mobile, +12125559106",
    "2125559107 (mom)^PRN^CP, home, +12125559107",
    "cell: 212-555-9107^PRN^PH, mobile, +12125559107",
    "212.555.9107 ext. 4^WPN^PH, work, +12125559107 ext. 4",
    "2125559107 work^PRN^PH, work, +12125559107",
    // Dialled from abroad.
    "^PRN^CP^^001^212^5559108, mobile, +12125559108",
    "^PRN^CP^^+1^212^555-9108, mobile, +12125559108",
    "^PRN^CP^^USA^212^5559108, mobile, +12125559108",
    "^PRN^CP^^01144^20^79460000, mobile, +442079460000",
    "0012125559108^PRN^CP, mobile, +12125559108",
    "011442079460000^PRN^CP, mobile, +442079460000",
    "^PRN^CP^^^212^2125559108, mobile, +12125559108",
    "^PRN^CP^^^^^^^^^(212) 555-9109, mobile, +12125559109",
    // Use words of vendors.
    "2125559001^MOBILE, mobile, +12125559001",
    "2125559001^Cell Phone, mobile, +12125559001",
    "2125559001^HOME, home, +12125559001",
    "2125559001^BUSINESS, work, +12125559001",
    "2125559001^^C, mobile, +12125559001",
    "2125559001^H, home, +12125559001",
    "2125559001^Work Phone^PH, work, +12125559001",
    "2125559001^BAD^PH, old, +12125559001",
    "2125559001^PRN^PH^^^^^^disconnected, old, +12125559001",
    "2125559001^PRN^PH^^^^^^call M-F, home, +12125559001",
  })
  void readsOneNumber(String xtn, String use, String value) {
    assertThat(telecom(xtn))
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.getValue()).isEqualTo(value);
              assertThat(t.getUse().toCode()).isEqualTo(use);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2125559001^EMR^PH",
        "2125559001^Emergency Contact",
        "2125559001 ICE",
        "***-***-****^PRN^PH",
        "XXX-XXX-1234^PRN^PH",
        "(212) ***-****^PRN^CP",
        "^NET^Internet^***@***.com",
        "masked",
        "REDACTED^PRN^PH",
        "^PRN^PH^^1^212^***",
      })
  void keepsNobodysNumber(String xtn) {
    assertThat(telecom(xtn)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2125559001^PRN^CP^sam@example.org",
        "2125559001^NET^Internet^sam@example.org",
        "^PRN^CP^sam@example.org^1^212^5559001",
        "2125559001 sam@example.org^PRN",
        "sam@example.org; 212-555-9001",
      })
  void keepsNumberAndMailboxOfOneRepetition(String xtn) {
    assertThat(telecom(xtn))
        .extracting(ContactPoint::getValue)
        .containsExactlyInAnyOrder("+12125559001", "sam@example.org");
  }

  @Test
  void keepsTwoNumbersOfOneRepetition() {
    assertThat(telecom("212-555-9001 / 212-555-9002^PRN^PH"))
        .extracting(ContactPoint::getValue)
        .containsExactly("+12125559001", "+12125559002");
  }

  @Test
  void replacesABusinessNumberThatStandsAmongTheOthers() {
    telecom("2125559001^BUSINESS~2125559002^MOBILE");

    fixture.accepts(
        siu("S14")
            .at("20261123000100-0600")
            .with("PID", 13, "2125559003^BUSINESS~2125559002^MOBILE"));

    assertThat(fixture.patient().getTelecom())
        .extracting(ContactPoint::getValue)
        .containsExactlyInAnyOrder("+12125559003", "+12125559002");
  }

  @Test
  void readsTheFieldOfLaterVersionsToo() {
    fixture.accepts(siu("S12").with("PID", 13, "").with("PID", 40, "2125559001^^CP"));

    assertThat(fixture.patient().getTelecomFirstRep().getValue()).isEqualTo("+12125559001");
  }

  @Test
  void takesAFeedThatHidesPeople() {
    fixture.accepts(
        siu("S12")
            .with("PID", 3, "***^^^EPI^EPI")
            .with("PID", 5, "XXXX^XXX")
            .with("PID", 7, "********")
            .with("PID", 8, "*****")
            .with("PID", 11, "****^^XXXXX^**^*****")
            .with("PID", 13, "***-***-****^PRN^PH")
            .with("PID", 15, "masked")
            .with("SCH", 25, "***")
            .with("AIL", 3, "***^***"));
    fixture.accepts(
        siu("S12").with("SCH", 1, "P2").with("SCH", 2, "F2").with("PID", 3, "***^^^EPI^EPI"));

    // Two people who are both hidden are not one.
    assertThat(fixture.store.all(org.hl7.fhir.r4.model.Patient.class)).hasSize(2);
    assertThat(fixture.store.all(org.hl7.fhir.r4.model.Patient.class).get(0).getTelecom())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MRN", "EPI", "CMRN", "NNITA", "PATID"})
  void keepsATypeOutsideTheTableAsText(String type) {
    fixture.accepts(siu("S12").with("PID", 3, "7^^^H^" + type));

    assertThat(fixture.patient().getIdentifierFirstRep().getType().getText()).isEqualTo(type);
    assertThat(fixture.patient().getIdentifierFirstRep().getType().getCoding()).isEmpty();
  }

  @Test
  void neverClaimsACodeToBeOfATableThatDoesNotHaveIt() {
    fixture.accepts(
        siu("S12").with("SCH", 7, "SPINE^Spine clinic^HL70276").with("SCH", 8, "ROUTINE^^HL70276"));

    assertThat(fixture.appointment().getReasonCodeFirstRep().getCodingFirstRep().getSystem())
        .isEqualTo("urn:rapport:ehr:SCHED:NORTH:HL70276");
    assertThat(fixture.appointment().getReasonCodeFirstRep().getText()).isEqualTo("Spine clinic");
    assertThat(fixture.appointment().getAppointmentType().getCodingFirstRep().getSystem())
        .isEqualTo("http://terminology.hl7.org/CodeSystem/v2-0276");
  }

  private List<ContactPoint> telecom(String xtn) {
    fixture.accepts(siu("S12").with("PID", 13, xtn));
    return fixture.patient().getTelecom();
  }
}
