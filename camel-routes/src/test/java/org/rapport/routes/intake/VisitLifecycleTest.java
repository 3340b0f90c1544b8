package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.APPOINTMENTS;
import static org.rapport.routes.intake.TestMessages.siu;

import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sequence of messages makes of one visit. */
class VisitLifecycleTest {

  private static final String LATER = "20261123000100-0600";
  private static final String EARLIER = "20261122235900-0600";

  private final IntakeFixture fixture = new IntakeFixture();

  @ParameterizedTest
  @CsvSource({
    // A stop event wins, whatever SCH-25 says; Booked beside it is too common to report.
    "S15,Booked,cancelled,0",
    "S15,,cancelled,0",
    "S15,Cancelled,cancelled,0",
    "S15,Pending,cancelled,1",
    "S15,Started,cancelled,1",
    "S16,Discontinued,cancelled,0",
    "S17,Booked,entered-in-error,0",
    "S17,Deleted,entered-in-error,0",
    "S26,Booked,noshow,0",
    "S26,Noshow,noshow,0",
    "S26,Cancelled,noshow,1",
    "S26,Deleted,noshow,1",
    // A live event with a stopping SCH-25 stops and asks a person.
    "S12,Cancelled,cancelled,1",
    "S13,Noshow,noshow,1",
    "S14,Deleted,entered-in-error,1",
    "S12,,booked,0",
    "S12,Blocked,booked,0",
    "S12,Overbook,booked,0",
    "S12,whatever,booked,0",
    "S12,Waitlist,waitlist,0",
    "S12,Pending,pending,0",
    "S14,Started,checked-in,0",
    "S14,Complete,fulfilled,0",
    "S13,Confirmed,booked,0",
    "S13,^Rescheduled,booked,0",
    "S14,X^No-show^L,noshow,1"
  })
  void decidesTheStatus(String event, String filler, String status, int escalations) {
    fixture.accepts(siu(event).status(filler == null ? "" : filler));

    assertThat(fixture.status()).isEqualTo(status);
    assertThat(fixture.tasks("escalation")).hasSize(escalations);
  }

  @Test
  void describesAConflictInCodesAlone() {
    fixture.accepts(siu("S15").status("Pending"));

    assertThat(fixture.tasks("escalation"))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getDescription()).isEqualTo("S15 with SCH-25 pending");
              assertThat(task.getFocus().getReference()).startsWith("Appointment/");
            });
  }

  @Test
  void keepsTheStatusWhenAModificationSaysNothing() {
    fixture.accepts(siu("S12").status("Pending")).accepts(siu("S14").at(LATER));

    assertThat(fixture.status()).isEqualTo("pending");
  }

  @Test
  void reopensACancelledVisitOnReschedule() {
    fixture
        .accepts(siu("S12"))
        .accepts(siu("S15").at(LATER))
        .accepts(siu("S13").at("20261123000200-0600").status("Confirmed"));

    assertThat(fixture.status()).isEqualTo("booked");
    assertThat(fixture.appointment().hasCancelationReason()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"S12", "S13", "S14"})
  void neverRevivesByAnOlderOrEquallyOldMessage(String event) {
    fixture
        .accepts(siu("S15"))
        .accepts(siu(event).at(EARLIER).status("Booked"))
        .accepts(siu(event).status("Booked"));

    assertThat(fixture.status()).isEqualTo("cancelled");
    assertThat(fixture.appointment().getMeta().getVersionId()).isEqualTo("1");
  }

  @Test
  void keepsAnOlderMessageSoThatItCanBeExplained() {
    fixture.accepts(siu("S15")).accepts(siu("S12").at(EARLIER).with("PID", 5, "Old^Name"));

    assertThat(fixture.patient().getNameFirstRep().getFamily()).isEqualTo("Doe");
    assertThat(fixture.store.all(Binary.class)).hasSize(2);
    assertThat(fixture.store.all(Provenance.class).get(1).getTarget())
        .extracting(Reference::getReference)
        .containsExactly("Appointment/" + fixture.appointment().getIdElement().getIdPart());
  }

  @Test
  void letsTheSequenceNumberDecideBetweenEqualTimes() {
    fixture
        .accepts(siu("S15").with("MSH", 13, "7"))
        .accepts(siu("S13").with("MSH", 13, "8").status("Booked"))
        .accepts(siu("S15").with("MSH", 13, "6"));

    assertThat(fixture.status()).isEqualTo("booked");
  }

  @Test
  void changesNothingOnAnExactDuplicate() {
    fixture.accepts(siu("S12")).accepts(siu("S15").at(LATER));
    int commits = fixture.store.commits();

    fixture.accepts(siu("S12")).accepts(siu("S15").at(LATER));

    assertThat(fixture.store.commits()).isEqualTo(commits);
  }

  @Test
  void treatsAMissingMessageTimeAsNow() {
    fixture
        .accepts(siu("S12").at(""))
        .accepts(siu("S15").at("20261123115900+0000"))
        .accepts(siu("S14").at("20261123120000+0000").status("Started"));

    assertThat(fixture.status()).isEqualTo("checked-in");
  }

  @Test
  void recordsTheMessageBesideItsEffect() {
    fixture.accepts(siu("S12"));

    Appointment visit = fixture.appointment();
    assertThat(
            visit.getExtensionByUrl(
                "https://rapport.example.org/fhir/StructureDefinition/source-event"))
        .satisfies(
            e -> {
              assertThat(e.getExtensionString("controlId")).isEqualTo("MSG-1");
              assertThat(e.getExtensionByUrl("event").getValue().primitiveValue()).isEqualTo("S12");
              assertThat(e.getExtensionByUrl("time").getValue().primitiveValue())
                  .isEqualTo("2026-11-23T06:00:00.000Z");
            });
    assertThat(fixture.store.all(Binary.class))
        .singleElement()
        .satisfies(
            b -> {
              assertThat(b.getContentType()).isEqualTo("x-application/hl7-v2+er7");
              assertThat(b.getData()).isEqualTo(siu("S12").bytes());
            });
    assertThat(fixture.store.all(Provenance.class))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.getTarget()).hasSize(2);
              assertThat(p.getActivity().getCodingFirstRep().getCode()).isEqualTo("CREATE");
              assertThat(p.getRecorded().toInstant()).isEqualTo(IntakeFixture.NOW);
              assertThat(p.getEntityFirstRep().getWhat().getReference()).startsWith("Binary/");
            });
  }

  @Test
  void keysTheVisitByFillerAndKeepsThePlacer() {
    fixture.accepts(siu("S12"));

    assertThat(fixture.appointment().getIdentifier())
        .extracting(
            i -> i.getType().getCodingFirstRep().getCode(), i -> i.getSystem(), i -> i.getValue())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("FILL", APPOINTMENTS, "FIL-1"),
            org.assertj.core.groups.Tuple.tuple("PLAC", APPOINTMENTS, "PLC-1"));
  }

  @Test
  void keepsEqualPlacerAndFillerApart() {
    fixture.accepts(siu("S12").with("SCH", 1, "FIL-1^NS"));

    assertThat(fixture.appointment().getIdentifier())
        .extracting(i -> i.getSystem())
        .containsExactly(APPOINTMENTS, APPOINTMENTS + ":placer");
  }

  @Test
  void findsAPlacersVisitAgainWhenTheFillerHasNumberedIt() {
    fixture
        .accepts(siu("S12").with("SCH", 2, ""))
        .accepts(siu("S13").at(LATER))
        .accepts(siu("S15").with("SCH", 2, "").at("20261123000200-0600"));

    assertThat(fixture.status()).isEqualTo("cancelled");
    assertThat(fixture.appointment().getIdentifier()).hasSize(2);
  }

  @Test
  void doesNotTakeAnotherVisitsPlacerForItsFiller() {
    fixture
        .accepts(siu("S12").with("SCH", 1, "100").with("SCH", 2, "200"))
        .accepts(siu("S12").with("SCH", 1, "300").with("SCH", 2, "100"));

    assertThat(fixture.store.all(Appointment.class)).hasSize(2);
  }

  @Test
  void updatesAVisitAnotherSystemCreated() {
    Appointment theirs = new Appointment();
    theirs.setId("theirs");
    theirs.addIdentifier().setSystem(APPOINTMENTS).setValue("FIL-1");
    theirs.addParticipant().setActor(new Reference("Device/pump"));
    theirs.addExtension("urn:other", new org.hl7.fhir.r4.model.StringType("kept"));
    theirs.getMeta().addTag().setCode("kept");
    fixture.store.save(theirs);

    fixture.accepts(siu("S12"));

    assertThat(fixture.appointment().getIdElement().getIdPart()).isEqualTo("theirs");
    assertThat(fixture.participantTypes())
        .containsExactly("Patient", "Location", "Practitioner", "Device");
    assertThat(fixture.appointment().hasExtension("urn:other")).isTrue();
    assertThat(fixture.appointment().getMeta().getTag()).hasSize(1);
  }

  @Test
  void keepsWhatTheVisitUpdateed() {
    fixture.accepts(siu("S12"));
    Appointment answered = fixture.appointment();
    answered.getParticipantFirstRep().setStatus(ParticipationStatus.TENTATIVE);
    fixture.store.save(answered);

    fixture.accepts(siu("S14").at(LATER).without("AIL").without("AIP"));

    assertThat(fixture.appointment().getParticipantFirstRep().getStatus())
        .isEqualTo(ParticipationStatus.TENTATIVE);
    assertThat(fixture.participantTypes()).containsExactly("Patient", "Location", "Practitioner");
  }

  @Test
  void dropsAResourceTakenOffTheVisit() {
    fixture.accepts(siu("S12")).accepts(siu("S14").at(LATER).with("AIL", 2, "D"));

    assertThat(fixture.participantTypes()).containsExactly("Patient", "Practitioner");
  }

  @Test
  void keepsTheCommentUnlessDeleted() {
    TestMessages first =
        siu("S12").lineAfter("TQ1", "NTE|1||One~Two").lineAfter("AIS", "NTE|1||No");
    fixture.accepts(first);
    assertThat(fixture.appointment().getComment()).isEqualTo("One\nTwo");

    fixture.accepts(siu("S14").at(LATER));
    assertThat(fixture.appointment().getComment()).isEqualTo("One\nTwo");

    fixture.accepts(siu("S14").at("20261123000200-0600").lineAfter("TQ1", "NTE|1||\"\""));
    assertThat(fixture.appointment().hasComment()).isFalse();
  }

  @Test
  void keepsTheTimeACancellationLeavesOut() {
    fixture.accepts(siu("S12")).accepts(siu("S15").at(LATER).without("TQ1"));

    assertThat(fixture.appointment().hasStart()).isTrue();
    assertThat(fixture.appointment().getCancelationReason().getCodingFirstRep().getCode())
        .isEqualTo("R1");
  }

  @ParameterizedTest
  @CsvSource({"S15", "S17", "S26"})
  void cancelsAVisitNobodyKnewWithoutATime(String event) {
    fixture.accepts(siu(event).without("TQ1"));

    assertThat(fixture.status()).isEqualTo("cancelled");
  }

  @ParameterizedTest
  @CsvSource({"S17", "S26"})
  void givesACancelationReasonToCancelledVisitsOnly(String event) {
    fixture.accepts(siu(event));

    assertThat(fixture.appointment().hasCancelationReason()).isFalse();
  }

  @Test
  void stopsAVisitEvenWhenItsTimeIsGarbage() {
    fixture.accepts(siu("S12")).accepts(siu("S15").at(LATER).with("TQ1", 7, "tomorrow"));

    assertThat(fixture.status()).isEqualTo("cancelled");
  }

  @Test
  void isNotFrozenByAClockThatIsYearsAhead() {
    fixture.accepts(siu("S12").at("20990101000000")).accepts(siu("S15"));

    assertThat(fixture.status()).isEqualTo("cancelled");

    fixture.accepts(siu("S13").at(EARLIER));

    assertThat(fixture.status()).isEqualTo("cancelled");
  }

  @Test
  void keepsTheOrderOfAClockThatIsAlwaysAhead() {
    fixture.accepts(siu("S15").at("20270301000200")).accepts(siu("S12").at("20270301000100"));

    assertThat(fixture.status()).isEqualTo("cancelled");
  }
}
