package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.util.Date;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** What an EHR says of a visit that was booked here, and that it was told of. */
class OwnVisitsTest {
  private static final String VISIT = "9f0c3a52-6f4e-4d0c-8d0e-1f3b5c7d9e01";

  private final IntakeFixture fixture = new IntakeFixture();
  private final Patient patient = new Patient();
  private final Appointment visit = new Appointment();

  OwnVisitsTest() {
    patient.setId("Patient/lead-1");
    patient.addName().setFamily("Ours");
    visit.setId("Appointment/" + VISIT);
    visit.setStatus(Appointment.AppointmentStatus.BOOKED);
    visit.setStart(new Date(1800000000000L)).setEnd(new Date(1800001800000L));
    visit
        .addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Patient/lead-1"));
  }

  private void stored() {
    fixture.store.save(patient);
    fixture.store.save(visit);
  }

  @Test
  void makesNeitherASecondVisitNorASecondPatient() {
    stored();

    fixture.accepts(siu("S12").with("SCH", 1, VISIT + "^RAPPORT"));

    assertThat(fixture.store.all(Appointment.class)).hasSize(1);
    assertThat(fixture.store.all(Patient.class)).hasSize(1);
    Appointment numbered = fixture.store.all(Appointment.class).get(0);
    assertThat(numbered.getIdElement().getIdPart()).isEqualTo(VISIT);
    assertThat(numbered.getIdentifier()).extracting(Identifier::getValue).contains(VISIT);
    assertThat(fixture.store.all(Patient.class).get(0).getIdentifier()).isNotEmpty();
    fixture.accepts(siu("S15").at("20261123000100-0600").with("SCH", 1, ""));
    assertThat(fixture.status()).as("found by the EHR's own number since").isEqualTo("cancelled");
  }

  @Test
  void aDateOfBirthThatSaysOtherwiseIsAnotherPerson() {
    patient.setBirthDateElement(new DateType("1901-01-01"));
    stored();

    fixture.accepts(siu("S12").with("SCH", 1, VISIT).with("PID", 7, "19800229"));

    assertThat(fixture.store.all(Appointment.class)).hasSize(1);
    assertThat(fixture.store.all(Patient.class)).hasSize(2);
  }

  @Test
  void aVisitThatAnEhrHasANumberForIsNotTakenByAnother() {
    visit.addIdentifier().setSystem("urn:other").setValue("1");
    stored();

    fixture.accepts(siu("S12").with("SCH", 1, VISIT));

    assertThat(fixture.store.all(Appointment.class)).hasSize(2);
  }
}
