package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Free times that staff book, at the desk or on the telephone. */
@ExtendWith(SharedClinic.class)
class DeskBookingIT {
  private final Clinic clinic;
  private final InquiryDesk desk;
  private final Person person = Person.next();
  private final Person other = Person.next();

  DeskBookingIT(Clinic clinic) {
    this.clinic = clinic;
    this.desk = new InquiryDesk(clinic);
    clinic.morning();
    desk.open();
    clinic.fhir().put(person.patient()).accepted();
    clinic.fhir().put(other.patient()).accepted();
  }

  private String slot(String place, Duration in) {
    Schedule schedule = new Schedule().setActive(true);
    schedule.addActor(new Reference("HealthcareService/desk-physio"));
    schedule.addActor(new Reference("Location/" + place));
    Slot slot = new Slot().setStatus(SlotStatus.FREE);
    slot.setSchedule(new Reference("Schedule/" + clinic.fhir().create(schedule)));
    Instant start = clinic.settle().plus(in);
    slot.setStart(Date.from(start)).setEnd(Date.from(start.plusSeconds(1800)));
    return clinic.fhir().create(slot);
  }

  private static Parameters asked(String patient, String lead) {
    Parameters asked = new Parameters();
    asked.addParameter("patient", new Reference("Patient/" + patient));
    if (lead != null) {
      asked.addParameter("lead", new Reference("Task/" + lead));
    }
    asked.addParameter("reason", new StringType("left knee"));
    return asked;
  }

  private FhirClient.Answer book(String slot, String patient, String lead) {
    return clinic.fhir().post("/Slot/" + slot + "/$book", asked(patient, lead));
  }

  @Test
  void aTimeIsBookedWithItsInquiry_andTheSameAgainIsTheSame() {
    String lead =
        InquiryDesk.lead(
            desk.send(Map.of("given", "Bea", "phone", Person.next().phone(), "service", "65")));
    Task inquiry = desk.task(lead);
    String who = inquiry.getFor().getReferenceElement().getIdPart();
    String slot = slot("desk-place", Duration.ofDays(3));

    Appointment visit = book(slot, who, lead).accepted().as(Appointment.class);

    assertThat(visit.getStatus()).isEqualTo(AppointmentStatus.BOOKED);
    assertThat(visit.getReasonCodeFirstRep().getText()).isEqualTo("left knee");
    assertThat(visit.getParticipant().stream().map(one -> one.getActor().getReference()))
        .containsExactlyInAnyOrder(
            "Patient/" + who, "HealthcareService/desk-physio", "Location/desk-place");
    assertThat(clinic.fhir().read(Slot.class, slot).getStatus()).isEqualTo(SlotStatus.BUSY);
    Task booked = desk.task(lead);
    assertThat(InquiryDesk.stage(booked)).isEqualTo("booked");
    assertThat(booked.getStatus()).isEqualTo(Task.TaskStatus.COMPLETED);
    assertThat(((Reference) booked.getOutputFirstRep().getValue()).getReference())
        .isEqualTo("Appointment/" + visit.getIdElement().getIdPart());
    clinic.settle();
    assertThat(desk.task(lead).getOutput()).hasSize(1);
    assertThat(book(slot, who, lead).accepted().as(Appointment.class).getIdElement().getIdPart())
        .isEqualTo(visit.getIdElement().getIdPart());
    assertThat(book(slot, person.id(), null).status()).isEqualTo(409);
  }

  @Test
  void ofManyAtOnceOneGetsIt() {
    String slot = slot("desk-place", Duration.ofDays(4));
    List<CompletableFuture<FhirClient.Answer>> tries =
        Stream.of(person, other, person, other, person, other)
            .map(one -> CompletableFuture.supplyAsync(() -> book(slot, one.id(), null)))
            .toList();

    List<Integer> answers = tries.stream().map(one -> one.join().status()).sorted().toList();

    assertThat(answers).containsExactly(200, 200, 200, 409, 409, 409);
    assertThat(
            clinic.fhir().search(Appointment.class, "patient=Patient/" + person.id()).size()
                + clinic.fhir().search(Appointment.class, "patient=Patient/" + other.id()).size())
        .isEqualTo(1);
  }

  @Test
  void whatCannotBeIsRefused() {
    String slot = slot("desk-place", Duration.ofDays(5));
    assertThat(book("nowhere", person.id(), null).status()).isEqualTo(404);
    assertThat(book(slot, "nobody", null).status()).isEqualTo(422);
    assertThat(book(slot, person.id(), "no-inquiry").status()).isEqualTo(422);
    assertThat(clinic.fhir().post("/Slot/" + slot + "/$book", new Parameters()).status())
        .isBetween(400, 422);
    String passed = slot("desk-place", Duration.ofHours(-1));
    assertThat(book(passed, person.id(), null).status()).isEqualTo(422);
    Slot kept = clinic.fhir().read(Slot.class, slot).setStatus(SlotStatus.BUSYTENTATIVE);
    clinic.fhir().put(kept).accepted();
    assertThat(book(slot, person.id(), null).status()).isEqualTo(409);
  }

  @Test
  void staffBookAtTheirPlace_forWhomTheyMaySee() {
    Location location = new Location();
    location.setId("place-one");
    clinic.fhir().put(location).accepted();
    String here = slot("place-one", Duration.ofDays(6));
    String there = slot("desk-place", Duration.ofDays(6));
    clinic.fhir().create(visitAt("place-one"));
    Visitor visitor = new Visitor(clinic.process().base());
    String token =
        visitor
            .signedIn("placed", "placed-password")
            .launch("user/*.cruds", Map.of(), null)
            .path("access_token")
            .asText();

    assertThat(status(visitor, token, there, person)).isEqualTo(404);
    assertThat(status(visitor, token, here, other)).isEqualTo(422);
    assertThat(status(visitor, token, here, person)).isEqualTo(200);
  }

  private static int status(Visitor visitor, String token, String slot, Person who) {
    return visitor
        .fhir(token, "POST", "Slot/" + slot + "/$book", FhirClient.json(asked(who.id(), null)))
        .statusCode();
  }

  private Appointment visitAt(String place) {
    Appointment visit = person.visit(clinic.settle().plus(Duration.ofDays(20)));
    visit
        .addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Location/" + place));
    return visit;
  }
}
