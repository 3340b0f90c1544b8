package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.rapport.routes.intake.TestMessages.PATIENTS;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.StringReader;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.intake.sender.SenderProfiles;

/** PID to Patient. */
class PatientMappingTest {

  private static final String LATER = "20261123000100-0600";
  private static final String CONFIDENTIAL =
      "https://rapport.example.org/fhir/StructureDefinition/confidential-contact";

  private final IntakeFixture fixture = new IntakeFixture();

  @Test
  void mapsTheWholePerson() {
    fixture.accepts(siu("S12").with("PID", 15, "eng^English"));

    Patient patient = fixture.patient();
    assertThat(patient.getNameFirstRep().getNameAsSingleString()).isEqualTo("Sam Doe");
    assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo("1984-02-29");
    assertThat(patient.getAddressFirstRep().getCity()).isEqualTo("Springfield");
    assertThat(patient.getTelecomFirstRep().getValue()).isEqualTo("+12175550101");
    assertThat(patient.getTelecomFirstRep().getUse().toCode()).isEqualTo("mobile");
  }

  @ParameterizedTest
  @CsvSource({
    "A^^^X^SS~B^^^Y^MR~C,B",
    "A^^^X^SS~C,A",
    "~^^^X^MR~C^^^X^MR,C",
  })
  void keysByTheFirstMedicalRecordNumberElseTheFirstId(String pid3, String key) {
    fixture.accepts(siu("S12").with("PID", 3, pid3));

    assertThat(fixture.patient().getIdentifier())
        .filteredOn(i -> PATIENTS.equals(i.getSystem()))
        .extracting(i -> i.getValue())
        .containsExactly(key);
  }

  @ParameterizedTest
  @CsvSource({"2,X-2", "4,X-4"})
  void keysByThePositionsOldVersionsUsed(int field, String value) {
    fixture.accepts(siu("S12").with("PID", 3, "").with("PID", field, value));

    assertThat(fixture.patient().getIdentifierFirstRep().getValue()).isEqualTo(value);
  }

  @Test
  void keepsOtherIdentifiersApartByAuthority() {
    fixture.accepts(siu("S12").with("PID", 3, "1^^^NORTH^MR~2^^^BCBS&1.2&ISO^MA~3^^^^SS~4"));

    assertThat(fixture.patient().getIdentifier())
        .extracting(i -> i.getSystem(), i -> i.getValue())
        .containsExactly(
            tuple(PATIENTS, "1"),
            tuple(PATIENTS + ":BCBS", "2"),
            tuple(PATIENTS + ":SS", "3"),
            tuple(PATIENTS + ":other", "4"));
  }

  @ParameterizedTest
  @CsvSource({
    "M,male",
    "F,female",
    "1,male",
    "2,female",
    "O,other",
    "U,unknown",
    "A,other",
    "N,other",
    "X,unknown",
    "f,female"
  })
  void mapsGender(String code, String gender) {
    fixture.accepts(siu("S12").with("PID", 8, code));

    assertThat(fixture.patient().getGender().toCode()).isEqualTo(gender);
  }

  @ParameterizedTest
  @CsvSource({
    "^PRN^PH^^1^217^5550101,phone,home,+12175550101",
    "^ORN^CP^^44^20^79460000,phone,mobile,+442079460000",
    "^WPN^PH^^1^217^5550101^12,phone,work,+12175550101 ext. 12",
    "^PRN^PH^^^217^5550101,phone,home,217 5550101",
    "(217)555-0101^PRN^PH,phone,home,(217)555-0101",
    "(217)555-0101^^PH^^^217^5550101,phone,home,(217)555-0101",
    "^PRN^PH^^^^^^^^^+12175550101,phone,home,+12175550101",
    "^PRN^FX^^1^217^5550101,fax,home,+12175550101",
    "^NET^Internet^sam@example.org,email,,sam@example.org",
    "^^EMAIL^sam@example.org,email,,sam@example.org",
    "sam@example.org^NET,email,,sam@example.org",
    "sam@example.org,email,,sam@example.org",
    "^^X.400^sam@example.org,email,,sam@example.org",
  })
  void mapsTelecom(String xtn, String system, String use, String value) {
    fixture.accepts(siu("S12").with("PID", 13, xtn));

    assertThat(fixture.patient().getTelecom())
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.getSystem().toCode()).isEqualTo(system);
              assertThat(t.getUse() == null ? null : t.getUse().toCode()).isEqualTo(use);
              assertThat(t.getValue()).isEqualTo(value);
            });
  }

  @Test
  void passesOverTextTelephones() {
    fixture.accepts(siu("S12").with("PID", 13, "1111^^TDD").with("PID", 14, "7777^^PH"));

    assertThat(fixture.patient().getTelecom())
        .extracting(ContactPoint::getValue, t -> t.getUse().toCode())
        .containsExactly(tuple("7777", "work"));
  }

  @ParameterizedTest
  @CsvSource({"(217) 555-0101,+12175550101", "217-555-0101 x12,+12175550101 ext. 12", "call,call"})
  void completesNationalNumbersInTheSendersRegion(String sent, String value) {
    IntakeFixture regional =
        new IntakeFixture(
            SenderProfiles.read(
                new StringReader("senders: [{application: SCHED, phone-region: US}]"),
                IntakeFixture.CHICAGO));

    regional.accepts(siu("S12").with("PID", 13, sent + "^PRN^PH"));

    assertThat(regional.patient().getTelecomFirstRep().getValue()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "eng^English^HL70296,en",
    "en,en",
    "English,en",
    "fre,fr",
    "fra,fr",
    "fr,fr",
    "French,fr",
    "spa,es",
    "es,es",
    "Spanish,es",
    "ger,de",
    "vie^Vietnamese,vi",
    "ara^^HL70296^eng,ar",
    "pt_BR,pt-BR",
    "99^Polish,pl"
  })
  void mapsLanguage(String sent, String code) {
    fixture.accepts(siu("S12").with("PID", 15, sent));

    assertThat(fixture.patient().getCommunication())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.getPreferred()).isTrue();
              assertThat(c.getLanguage().getCodingFirstRep().getCode()).isEqualTo(code);
            });
  }

  @Test
  void mapsDeath() {
    fixture.accepts(siu("S12").with("PID", 30, "Y"));
    assertThat(fixture.patient().getDeceasedBooleanType().booleanValue()).isTrue();

    fixture.accepts(siu("S14").at(LATER).with("PID", 29, "20261101"));
    assertThat(fixture.patient().getDeceasedDateTimeType().getValueAsString())
        .isEqualTo("2026-11-01");

    fixture.accepts(siu("S14").at("20261123000200-0600").with("PID", 30, "N"));
    assertThat(fixture.patient().getDeceased().equalsDeep(new BooleanType(false))).isTrue();
  }

  @Test
  void leavesWhatIsEmptyAndDeletesWhatIsNull() {
    fixture.accepts(siu("S12"));

    fixture.accepts(
        siu("S14").at(LATER).with("PID", 7, "").with("PID", 8, "\"\"").with("PID", 11, "\"\""));

    assertThat(fixture.patient().getBirthDateElement().getValueAsString()).isEqualTo("1984-02-29");
    assertThat(fixture.patient().hasGender()).isFalse();
    assertThat(fixture.patient().hasAddress()).isFalse();
    assertThat(fixture.patient().hasTelecom()).isTrue();
  }

  @Test
  void replacesTelecomButKeepsWhatOnlyWeKnow() {
    fixture.accepts(siu("S12").with("PID", 13, "111^^CP~222^^PH"));
    Patient known = fixture.patient();
    known.getTelecom().get(0).setRank(1);
    known
        .addTelecom()
        .setValue("safe@example.org")
        .setSystem(ContactPoint.ContactPointSystem.EMAIL)
        .addExtension(CONFIDENTIAL, new BooleanType(true));
    known.addExtension("urn:zone", new BooleanType(true));
    known.getMeta().addTag().setCode("kept");
    known.addIdentifier().setSystem("urn:other").setValue("9");
    fixture.store.save(known);

    fixture.accepts(siu("S14").at(LATER).with("PID", 13, "333^^PH~111^^CP"));

    Patient patient = fixture.patient();
    assertThat(patient.getTelecom())
        .extracting(ContactPoint::getValue, ContactPoint::getRank)
        .containsExactlyInAnyOrder(tuple("safe@example.org", 0), tuple("333", 0), tuple("111", 1));
    assertThat(patient.hasExtension("urn:zone")).isTrue();
    assertThat(patient.getMeta().getTag()).hasSize(1);
    assertThat(patient.getIdentifier()).hasSize(2);
  }

  @Test
  void keepsWorkNumbersWhenOnlyHomeNumbersAreSent() {
    fixture
        .accepts(siu("S12").with("PID", 13, "111^^PH").with("PID", 14, "222^^PH"))
        .accepts(siu("S14").at(LATER).with("PID", 13, "333^^PH"));

    assertThat(fixture.patient().getTelecom())
        .extracting(ContactPoint::getValue)
        .containsExactlyInAnyOrder("222", "333");
  }
}
