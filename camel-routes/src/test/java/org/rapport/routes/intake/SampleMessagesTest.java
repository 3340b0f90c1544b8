package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public sample messages against the Bundles their publisher expects. */
class SampleMessagesTest {

  private static final FhirContext R4 = FhirContext.forR4Cached();

  private final IntakeFixture fixture = new IntakeFixture();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIU-S12-01",
        "SIU-S12-02",
        "SIU-S13-01",
        "SIU-S14-01",
        "SIU-S15-01",
        "SIU-S16-01",
        "SIU-S17-01"
      })
  void agreesWithTheExpectedBundleOnStatusStartAndParticipants(String sample) {
    Appointment expected = expected(sample);

    assertThat(fixture.send(TestMessages.sample(sample + ".hl7"))).contains("\rMSA|AA|");

    assertThat(fixture.status()).isEqualTo(expected.getStatus().toCode());
    assertThat(fixture.start()).isEqualTo(expected.getStart().toInstant());
    assertThat(participantsByType(fixture.appointment())).isEqualTo(participantsByType(expected));
  }

  @Test
  void writesTheStartInTheOffsetSent() {
    fixture.send(TestMessages.sample("SIU-S12-01.hl7"));

    assertThat(fixture.appointment().getStartElement().getValueAsString())
        .isEqualTo("2021-09-24T09:30:00.000+02:15");
    assertThat(fixture.appointment().getEndElement().getValueAsString())
        .isEqualTo("2021-09-24T10:20:00.000+02:15");
  }

  @ParameterizedTest
  @CsvSource({
    "S12,booked",
    "S13,booked",
    "S14,booked",
    "S15,cancelled",
    "S16,cancelled",
    "S17,entered-in-error",
    "S26,noshow"
  })
  void mapsEachEventThatChangesAVisit(String event, String status) {
    assertThat(fixture.send(TestMessages.sample("SIU-" + event + "-derived.hl7")))
        .contains("\rMSA|AA|DRV-" + event);

    assertThat(fixture.status()).isEqualTo(status);
    assertThat(fixture.participantTypes()).startsWith("Patient");
    assertThat(fixture.tasks("escalation")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"S18,3", "S19,3", "S20,1", "S21,1", "S22,1"})
  void changesTheResourcesOfAVisitThatStands(String event, int participants) {
    fixture.send(TestMessages.sample("SIU-S12-derived.hl7"));

    assertThat(fixture.send(TestMessages.sample("SIU-" + event + "-derived.hl7")))
        .contains("\rMSA|AA|DRV-" + event + "|Stored");

    assertThat(fixture.status()).isEqualTo("booked");
    assertThat(fixture.participantTypes()).startsWith("Patient").hasSize(participants);
    assertThat(fixture.appointment().hasServiceType()).isEqualTo(participants > 1);
  }

  @Test
  void keepsTheTimeThatIsBlockedAndOpenedAgain() {
    assertThat(fixture.send(TestMessages.sample("SIU-S23-derived.hl7")))
        .contains("\rMSA|AA|DRV-S23|Stored");
    assertThat(fixture.store.all(Slot.class).get(0).getStatus().toCode())
        .isEqualTo("busy-unavailable");

    assertThat(fixture.send(TestMessages.sample("SIU-S24-derived.hl7")))
        .contains("\rMSA|AA|DRV-S24|Stored");

    assertThat(fixture.store.all(Slot.class))
        .singleElement()
        .satisfies(slot -> assertThat(slot.getStatus().toCode()).isEqualTo("free"));
    assertThat(fixture.store.all(Appointment.class)).isEmpty();
  }

  @Test
  void keepsAMergeOfPatientsWhomNobodyKnows() {
    assertThat(fixture.send(TestMessages.sample("ADT-A40-01.hl7")))
        .contains("\rMSA|AA|8919-40|Nothing to merge");
    assertThat(fixture.send(TestMessages.sample("ADT-A40-01.hl7")))
        .contains("\rMSA|AA|8919-40|Duplicate");
    assertThat(fixture.store.all(Binary.class)).hasSize(1);
    assertThat(fixture.store.all(Patient.class)).isEmpty();
  }

  @Test
  void mergesThePatientOfMrgIntoThatOfPid() {
    known("12345", "stays");
    known("56789", "goes");

    assertThat(fixture.send(TestMessages.sample("ADT-A40-01.hl7")))
        .contains("\rMSA|AA|8919-40|Merged");

    Patient gone = (Patient) fixture.store.get("Patient/goes");
    assertThat(gone.getLinkFirstRep().getOther().getReference()).isEqualTo("Patient/stays");
  }

  @Test
  void theOneRecordThatIsKnownIsThenKnownByBothNumbers() {
    known("56789", "only");

    assertThat(fixture.send(TestMessages.sample("ADT-A40-01.hl7"))).contains("\rMSA|AA|");

    assertThat(fixture.patient().getIdentifier())
        .extracting(Identifier::getValue)
        .containsExactly("56789", "12345");
  }

  @Test
  void refusesAMergeWithoutWhoGoes() {
    String sample = new String(TestMessages.sample("ADT-A40-01.hl7"));

    assertThat(fixture.send(sample.substring(0, sample.indexOf("MRG|")).getBytes()))
        .contains("\rMSA|AE|8919-40|")
        .contains("\rERR||MRG^1|101^");
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  private void known(String number, String id) {
    Patient patient = new Patient();
    patient.setId(id);
    patient
        .addIdentifier()
        .setSystem("urn:rapport:ehr:Ntierprise:Ntierprise%20Clinic:patient")
        .setValue(number);
    fixture.store.save(patient);
  }

  @Test
  void playsAWholeDayOfOneVisitIntoOneAppointment() {
    for (String event : new String[] {"S12", "S13", "S14", "S15"}) {
      fixture.send(TestMessages.sample("SIU-" + event + "-derived.hl7"));
    }

    assertThat(fixture.status()).isEqualTo("cancelled");
    assertThat(fixture.appointment().getMeta().getVersionId()).isEqualTo("4");
    assertThat(fixture.patient().getMeta().getVersionId()).isEqualTo("1");
  }

  private static Map<String, Integer> participantsByType(Appointment appointment) {
    Map<String, Integer> counts = new TreeMap<>();
    appointment.getParticipant().stream()
        .map(p -> p.getActor().getReference().split("/")[0])
        // Equipment (AIG) is not an actor anyone sends messages about.
        .filter(type -> !type.equals("Device"))
        .forEach(type -> counts.merge(type, 1, Integer::sum));
    return counts;
  }

  private static Appointment expected(String sample) {
    String json =
        new String(TestMessages.sample(sample + "-expected.json"), StandardCharsets.UTF_8);
    return R4.newJsonParser().parseResource(Bundle.class, json).getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(Appointment.class::isInstance)
        .map(Appointment.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
