package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is booked, moved and cancelled here is told to the EHR, and what it has said is not. */
@ExtendWith(SharedClinic.class)
class EhrToldIT {
  private final Clinic clinic;
  private final Person person = Person.next();

  EhrToldIT(Clinic clinic) {
    this.clinic = clinic;
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
  }

  private Appointment booked() {
    Schedule schedule = new Schedule().setActive(true);
    schedule.addActor(new Reference("Patient/" + person.id()).setDisplay("any"));
    Slot slot = new Slot().setStatus(SlotStatus.FREE);
    slot.setSchedule(new Reference("Schedule/" + clinic.fhir().create(schedule)));
    Instant start = clinic.settle().plus(Duration.ofDays(9));
    slot.setStart(Date.from(start)).setEnd(Date.from(start.plusSeconds(1800)));
    Parameters asked = new Parameters();
    asked.addParameter("patient", new Reference("Patient/" + person.id()));
    return clinic
        .fhir()
        .post("/Slot/" + clinic.fhir().create(slot) + "/$book", asked)
        .accepted()
        .as(Appointment.class);
  }

  private List<String> told() {
    clinic.settle();
    return clinic.ehr().about(person.id());
  }

  private void byStaff(Appointment visit) {
    Visitor visitor = new Visitor(clinic.process().base()).signedIn("sam", "sam-password");
    String token =
        visitor.launch("openid user/*.cruds", Map.of(), null).path("access_token").asText();
    HttpResponse<String> answer =
        visitor.fhir(
            token,
            "PUT",
            "Appointment/" + visit.getIdElement().getIdPart(),
            FhirClient.json(visit));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private Appointment read(Appointment visit) {
    return clinic.fhir().read(Appointment.class, visit.getIdElement().getIdPart());
  }

  @Test
  void aBookingAMoveAndACancelAreToldInOrderAndOnceEach() {
    Appointment visit = booked();
    String id = visit.getIdElement().getIdPart();

    assertThat(told()).hasSize(1);
    assertThat(told().get(0))
        .contains("|SIU^S12^SIU_S12|", "\rSCH|" + id + "^RAPPORT|", "|BOOKED^", "|Booked");

    Appointment moved = read(visit);
    moved.setStart(Date.from(moved.getStart().toInstant().plusSeconds(3600)));
    moved.setEnd(Date.from(moved.getEnd().toInstant().plusSeconds(3600)));
    byStaff(moved);
    Appointment cancelled = read(visit);
    cancelled.setStatus(Appointment.AppointmentStatus.CANCELLED);
    byStaff(cancelled);

    assertThat(told()).hasSize(3);
    assertThat(told().get(1)).contains("|SIU^S13^SIU_S12|", "|MOVED^");
    assertThat(told().get(2)).contains("|SIU^S15^SIU_S12|", "|CANCELLED^", "|Cancelled");
    assertThat(clinic.fhir().get("/$messages?visit=" + id).accepted().body())
        .contains("SIU^S12", "SIU^S13", "SIU^S15", "\"out\"");
  }

  @Test
  void whatAClientWritesAndWhatTheEhrSaysIsNotToldBack() {
    Appointment visit = booked();
    String id = visit.getIdElement().getIdPart();
    assertThat(told()).hasSize(1);
    Appointment byClient = read(visit);
    byClient.setStart(Date.from(byClient.getStart().toInstant().plusSeconds(7200)));
    byClient.setEnd(Date.from(byClient.getEnd().toInstant().plusSeconds(7200)));
    clinic.fhir().put(byClient).accepted();

    // The EHR books it in, with its own number of it and of the patient.
    String own = "E" + person.id();
    Person theirs = new Person("mrn" + person.id(), "Ada", person.phone(), "", "");
    String message =
        SiuMessages.booking(own)
            .of(theirs)
            .at(clinic.settle().atZone(Clinic.ZONE).plusDays(9).withNano(0))
            .text()
            .replace("SCH|P" + own + "|", "SCH|" + id + "^RAPPORT|");
    assertThat(clinic.send(message).code()).isEqualTo("AA");

    Appointment numbered = read(visit);
    assertThat(numbered.getIdentifier()).extracting(one -> one.getValue()).contains(own);
    assertThat(numbered.getParticipantFirstRep().getActor().getReference())
        .isEqualTo("Patient/" + person.id());
    assertThat(clinic.fhir().search(Patient.class, "identifier=" + theirs.id())).hasSize(1);
    assertThat(clinic.fhir().search(Appointment.class, "patient=Patient/" + person.id()))
        .hasSize(1);
    assertThat(told()).hasSize(1);
  }
}
