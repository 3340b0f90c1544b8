package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.rapport.routes.intake.TestMessages.siu;

import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SIU^S23 and S24: the times that an EHR blocks and opens. */
class SlotMessagesTest {
  private static final String EARLIER = "20261122235900-0600";
  private static final String LATER = "20261123000100-0600";
  private static final String SLOTS = "urn:rapport:ehr:SCHED:NORTH:slot";

  private final IntakeFixture fixture = new IntakeFixture();

  /** About nobody. */
  private static TestMessages about(String event) {
    return siu(event).without("PID");
  }

  private Slot slot() {
    List<Slot> all = fixture.store.all(Slot.class);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private Schedule schedule() {
    return (Schedule) fixture.store.get(slot().getSchedule().getReference());
  }

  @Test
  void aBlockedTimeIsASlotOfTheScheduleOfItsPlaceAndItsPerson() {
    assertThat(fixture.send(about("S23"))).contains("\rMSA|AA|MSG-1|Stored");

    Slot slot = slot();
    assertThat(slot.getStatus()).isEqualTo(SlotStatus.BUSYUNAVAILABLE);
    assertThat(slot.getStart().toInstant()).isEqualTo("2026-12-08T15:00:00Z");
    assertThat(slot.getEnd().toInstant()).isEqualTo("2026-12-08T15:30:00Z");
    assertThat(slot.getServiceTypeFirstRep().getCodingFirstRep().getCode()).isEqualTo("CHECK30");
    assertThat(slot.getIdentifierFirstRep())
        .extracting(id -> id.getSystem(), id -> id.getValue())
        .containsExactly(SLOTS, "FIL-1");
    assertThat(schedule().getActive()).isTrue();
    assertThat(schedule().getActor())
        .extracting(actor -> actor.getReference().split("/")[0])
        .containsExactly("Location", "Practitioner");
    assertThat(fixture.store.all(Provenance.class).get(0).getTargetFirstRep().getReference())
        .isEqualTo("Slot/" + slot.getIdElement().getIdPart());
    assertThat(fixture.store.all(Patient.class)).isEmpty();
    assertThat(fixture.store.all(Appointment.class)).isEmpty();
  }

  @Test
  void anotherTimeOfTheSamePeopleIsOfTheSameSchedule() {
    fixture
        .accepts(about("S23"))
        .accepts(about("S23").with("SCH", 2, "FIL-2").at(LATER))
        .accepts(about("S23").with("SCH", 2, "FIL-3").with("AIP", 3, "88^Other^Sue"));

    assertThat(fixture.store.all(Slot.class))
        .extracting(slot -> slot.getSchedule().getReference())
        .satisfies(
            all -> {
              assertThat(all.get(0)).isEqualTo(all.get(1));
              assertThat(all.get(0)).isNotEqualTo(all.get(2));
            });
    assertThat(fixture.store.all(Location.class)).hasSize(1);
  }

  @Test
  void withoutAFillersNumberItIsThePlacers() {
    fixture
        .accepts(about("S23").with("SCH", 2, ""))
        .accepts(about("S24").with("SCH", 2, "").at(LATER));

    assertThat(slot().getStatus()).isEqualTo(SlotStatus.FREE);
    assertThat(slot().getIdentifierFirstRep().getValue()).isEqualTo("PLC-1");
  }

  @Test
  void isOpenedAgain_andAnOlderBlockDoesNotCloseIt() {
    fixture.accepts(about("S23")).accepts(about("S24").at(LATER));

    assertThat(fixture.send(about("S23").at(EARLIER))).contains("\rMSA|AA|MSG-1|Older than stored");

    assertThat(slot().getStatus()).isEqualTo(SlotStatus.FREE);
    assertThat(slot().getMeta().getVersionId()).isEqualTo("2");
    assertThat(fixture.store.all(Binary.class)).as("kept").hasSize(3);
  }

  @Test
  void theSameAgainChangesNothing() {
    fixture.accepts(about("S23"));

    assertThat(fixture.send(about("S23"))).contains("\rMSA|AA|MSG-1|Duplicate");
    assertThat(slot().getMeta().getVersionId()).isEqualTo("1");
  }

  @Test
  void aTimeThatIsMovedIsTheSameSlot() {
    fixture
        .accepts(about("S23"))
        .accepts(
            about("S23")
                .at(LATER)
                .with("TQ1", 7, "20261209090000-0600")
                .with("TQ1", 8, "20261209110000-0600"));

    assertThat(slot().getStart().toInstant()).isEqualTo("2026-12-09T15:00:00Z");
    assertThat(slot().getEnd().toInstant()).isEqualTo("2026-12-09T17:00:00Z");
  }

  @Test
  void whatIsTakenHereIsNotOpenedOverThem_andABlockOfItIsTold() {
    fixture.accepts(about("S24"));
    fixture.store.save(slot().setStatus(SlotStatus.BUSY));

    fixture.accepts(about("S24").at(LATER));
    assertThat(slot().getStatus()).isEqualTo(SlotStatus.BUSY);
    assertThat(fixture.tasks("escalation")).isEmpty();

    fixture.accepts(about("S23").at("20261123000200-0600"));
    assertThat(slot().getStatus()).isEqualTo(SlotStatus.BUSYUNAVAILABLE);
    assertThat(fixture.tasks("escalation"))
        .singleElement()
        .satisfies(
            task ->
                assertThat(task.getFocus().getReference())
                    .isEqualTo("Slot/" + slot().getIdElement().getIdPart()));
  }

  @ParameterizedTest
  @EnumSource(
      value = SlotStatus.class,
      names = {"BUSYUNAVAILABLE", "FREE", "ENTEREDINERROR"})
  void whatIsNotTakenIsOpened(SlotStatus status) {
    fixture.accepts(about("S23"));
    fixture.store.save(slot().setStatus(status));

    fixture.accepts(about("S24").at(LATER));

    assertThat(slot().getStatus()).isEqualTo(SlotStatus.FREE);
  }

  @Test
  void equipmentAndPlacesOfAigAreActorsToo() {
    fixture.accepts(
        about("S23")
            .without("AI")
            .line("AIG|1|A|CT-1^Scanner^L|EQ^Equipment^L")
            .line("AIG|2|A|R-9^Room nine^L|ROOM^Room^L"));

    assertThat(schedule().getActor())
        .extracting(actor -> actor.getReference().split("/")[0])
        .containsExactlyInAnyOrder("Location", "Device");
    assertThat(fixture.store.all(Device.class))
        .extracting(device -> device.getDeviceNameFirstRep().getName())
        .containsExactly("Scanner");
    assertThat(fixture.store.all(Location.class))
        .extracting(Location::getName, place -> place.getIdentifierFirstRep().getValue())
        .containsExactly(tuple("Room nine", "R-9"));
  }

  /** They were acknowledged before there were Slots: no feed fails of them. */
  @ParameterizedTest
  @ValueSource(strings = {"SCH", "TQ1", "AI"})
  void whatDoesNotSayWhichOrWhenOrWhoseIsAcceptedAndSaysSo(String lacking) {
    assertThat(fixture.send(about("S23").without(lacking)))
        .contains("\rMSA|AA|MSG-1|Nothing to change: no ");

    assertThat(fixture.store.commits()).isZero();
  }

  @Test
  void aDayWithoutATimeIsNoTime() {
    assertThat(fixture.send(about("S23").with("TQ1", 7, "20261208")))
        .contains("\rMSA|AA|MSG-1|Nothing to change: no time of day");
  }
}
