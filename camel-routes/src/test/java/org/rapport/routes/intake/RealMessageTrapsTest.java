package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes of real messages that a mapping by the book gets wrong. */
class RealMessageTrapsTest {

  private static final Instant NINE = Instant.parse("2026-12-08T15:00:00Z");

  private final IntakeFixture fixture = new IntakeFixture();

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\r"})
  void takesEveryLineEnd(String lineEnd) {
    String text = siu("S12").text().replace("\r", lineEnd);

    assertThat(fixture.send(text.getBytes(StandardCharsets.UTF_8))).contains("MSA|AA|MSG-1");
    assertThat(fixture.start()).isEqualTo(NINE);
  }

  @Test
  void takesAnEncodingFieldWithoutEscapeCharacter() {
    TestMessages message =
        siu("S12")
            .with("MSH", 2, "^~&")
            .with("SCH", 7, "A\\T\\B^two words")
            .with("PID", 5, "O&x^Sam");

    fixture.accepts(message);

    assertThat(fixture.appointment().getReasonCodeFirstRep().getCodingFirstRep().getCode())
        .isEqualTo("A\\T\\B");
    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo("O");
  }

  @Test
  void takesAnotherDelimiterSetAndAnswersInIt() {
    String text = siu("S12").text().replace("^~\\&", "@#$%").replace('^', '@').replace('|', ';');

    String ack = fixture.send(text.getBytes(StandardCharsets.UTF_8));

    assertThat(ack).startsWith("MSH;@#$%;ENGAGE;HUB;SCHED;NORTH;").contains("\rMSA;AA;MSG-1;");
    assertThat(fixture.participantTypes()).containsExactly("Patient", "Location", "Practitioner");
  }

  @Test
  void unescapesText() {
    fixture.accepts(siu("S12").lineAfter("TQ1", "NTE|1||Bring \\T\\ show \\F\\ card"));

    assertThat(fixture.appointment().getComment()).isEqualTo("Bring & show | card");
  }

  @ParameterizedTest
  @CsvSource({"SIU^S12", "SIU^S12^SIU_S12", "siu^s12", "SIU^S12^"})
  void takesMessageTypesOfAnyLength(String type) {
    fixture.accepts(siu("S12").with("MSH", 9, type));
  }

  @Test
  void takesTheEventFromEvnWhenMsh9HasTheTypeAlone() {
    fixture.accepts(siu("S12").with("MSH", 9, "SIU").lineAfter("MSH", "EVN|S12|20261123"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2.3", "2.8", "2.3.1^USA", "v2", "9.9"})
  void takesAnyVersion(String version) {
    fixture.accepts(siu("S12").with("MSH", 12, version));
  }

  @Test
  void takesResourcesWithoutGroupAndInAnyOrder() {
    TestMessages message =
        siu("S12").without("RGS").without("AIS").line("AIS|1|A|X^Exam^L").line("ZAP|free|text");

    fixture.accepts(message);

    assertThat(fixture.participantTypes()).containsExactly("Patient", "Location", "Practitioner");
    assertThat(fixture.appointment().getServiceTypeFirstRep().getText()).isEqualTo("Exam");
  }

  @Test
  void passesOverSegmentsThatDoNotBelong() {
    fixture.accepts(
        siu("S12").lineAfter("MSH", "EVN|S12|202611230000").lineAfter("PID", "ROL|1|AD|PP"));
  }

  @Test
  void passesOverTrailingGarbage() {
    fixture.accepts(siu("S12").line("\u0000\u0000").line("--end--"));
  }

  @Test
  void takesNoShowOneFieldEarly() {
    fixture.accepts(siu("S14").with("SCH", 24, "NOSHOW").status(""));

    assertThat(fixture.status()).isEqualTo("noshow");
  }

  @Test
  void takesTheStartFromTheFirstUsablePlace() {
    TestMessages message =
        siu("S12")
            .with("TQ1", 7, "20261208")
            .with("SCH", 11, "202612081200^^^20261208090000-0600^20261208094500-0600")
            .with("AIS", 4, "20261208100000-0600");

    fixture.accepts(message);

    assertThat(fixture.start()).isEqualTo(NINE);
    assertThat(fixture.appointment().getEnd().toInstant()).isEqualTo(NINE.plusSeconds(30 * 60));
  }

  @ParameterizedTest
  @CsvSource({
    "AIS,4,20261208090000-0600",
    "AIL,6,202612080900-0600",
    "AIP,6,20261208090000.000-0600",
    "AIG,8,20261208090000-0600",
    "SCH,11,20261208090000-0600",
    "SCH,11,^^^202612080900",
    "TQ1,7,2026120809"
  })
  void findsTheStartWhereverItIs(String segment, int field, String value) {
    fixture.accepts(siu("S12").without("TQ1").with(segment, field, value));

    assertThat(fixture.start()).isEqualTo(NINE);
  }

  @ParameterizedTest
  @CsvSource({
    "1,hr,60",
    "2,hour,120",
    "45,m,45",
    "45,MINUTES,45",
    "90,s,1",
    "20,,20",
    "1.5,h,90",
    "15,min^Minutes^ISO,15",
    "7,fortnight,30",
    "x,min,30",
    "0,min,30",
    "-5,min,30"
  })
  void readsDurationsInTheUnitsSent(String number, String unit, int minutes) {
    TestMessages message =
        siu("S12")
            .with("TQ1", 8, "")
            .with("SCH", 9, number)
            .with("SCH", 10, unit == null ? "" : unit);

    fixture.accepts(message);

    assertThat(fixture.appointment().getEnd().toInstant().getEpochSecond() / 60)
        .isEqualTo(NINE.getEpochSecond() / 60 + minutes);
  }

  @Test
  void ignoresAnEndThatIsNotAfterTheStart() {
    fixture.accepts(siu("S12").with("TQ1", 8, "20261208080000-0600"));

    assertThat(fixture.appointment().getEnd().toInstant()).isEqualTo(NINE.plusSeconds(1800));
  }

  @ParameterizedTest
  @CsvSource({
    "20260308023000,2026-03-08T08:30:00Z", // 02:30 does not exist: 03:30 daylight time
    "20261101013000,2026-11-01T06:30:00Z", // 01:30 happens twice: the first one
    "20261208090000,2026-12-08T15:00:00Z",
    "20261208090000+0215,2026-12-08T06:45:00Z"
  })
  void readsTimesWithoutOffsetInTheSendersZone(String sent, Instant start) {
    fixture.accepts(siu("S12").with("TQ1", 7, sent));

    assertThat(fixture.start()).isEqualTo(start);
  }

  @ParameterizedTest
  @CsvSource({"20261208,2026-12-08", "202612,2026-12", "2026,2026"})
  void holdsAVisitWithADateButNoTime(String sent, String day) {
    fixture.accepts(siu("S12").with("TQ1", 7, sent));

    assertThat(fixture.status()).isEqualTo("proposed");
    assertThat(fixture.start()).isNull();
    assertThat(fixture.appointment().hasEnd()).isFalse();
    assertThat(
            fixture.appointment().getRequestedPeriodFirstRep().getStartElement().getValueAsString())
        .isEqualTo(day);
    assertThat(fixture.tasks("escalation")).hasSize(1);
  }

  @Test
  void booksAHeldVisitOnceItsTimeIsKnown() {
    fixture
        .accepts(siu("S12").with("TQ1", 7, "20261208"))
        .accepts(siu("S14").at("20261123000100-0600"));

    assertThat(fixture.status()).isEqualTo("booked");
    assertThat(fixture.start()).isEqualTo(NINE);
    assertThat(fixture.appointment().hasRequestedPeriod()).isFalse();
  }

  @Test
  void namesEachPlaceAndPersonOnce() {
    TestMessages message =
        siu("S12")
            .with("AIL", 3, "CLIN-A^ROOM1^^NORTH~CLIN-A^ROOM1^^NORTH~CLIN-B")
            .line("RGS|2|A")
            .line("AIL|1|A|CLIN-A^ROOM1^^NORTH")
            .line("AIP|1|A|77^Provider^Pat");

    fixture.accepts(message).accepts(siu("S14").at("20261123000100-0600"));

    assertThat(fixture.store.all(Location.class))
        .extracting(l -> l.getIdentifierFirstRep().getValue())
        .containsExactly("CLIN-A^ROOM1^^NORTH", "CLIN-B");
    assertThat(fixture.store.all(Location.class).get(0).getName()).isEqualTo("Clinic A");
    assertThat(fixture.store.all(Practitioner.class)).hasSize(1);
  }

  @Test
  void tellsOccurrencesOfARepeatingAppointmentApart() {
    fixture
        .accepts(siu("S12"))
        .accepts(siu("S12").with("SCH", 3, "2"))
        .accepts(siu("S15").with("SCH", 3, "2").at("20261123000100-0600"));

    assertThat(fixture.store.all(org.hl7.fhir.r4.model.Appointment.class))
        .extracting(a -> a.getIdentifierFirstRep().getValue(), a -> a.getStatus().toCode())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("FIL-1", "booked"),
            org.assertj.core.groups.Tuple.tuple("FIL-1#2", "cancelled"));
  }

  @Test
  void bringsAllPatientsOfAGroupVisit() {
    fixture.accepts(
        siu("S12").lineAfter("PID", "PID|2||MRN-2^^^NORTH^MR||Roe^Kim").line("PID|3||MRN-1^^^^MR"));

    assertThat(fixture.participantTypes())
        .containsExactly("Patient", "Patient", "Location", "Practitioner");
  }

  @Test
  void notesAStatusThatNobodyKnows() {
    assertThat(fixture.send(siu("S12").status("XYZ")))
        .contains("\rMSA|AA|MSG-1|Stored; SCH-25 XYZ is no status that is known\r");

    assertThat(fixture.status()).isEqualTo("booked");
    assertThat(fixture.store.all(org.hl7.fhir.r4.model.Provenance.class))
        .singleElement()
        .satisfies(p -> assertThat(p.getActivity().getText()).contains("SCH-25 XYZ"));
  }

  @Test
  void countsNoResourceThatTheMessageTakesAway() {
    TestMessages message =
        siu("S13")
            .without("TQ1")
            .with("AIS", 2, "D")
            .with("AIS", 4, "20261201090000-0600")
            .line("AIS|2|A|NEW^New^L|20261208090000-0600")
            .line("AIL|2|D|CLIN-B");

    fixture.accepts(message);

    assertThat(fixture.start()).isEqualTo(NINE);
    assertThat(fixture.appointment().getServiceType())
        .extracting(s -> s.getCodingFirstRep().getCode())
        .containsExactly("NEW");
    assertThat(fixture.store.all(Location.class)).hasSize(1);
  }

  @Test
  void countsNothingOfAGroupThatTheMessageTakesAway() {
    fixture.accepts(
        siu("S14").with("RGS", 2, "D").line("RGS|2|A").line("AIS|1|A|NEW^New^L").line("AIL|1|X|B"));

    assertThat(fixture.participantTypes()).containsExactly("Patient", "Location");
    assertThat(fixture.appointment().getServiceTypeFirstRep().getCodingFirstRep().getCode())
        .isEqualTo("NEW");
  }

  @ParameterizedTest
  @CsvSource({"1800,30", "900,15", "3600,60", "480,480", "45,45", "2000,30", "99999,30"})
  void readsALargeDurationWithoutUnitAsSeconds(String number, int minutes) {
    fixture.accepts(siu("S12").with("TQ1", 8, "").with("SCH", 9, number));

    assertThat(fixture.appointment().getEnd().toInstant())
        .isEqualTo(NINE.plusSeconds(minutes * 60L));
  }

  @Test
  void joinsThePartsOfAVisitAndAsksAboutOtherTimes() {
    String parts =
        "^^^20261208090000-0600^20261208093000-0600~^^^20261208093000-0600^20261208100000-0600";
    fixture.accepts(siu("S12").without("TQ1").with("SCH", 11, parts));

    assertThat(fixture.start()).isEqualTo(NINE);
    assertThat(fixture.appointment().getEnd().toInstant()).isEqualTo(NINE.plusSeconds(3600));
    assertThat(fixture.tasks("escalation")).isEmpty();

    fixture.accepts(
        siu("S13")
            .at("20261123000100-0600")
            .without("TQ1")
            .with("SCH", 11, "^^^20261208090000-0600~^^^20261215090000-0600"));

    assertThat(fixture.start()).isEqualTo(NINE);
    assertThat(fixture.tasks("escalation")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-12-08T09:00:00-06:00", "2026-12-08 09:00", "20261208 0900"})
  void readsTimesAsDatabasesWriteThem(String time) {
    fixture.accepts(siu("S12").with("TQ1", 7, time));

    assertThat(fixture.start()).isEqualTo(NINE);
  }
}
