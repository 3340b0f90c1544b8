package org.rapport.routes.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.rapport.routes.rapport.PatientAnswer;

/** The message that tells an EHR what its patient answered. */
class AnswerMessageTest {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("America/Toronto");
  private static final String SYSTEM = "urn:rapport:ehr:CADENCE:MAIN:appointment";

  private final Appointment appointment = new Appointment();
  private final Patient patient = new Patient();

  AnswerMessageTest() {
    appointment.setStatus(Appointment.AppointmentStatus.BOOKED);
    appointment.setStartElement(new InstantType("2027-03-15T10:30:00-04:00"));
    appointment.setEndElement(new InstantType("2027-03-15T15:00:00Z"));
    patient.addIdentifier(number("urn:rapport:ehr:CADENCE:MAIN:patient", "M-7", "MR"));
    patient.addName().setFamily("O'Brien & Co").addGiven("Ana");
  }

  @Test
  void namesTheVisitTheAnswerAndThePatient() {
    appointment.addIdentifier(number(SYSTEM, "FIL-1#2", "FILL"));
    appointment.addIdentifier(number(SYSTEM, "PLA-1#2", "PLAC"));

    List<String> segments = segments(new PatientAnswer("confirmed", "Appointment/1", "c-1", null));

    assertThat(segments)
        .containsExactly(
            "MSH|^~\\&|RAPPORT||CADENCE|MAIN|20270301100000-0500||SIU^S14^SIU_S12|c-1|P|2.5.1"
                + "||||||UNICODE UTF-8",
            "SCH|PLA-1|FIL-1|2|||CONFIRMED^Patient confirmed^RAPPORT|||||"
                + "^^^20270315103000-0400^20270315110000-0400||||||||||||||Booked",
            "PID|1||M-7^^^^MR||O'Brien \\T\\ Co^Ana",
            "RGS|1");
  }

  @Test
  void carriesThePatientsWordsEscapedAndInOneSegment() {
    appointment.addIdentifier(new Identifier().setSystem("urn:x").setValue("A-9"));

    List<String> segments =
        segments(
            new PatientAnswer(
                "reschedule-requested", "Appointment/1", "c-2", "Tuesday|Friday?\nThanks"));

    assertThat(segments).hasSize(5);
    assertThat(segments.get(1))
        .startsWith("SCH||A-9||||RESCHEDULE-REQUESTED^Patient asks for another time^RAPPORT|");
    assertThat(segments.get(2)).startsWith("NTE|1||Tuesday\\F\\Friday?").endsWith("Thanks");
  }

  private List<String> segments(PatientAnswer answer) {
    return List.of(AnswerMessage.of(appointment, patient, answer, NOW, ZONE).strip().split("\r"));
  }

  private static Identifier number(String system, String value, String type) {
    return new Identifier()
        .setSystem(system)
        .setValue(value)
        .setType(
            new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/v2-0203", type, null)));
  }
}
