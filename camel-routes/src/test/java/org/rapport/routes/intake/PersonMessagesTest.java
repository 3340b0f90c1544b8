package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.rapport.routes.intake.TestMessages.PATIENTS;
import static org.rapport.routes.intake.TestMessages.adt;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.store.StoreRefusedException;

/** A patient's own data by ADT: whose record, in which order, and whom it makes. */
class PersonMessagesTest {
  private static final String EARLIER = "20261122235900-0600";
  private static final String LATER = "20261123000100-0600";
  private static final String LATEST = "20261123000200-0600";
  private static final String SOURCE_EVENT =
      "https://rapport.example.org/fhir/StructureDefinition/source-event";

  private final IntakeFixture fixture = new IntakeFixture();

  private static IntakeFixture fixture(String profile) {
    return new IntakeFixture(
        SenderProfiles.read(
            new StringReader("senders: [{application: SCHED" + profile + "}]"),
            IntakeFixture.CHICAGO));
  }

  private String family() {
    return fixture.patient().getNameFirstRep().getFamily();
  }

  private static String event(Patient patient) {
    return patient
        .getExtensionByUrl(SOURCE_EVENT)
        .getExtensionByUrl("event")
        .getValue()
        .primitiveValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A04", "A28"})
  void makesThePersonWhoIsRegisteredOrAdded(String event) {
    assertThat(fixture.send(adt(event))).contains("\rMSA|AA|ADT-1|Stored");

    Patient patient = fixture.patient();
    assertThat(patient.getActive()).isTrue();
    assertThat(patient.getNameFirstRep().getNameAsSingleString()).isEqualTo("Sam Doe");
    assertThat(patient.getTelecomFirstRep().getValue()).isEqualTo("+12175550101");
    assertThat(event(patient)).isEqualTo(event);
    assertThat(fixture.store.all(Provenance.class))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getTargetFirstRep().getReference())
                  .isEqualTo("Patient/" + patient.getIdElement().getIdPart());
              assertThat(one.getActivity().getCodingFirstRep().getCode()).isEqualTo("CREATE");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"A08", "A31"})
  void keepsAnUpdateOfAStrangerAndMakesNobody(String event) {
    assertThat(fixture.send(adt(event))).contains("\rMSA|AA|ADT-1|Nobody known by that number");
    assertThat(fixture.send(adt(event))).contains("\rMSA|AA|ADT-1|Duplicate");

    assertThat(fixture.store.all(Patient.class)).isEmpty();
    assertThat(fixture.tasks("dead-letter")).isEmpty();
    Binary kept = fixture.store.all(Binary.class).get(0);
    assertThat(new String(kept.getData(), StandardCharsets.UTF_8)).isEqualTo(adt(event).text());
    assertThat(fixture.store.all(Provenance.class))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getTargetFirstRep().getReference())
                  .isEqualTo("Binary/" + kept.getIdElement().getIdPart());
              assertThat(one.getTarget().get(1).getIdentifier().getValue()).isEqualTo("MRN-1");
              assertThat(one.getActivity().getCodingFirstRep().getCode()).isEqualTo(event);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "', new-patients: true', A08, 1",
    "', new-patients: true', A31, 1",
    "', new-patients: true', A28, 1",
    "', new-patients: false', A04, 0",
    "', new-patients: false', A28, 0",
    "', facility: NORTH, new-patients: false', A28, 0",
    "'', A28, 1",
  })
  void whomItMakesIsItsSendersProfile(String profile, String event, int patients) {
    IntakeFixture profiled = fixture(profile);

    profiled.accepts(adt(event));

    assertThat(profiled.store.all(Patient.class)).hasSize(patients);
  }

  @ParameterizedTest
  @CsvSource({
    "ADT^A08,2.3",
    "ADT^A08^ADT_A01,2.3.1",
    "ADT^A08^ADT_A08,2.4",
    "ADT^A31^ADT_A05,2.5",
    "adt^a31,2.6",
    "ADT,2.7",
    "ADT_A01,2.8"
  })
  void readsAllVersionsAndShapesOfMsh9(String type, String version) {
    fixture.accepts(adt("A28"));

    assertThat(
            fixture.send(
                adt("A08")
                    .at(LATER)
                    .with("MSH", 9, type)
                    .with("MSH", 12, version)
                    .with("PID", 5, "Roe^Sam")))
        .contains("\rMSA|AA|ADT-1|Stored");

    assertThat(family()).isEqualTo("Roe");
  }

  @Test
  void siuAndAdtMakeOnePatient() {
    fixture
        .accepts(siu("S12"))
        .accepts(adt("A08").at(LATER).with("PID", 5, "Roe^Sam"))
        .accepts(siu("S13").at(LATEST).with("PID", 5, "Poe^Sam"));

    assertThat(family()).isEqualTo("Poe");
    assertThat(fixture.patient().getMeta().getVersionId()).isEqualTo("3");

    IntakeFixture other = new IntakeFixture();
    other.accepts(adt("A28")).accepts(siu("S12").at(LATER));
    assertThat(other.patient().getIdElement().getIdPart())
        .isEqualTo(fixture.patient().getIdElement().getIdPart());
    assertThat(other.patient().getMeta().getVersionId()).as("nothing new").isEqualTo("1");
  }

  @Test
  void leavesWhatIsEmptyDeletesWhatIsNullAndPassesOverWhatIsHidden() {
    fixture.accepts(adt("A28").with("PID", 15, "fr"));

    fixture.accepts(
        adt("A31")
            .at(LATER)
            .with("PID", 5, "")
            .with("PID", 7, "***")
            .with("PID", 8, "\"\"")
            .with("PID", 11, "\"\"")
            .with("PID", 13, ""));

    Patient patient = fixture.patient();
    assertThat(family()).isEqualTo("Doe");
    assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo("1984-02-29");
    assertThat(patient.hasGender()).isFalse();
    assertThat(patient.hasAddress()).isFalse();
    assertThat(patient.getTelecom()).hasSize(1);
    assertThat(patient.getCommunication()).hasSize(1);
  }

  @Test
  void replacesAddressesButKeepsWhatOnlyWeKnow() {
    fixture.accepts(adt("A28").with("PID", 13, "111^^CP~222^^PH").with("PID", 14, "900^^PH"));
    Patient known = fixture.patient();
    known.getTelecom().get(0).setRank(1);
    known
        .addTelecom()
        .setSystem(ContactPoint.ContactPointSystem.EMAIL)
        .setValue("safe@example.org")
        .addExtension(
            "https://rapport.example.org/fhir/StructureDefinition/confidential-contact",
            new BooleanType(true));
    fixture.store.save(known);

    fixture.accepts(adt("A08").at(LATER).with("PID", 13, "333^^PH").with("PID", 40, "111^^CP"));

    assertThat(fixture.patient().getTelecom())
        .extracting(ContactPoint::getValue, ContactPoint::getRank)
        .containsExactlyInAnyOrder(
            tuple("safe@example.org", 0), tuple("900", 0), tuple("333", 0), tuple("111", 1));
  }

  @Test
  void knowsWhoHasDied() {
    fixture.accepts(adt("A28"));

    fixture.accepts(adt("A08").at(LATER).with("PID", 30, "Y"));
    assertThat(fixture.patient().getDeceasedBooleanType().booleanValue()).isTrue();

    fixture.accepts(adt("A31").at(LATEST).with("PID", 29, "20261120101500").with("PID", 30, "Y"));
    assertThat(fixture.patient().getDeceasedDateTimeType().getValueAsString())
        .isEqualTo("2026-11-20");
  }

  @Test
  void anOlderOneChangesNothing() {
    fixture.accepts(adt("A28").with("PID", 5, "Roe^Sam"));

    assertThat(fixture.send(adt("A08").at(EARLIER).with("PID", 30, "Y")))
        .contains("\rMSA|AA|ADT-1|Older than stored");

    assertThat(family()).isEqualTo("Roe");
    assertThat(fixture.patient().hasDeceased()).isFalse();
    assertThat(fixture.patient().getMeta().getVersionId()).isEqualTo("1");
    assertThat(fixture.store.all(Binary.class)).as("kept").hasSize(2);
  }

  @Test
  void oneThatSaysNothingNewIsStillTheLast() {
    fixture
        .accepts(adt("A28").at(EARLIER))
        .accepts(adt("A08").at(LATER))
        .accepts(adt("A08").with("PID", 5, "Roe^Sam"));

    assertThat(family()).isEqualTo("Doe");
  }

  @Test
  void theSequenceDecidesWithinTheSameSecond_elseWhatComesLater() {
    fixture
        .accepts(adt("A28").with("MSH", 13, "7"))
        .accepts(adt("A08").with("MSH", 13, "6").with("PID", 5, "Roe^Sam"));
    assertThat(family()).isEqualTo("Doe");

    fixture.accepts(adt("A08").with("PID", 5, "Poe^Sam"));
    assertThat(family()).isEqualTo("Poe");
  }

  @Test
  void aClockThatIsYearsAheadMakesNoneOlder() {
    fixture
        .accepts(adt("A28").at("20991231000000-0600").with("PID", 5, "Far^Sam"))
        .accepts(adt("A08").at(LATER).with("PID", 5, "Roe^Sam"));

    assertThat(family()).isEqualTo("Roe");
  }

  @Test
  void theVisitOfAnOlderSiuIsTakenAndItsPidIsNot() {
    fixture
        .accepts(siu("S12").at(EARLIER))
        .accepts(adt("A08").at(LATER).with("PID", 5, "Roe^Sam").with("PID", 13, "333^^CP"));

    assertThat(fixture.send(siu("S13").with("TQ1", 7, "20261209090000-0600")))
        .contains("\rMSA|AA|MSG-1|Stored; PID is older than what is stored of the patient");

    assertThat(family()).isEqualTo("Roe");
    assertThat(fixture.patient().getTelecomFirstRep().getValue()).isEqualTo("333");
    assertThat(fixture.start()).isEqualTo("2026-12-09T15:00:00Z");
    assertThat(fixture.participantTypes()).startsWith("Patient");
  }

  @Test
  void anAdtThatIsOlderThanWhatASiuChangedChangesNothing() {
    fixture
        .accepts(siu("S12").at(EARLIER))
        .accepts(siu("S13").at(LATER).with("PID", 5, "Roe^Sam"))
        .accepts(adt("A08").with("PID", 5, "Old^Sam"));

    assertThat(family()).isEqualTo("Roe");
    assertThat(event(fixture.patient())).isEqualTo("S13");
  }

  @ParameterizedTest
  @CsvSource({"'',PID^1^3", "***,PID^1^3", "^^^NORTH^MR,PID^1^3"})
  void aNumberThatNamesNobodyIsADeadLetter(String number, String place) {
    assertThat(fixture.send(adt("A08").with("PID", 3, number)))
        .contains("\rMSA|AE|ADT-1|")
        .contains("\rERR||" + place + "|101^");

    assertThat(fixture.tasks("dead-letter"))
        .singleElement()
        .satisfies(
            task ->
                assertThat(task.getDescription())
                    .startsWith("ADT^A08 ADT-1 from SCHED:NORTH not applied: 101 PID-3"));
    assertThat(fixture.store.all(Patient.class)).isEmpty();
  }

  @Test
  void noPidIsADeadLetter_andItsCorrectedCopyIsTaken() {
    assertThat(fixture.send(adt("A28").without("PID"))).contains("\rERR||PID^1|101^");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);

    Answer corrected = fixture.intake.again(adt("A28").bytes(), false);

    assertThat(corrected.isAccepted()).isTrue();
    assertThat(family()).isEqualTo("Doe");
  }

  @Test
  void whatIsNotInItsCharsetIsKept() {
    byte[] broken =
        adt("A08").with("PID", 5, "D\u00f8e^Sam").text().getBytes(StandardCharsets.ISO_8859_1);

    assertThat(fixture.send(broken)).contains("\rMSA|AE|ADT-1|");
    assertThat(fixture.tasks("dead-letter").get(0).getDescription()).startsWith("ADT^A08 ADT-1 ");

    String elsewhere = adt("A01").with("PID", 5, "D\u00f8e^Sam").text();
    assertThat(fixture.send(elsewhere.getBytes(StandardCharsets.ISO_8859_1)))
        .contains("\rMSA|AR|ADT-1|");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @Test
  void whatTheServerRefusesForGoodIsADeadLetter() {
    fixture.store.beforeCommit(
        bundle -> {
          if (bundle.getEntry().stream().anyMatch(e -> e.getResource() instanceof Patient)) {
            throw new StoreRefusedException(422, "Patient.birthDate");
          }
        });

    assertThat(fixture.send(adt("A28"))).contains("\rMSA|AE|ADT-1|");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @Test
  void eachPidIsOfItsOwn() {
    fixture.accepts(adt("A28"));

    fixture.accepts(
        adt("A08")
            .at(LATER)
            .with("PID", 5, "Roe^Sam")
            .line("PID|2||MRN-2^^^NORTH^MR||Poe^Kim")
            .line("PID|3||MRN-1^^^NORTH^MR||Doe^Again"));

    assertThat(family()).isEqualTo("Roe");
  }

  @Test
  void theNumberOfAMergedRecordIsThePersonWhoStays() {
    fixture.accepts(adt("A28"));
    Patient stays = fixture.patient();
    stays
        .addIdentifier()
        .setSystem(PATIENTS)
        .setValue("MRN-0")
        .setUse(Identifier.IdentifierUse.OLD);
    fixture.store.save(stays);

    fixture.accepts(adt("A08").at(LATER).with("PID", 3, "MRN-0^^^NORTH^MR").with("PID", 30, "Y"));

    assertThat(fixture.patient().getDeceasedBooleanType().booleanValue()).isTrue();
    assertThat(fixture.patient().getIdentifier()).hasSize(2);
  }

  @Test
  void theFirstMessagesOfManyConnectionsMakeOnePersonAndTheNewestCounts() {
    List<CompletableFuture<String>> answers =
        IntStream.range(0, 40)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () ->
                            fixture.send(
                                adt("A28")
                                    .at("202611230001%02d-0600".formatted(n))
                                    .with("PID", 5, "N" + n + "^Sam"))))
            .toList();

    assertThat(answers.stream().map(CompletableFuture::join))
        .allMatch(a -> a.contains("\rMSA|AA|"));
    assertThat(family()).isEqualTo("N39");
  }

  /** Public messages, with all that their senders put in. */
  @ParameterizedTest
  @CsvSource({
    "ADT-A04-01.hl7, EVERYMAN, 1988-08-18, male",
    "ADT-A28-01.hl7, EVERYMAN, 1988-08-18, male",
    "ADT04-23.hl7, BROS, 1985-01-01, male",
    "ADT04-251.hl7, Doe, 1978-01-01, female",
  })
  void takesPublicSamples(String sample, String family, String born, String gender) {
    assertThat(fixture.send(TestMessages.sample(sample))).contains("\rMSA|AA|").contains("Stored");

    Patient patient = fixture.patient();
    assertThat(patient.getNameFirstRep().getFamily()).isEqualTo(family);
    assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo(born);
    assertThat(patient.getGender().toCode()).isEqualTo(gender);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ADT-A08-01.hl7", "ADT-A31-01.hl7"})
  void aPublicUpdateTellsADeath(String sample) {
    fixture.send(
        new String(TestMessages.sample(sample), StandardCharsets.UTF_8)
            .replaceFirst("ADT\\^A\\d\\d\\^ADT_A\\d\\d\\|MSG00001", "ADT^A28^ADT_A05|MSG00000")
            .replace("|20080825111630+0115|Y|", "|||")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(fixture.patient().hasDeceased()).isFalse();

    assertThat(fixture.send(TestMessages.sample(sample))).contains("\rMSA|AA|MSG00001|Stored");

    assertThat(fixture.patient().getDeceasedDateTimeType().getValueAsString())
        .isEqualTo("2008-08-25");
  }
}
