package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.intake.sender.SenderProfiles;

/** A sender's own fields and words, as its profile says: {@code taken-from}, {@code code-maps}. */
class SenderDialectTest {

  private static IntakeFixture fixture(String profile) {
    String yaml = "senders:\n  - application: SCHED\n" + profile.indent(4);
    return new IntakeFixture(SenderProfiles.read(new StringReader(yaml), IntakeFixture.CHICAGO));
  }

  private static List<String> phones(Patient patient) {
    return patient.getTelecom().stream().map(contact -> contact.getValue()).toList();
  }

  @Test
  void telephoneAndStartAreTakenFromWhereTheSenderHasThem() {
    IntakeFixture fixture =
        fixture(
            """
            phone-region: US
            taken-from:
              phone: PID-40
              start: ZSH-3
              end: ZSH-4.2
            """);

    fixture.accepts(
        siu("S12")
            .with("SCH", 11, "^^30^20261201080000^20261201083000~^^30^20261202080000")
            .with("PID", 40, "2175550199^PRN^CP")
            .line("ZSH|1|x|20261209101500|a^20261209110000"));

    assertThat(phones(fixture.patient())).containsExactly("+12175550199");
    assertThat(fixture.start()).isEqualTo(Instant.parse("2026-12-09T16:15:00Z"));
    assertThat(fixture.appointment().getEnd()).isEqualTo(Instant.parse("2026-12-09T17:00:00Z"));
    assertThat(fixture.tasks("escalation")).isEmpty();
  }

  /** Two patients of one visit: the segment behind a PID is that patient's and nobody else's. */
  @Test
  void ofTwoPatientsNoneGetsTheOthersNumber() {
    IntakeFixture fixture = fixture("taken-from: {phone: ZPI-2}");

    fixture.accepts(
        siu("S12")
            .lineAfter("PID", "PID|2||MRN-2^^^NORTH^MR||Roe^Kim")
            .lineAfter("PID|2", "ZPI|1|217 555 0142"));

    assertThat(fixture.store.all(Patient.class))
        .extracting(patient -> patient.getNameFirstRep().getFamily(), p -> phones(p))
        .containsExactlyInAnyOrder(tuple("Doe", List.of()), tuple("Roe", List.of("217 555 0142")));
  }

  @Test
  void theFirstFieldThatHasAValueCounts_andNullDeletes() {
    IntakeFixture fixture = fixture("taken-from: {PID-13: [ZPI-2, PID-13.1]}");

    fixture.accepts(siu("S12").with("PID", 13, "2175550100^PRN^CP"));
    assertThat(phones(fixture.patient())).containsExactly("2175550100");
    fixture.accepts(siu("S14").at("20261123000100-0600").lineAfter("PID", "ZPI|1|217 555 0142"));
    assertThat(phones(fixture.patient())).containsExactly("217 555 0142");
    fixture.accepts(siu("S14").at("20261123000200-0600").lineAfter("PID", "ZPI|1|\"\""));
    assertThat(phones(fixture.patient())).isEmpty();
  }

  /** NO is a word, and in YAML 1.1 without quotes false. */
  @ParameterizedTest
  @CsvSource({
    "S12, GEPL, booked",
    "S12, gepl, booked",
    "S14, AANW, arrived",
    "S26, NO, noshow",
    "S12, 007, checked-in",
    "S12, ^Gepl, booked",
    "S14, KLAAR, fulfilled",
    // Of a word without counterpart, and of none at all, the event decides.
    "S12, INT, booked",
    "S15, INT, cancelled",
    // Of any other word the map says pending.
    "S12, VOOR, pending",
  })
  void wordsOfItsOwnAreAStatus(String event, String word, String status) {
    IntakeFixture fixture =
        fixture(
            """
            code-maps:
              SCH-25:
                group:
                  - target: http://hl7.org/fhir/appointmentstatus
                    element:
                      - {code: GEPL, target: [{code: booked, equivalence: equivalent}]}
                      - {code: AANW, target: [{code: arrived}]}
                      - {code: NO, target: [{code: noshow}]}
                      - {code: KLAAR, target: [{code: fulfilled}]}
                      - {code: 007, target: [{code: checked-in}]}
                      - {code: INT, target: [{equivalence: unmatched}]}
                    unmapped: {mode: fixed, code: pending}
            """);

    assertThat(fixture.send(siu(event).status(word))).contains("MSA|AA|", "|Stored\r");

    assertThat(fixture.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    // As provided: what our own tables know of it.
    "'unmapped: {mode: provided}', Cancelled, cancelled",
    "'', Cancelled, cancelled",
    "'unmapped: {mode: other-map, url: urn:two}', WEG, cancelled",
    "'unmapped: {mode: other-map, url: urn:two}', ELSE, waitlist",
  })
  void whatAMapDoesNotHaveIsAsTheMapSays(String unmapped, String word, String status) {
    IntakeFixture fixture =
        fixture(
            """
            code-maps:
              SCH-25:
                - group: [{element: [{code: X, target: [{code: booked}]}]%s}]
                - url: urn:two
                  group:
                    - element: [{code: WEG, target: [{code: cancelled}]}]
                      unmapped: {mode: fixed, code: waitlist}
            """
                .formatted(unmapped.isEmpty() ? "" : ", " + unmapped));

    fixture.send(siu("S12").status(word));

    assertThat(fixture.status()).isEqualTo(status);
  }

  @Test
  void aMappedCodeStandsBesideTheSendersOwn() {
    IntakeFixture fixture =
        fixture(
            """
            code-systems: {L: https://ehr.example.org/types}
            code-maps:
              SCH-8:
                group:
                  - source: https://other.example.org
                    target: http://loinc.org
                    element: [{code: VERV, target: [{code: wrong}]}]
                  - source: https://ehr.example.org/types
                    target: http://snomed.info/sct
                    element:
                      - {code: VERV, target: [{code: 185389009, display: Follow-up visit}]}
              PID-15:
                group:
                  - element: [{code: VLA, target: [{code: nl-BE}]}]
              PID-8:
                group: [{element: [{code: X, target: [{code: other}]}]}]
            """);

    fixture.accepts(
        siu("S12")
            .with("SCH", 8, "VERV^Vervolg^L")
            .with("PID", 15, "VLA^Vlaams")
            .with("PID", 8, "X"));

    CodeableConcept type = fixture.appointment().getAppointmentType();
    assertThat(type.getCoding())
        .extracting(coding -> coding.getSystem() + "|" + coding.getCode())
        .containsExactly("http://snomed.info/sct|185389009", "https://ehr.example.org/types|VERV");
    assertThat(fixture.patient().getCommunicationFirstRep().getLanguage().getCodingFirstRep())
        .extracting(coding -> coding.getCode())
        .isEqualTo("nl-BE");
    assertThat(fixture.patient().getGender().toCode()).isEqualTo("other");
  }
}
