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

  @ParameterizedTest
  @CsvSource({
    "UTF-8,UTF-8", "UNICODE UTF-8,UTF-8", "8859/1,ISO-8859-1", "ISO-8859-1,ISO-8859-1",
    "'',UTF-8", "'',ISO-8859-1", "ASCII,ISO-8859-1", "ASCII,UTF-8",
    "8859/15,ISO-8859-15", "UNICODE,UTF-8", "utf8,UTF-8", "8859-1,ISO-8859-1"
  })
  void decodesTextAsDeclaredOrAsItIs(String declared, String actual) throws Exception {
    String text = siu("S12").with("MSH", 18, declared).with("PID", 5, "Müller^Zoë").text();

    fixture.send(text.getBytes(actual));

    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo("Müller");
  }

  @Test
  void bringsAllPatientsOfAGroupVisit() {
    fixture.accepts(
        siu("S12").lineAfter("PID", "PID|2||MRN-2^^^NORTH^MR||Roe^Kim").line("PID|3||MRN-1^^^^MR"));

    assertThat(fixture.participantTypes())
        .containsExactly("Patient", "Patient", "Location", "Practitioner");
  }

  @ParameterizedTest
  @CsvSource({
    "GB 18030-2000,GB18030,\u738b",
    "BIG-5,Big5,\u9673",
    "KS X 1001,EUC-KR,\uae40",
    "ASCII~ISO IR87,ISO-2022-JP,\u5c71\u7530",
    "8859/2,ISO-8859-2,\u0141ukasz",
    "8859/5,ISO-8859-5,\u0418\u0432\u0430\u043d",
    "8859/8,ISO-8859-8,\u05db\u05d4\u05df",
    "UNICODE UTF-16,UTF-16LE,M\u00fcller",
  })
  void readsTheCharacterSetsOfTheTable(String declared, String actual, String name)
      throws Exception {
    String text = siu("S12").with("MSH", 18, declared).with("PID", 5, name + "^Li").text();

    assertThat(fixture.send(text.getBytes(actual))).contains("MSA|AA|MSG-1");

    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "UNICODE UTF-8,ISO-8859-1,102",
    "nonsense,UTF-8,103",
    "GB 18030-2000,ISO-8859-1,102",
    "8859/12,ISO-8859-1,103"
  })
  void refusesWhatIsNotInTheCharacterSetThatItDeclares(String declared, String actual, String code)
      throws Exception {
    String text =
        siu("S12").with("MSH", 18, declared).with("PID", 5, "M\u00fcller\u00ff^Zo\u00eb").text();

    assertThat(fixture.send(text.getBytes(actual)))
        .contains("\rMSA|AE|MSG-1|")
        .contains("\rERR||MSH^1^18|" + code + "^");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "O\\X27\\Brien,O'Brien",
    "\\H\\Fox\\N\\,Fox",
    "Fox\\.br\\Smith,Fox Smith",
    "Fo\\E\\x,Fo\\x",
    "\\C2842\\Fox\\M1B2442\\,Fox",
    "Fox\\Z1a\\,Fox",
    "Fox\\.sp2\\,Fox",
    "Zo\\XC3AB\\,Zo\u00eb",
    "Zo\\XEB\\,Zo\u00eb",
    "Fox\\X0D0A\\,Fox",
    "C:\\temp\\x,C:\\temp\\x",
  })
  void neverShowsAnEscapeSequence(String sent, String name) {
    fixture.accepts(siu("S12").with("PID", 5, sent + "^Una"));

    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo(name);
  }

  @Test
  void keepsTheLinesOfANote() {
    fixture.accepts(siu("S12").lineAfter("TQ1", "NTE|1||Bring:\\.br\\card\\X0A\\list"));

    assertThat(fixture.appointment().getComment()).isEqualTo("Bring:\ncard\nlist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Fo\u0000x", "Fo\u0001x", "Fo\\X00\\x", "\ufeffFox", "Fo\u007fx"})
  void takesAMessageWithoutWhatIsNoText(String name) {
    String ack =
        fixture.send(siu("S12").with("PID", 5, name + "^Una").with("SCH", 2, "FIL\u00001"));

    assertThat(ack).contains("\rMSA|AA|MSG-1|Stored; characters that are no text were left out: ");
    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo("Fox");
    assertThat(fixture.appointment().getIdentifierFirstRep().getValue()).isEqualTo("FIL1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xd8, 0xdc})
  void takesAMessageWithHalfACharacter(int half) {
    byte[] raw = siu("S12").with("MSH", 18, "").with("PID", 5, "Fo#x^Una").bytes();
    byte[] sent =
        new String(raw, StandardCharsets.ISO_8859_1)
            .replace("#", "\u00ed" + (char) (half == 0xd8 ? 0xa0 : 0xb0) + "\u0080")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(fixture.send(sent)).contains("MSA|AA|MSG-1");
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
