package org.rapport.routes.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;
import org.rapport.routes.ehr.receiver.ReceiverProfile;
import org.rapport.routes.ehr.receiver.ReceiverProfiles;
import org.rapport.routes.rapport.VisitUpdate;

/** The message that tells an EHR what became of a visit here, or what its patient answered. */
class VisitMessageTest {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("America/Toronto");
  private static final String SYSTEM = "urn:rapport:ehr:CADENCE:MAIN:appointment";

  private final Appointment appointment = new Appointment();
  private final Patient patient = new Patient();

  VisitMessageTest() {
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

    List<String> segments =
        segments("S14", new VisitUpdate("confirmed", "Appointment/1", "c-1", null));

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
            "S14",
            new VisitUpdate(
                "reschedule-requested", "Appointment/1", "c-2", "Tuesday|Friday?\nThanks"));

    assertThat(segments).hasSize(5);
    assertThat(segments.get(1))
        .startsWith("SCH||A-9||||RESCHEDULE-REQUESTED^Patient asks for another time^RAPPORT|");
    assertThat(segments.get(2)).startsWith("NTE|1||Tuesday\\F\\Friday?").endsWith("Thanks");
  }

  @Test
  void speaksAsItsReceiverWants() {
    appointment.setId("9f0c3a52-6f4e-4d0c-8d0e-1f3b5c7d9e01");
    appointment.addServiceType().setText("Cleaning");
    Location room = new Location().setName("Room 2");
    room.addIdentifier().setSystem("urn:l").setValue("NORTH^2");
    Practitioner person = new Practitioner();
    person.addIdentifier().setSystem("urn:p").setValue("D-4");
    person.addName().setFamily("Łukasz");
    patient.addIdentifier(number("https://ehr.example.org/mrn", "P-1", null));
    ReceiverProfile wants =
        receiver(
            """
            receivers:
              - application: OLDEHR
                facility: WEST
                own-application: WEB
                own-facility: CLINIC
                version: "2.3"
                zone: America/Chicago
                offsets: false
                charset: 8859/1
                patient-system: https://ehr.example.org/mrn
                assigning-authority: WESTMRN
                status-codes: {booked: BKD}
                reason-codes: {booked: WEB}
                leave-out: [RGS]
                acknowledgement: enhanced
                segment-end: CRLF
            """);

    String message =
        VisitMessage.of(
            wants,
            "S12",
            new VisitMessage.Visit(appointment, List.of(patient), List.of(room), List.of(person)),
            new VisitUpdate("booked", "Appointment/1/_history/1", "c-3", null),
            NOW);

    assertThat(message.split("\r\n"))
        .containsExactly(
            "MSH|^~\\&|WEB|CLINIC|OLDEHR|WEST|20270301090000||SIU^S12|c-3|P|2.3|||AL|AL||8859/1",
            "SCH|9f0c3a52-6f4e-4d0c-8d0e-1f3b5c7d9e01^RAPPORT|||||WEB^Booked^RAPPORT|||||"
                + "^^^20270315093000^20270315100000||||||||||||||BKD",
            "PID|1||P-1^^^WESTMRN||O'Brien \\T\\ Co^Ana",
            "AIS|1|A|^Cleaning|20270315093000|||30|MIN",
            "AIL|1|A|NORTH^2^^^^^^^Room 2",
            "AIP|1|A|D-4^Łukasz");
    assertThat(new String(Receivers.encoded(wants, message), StandardCharsets.ISO_8859_1))
        .contains("AIP|1|A|D-4^?ukasz");
  }

  @Test
  void aReceiverIsToldByTheEventsThatItTakes() {
    ReceiverProfile all =
        receiver("receivers: [{application: A, events: [S12, S13, S14, S15, S17, S26]}]");
    ReceiverProfile few = receiver("receivers: [{application: A, events: [S12, S15]}]");

    assertThat(Receivers.event(all, "deleted")).contains("S17");
    assertThat(Receivers.event(all, "no-show")).contains("S26");
    assertThat(Receivers.event(few, "deleted")).contains("S15");
    assertThat(Receivers.event(few, "no-show")).isEmpty();
    assertThat(Receivers.event(few, "confirmed")).isEmpty();
    assertThat(Receivers.event(few, "booked")).contains("S12");
    assertThat(Receivers.event(few, "moved")).isEmpty();
  }

  private static ReceiverProfile receiver(String yaml) {
    return ReceiverProfiles.read(new StringReader(yaml), ZONE).all().get(0);
  }

  private List<String> segments(String event, VisitUpdate answer) {
    ReceiverProfile receiver = ReceiverProfile.defaults("CADENCE", "MAIN", ZONE);
    VisitMessage.Visit visit =
        new VisitMessage.Visit(appointment, List.of(patient), List.of(), List.of());
    return List.of(VisitMessage.of(receiver, event, visit, answer, NOW).strip().split("\r"));
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
