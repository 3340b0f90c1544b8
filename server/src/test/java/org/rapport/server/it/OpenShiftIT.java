package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.junit.jupiter.api.Test;

/** Times of work that nobody does yet are no room: to nobody who asks, until somebody takes it. */
class OpenShiftIT extends JourneyScenario {
  private final InquiryDesk desk;
  private final String service;
  private final String role;

  OpenShiftIT(Clinic clinic) {
    super(clinic);
    this.desk = new InquiryDesk(clinic);
    desk.open();
    HealthcareService offered = new HealthcareService();
    offered.setActive(true).setName("Foot care " + person.id());
    offered.addType().addCoding().setSystem("urn:shift").setCode(person.id());
    offered.addLocation(new Reference("Location/desk-place"));
    this.service = clinic.fhir().create(offered);
    this.role = clinic.fhir().create(new PractitionerRole().setActive(true));
  }

  private String slot(ZonedDateTime start) {
    Schedule schedule = new Schedule().setActive(true);
    schedule.addActor(new Reference("HealthcareService/" + service));
    schedule.addActor(new Reference("Location/desk-place"));
    schedule.addActor(new Reference("PractitionerRole/" + role));
    Slot slot = new Slot();
    slot.setSchedule(new Reference("Schedule/" + clinic.fhir().create(schedule)));
    slot.setStatus(SlotStatus.FREE);
    slot.setStart(Date.from(start.toInstant()));
    slot.setEnd(Date.from(start.plusMinutes(30).toInstant()));
    return clinic.fhir().create(slot);
  }

  private void role(boolean taken) {
    PractitionerRole now = clinic.fhir().read(PractitionerRole.class, role);
    now.setPractitioner(taken ? new Reference().setDisplay("Dr. Amara Singh") : null);
    clinic.fhir().put(now).accepted();
    clinic.settle();
  }

  private String text(Person who) {
    InquiryDesk.lead(
        desk.send(
            Map.of(
                "given", "Ada", "family", who.id(), "phone", who.phone(), "service", person.id())));
    clinic.settle();
    return new PatientPhone(clinic, who.phone()).got().get(0);
  }

  private Appointment waits(ZonedDateTime monday) {
    Appointment wait = person.visit(monday.toInstant());
    wait.setStart(null).setEnd(null).setStatus(AppointmentStatus.WAITLIST);
    wait.addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("HealthcareService/" + service));
    return wait;
  }

  private SlotStatus status(String slot) {
    return clinic.fhir().read(Slot.class, slot).getStatus();
  }

  private String page(String path) {
    return clinic.fhir().anonymous("GET", path, "text/plain", null).body();
  }

  private int book(String path, String slot) {
    return clinic.fhir().webhook(path, "action=book&slot=" + slot, Map.of()).status();
  }

  @Test
  void itIsBookedByLinkOnceSomebodyTakesTheShift_andNotWhileNobodyDoes() {
    ZonedDateTime monday = monday();
    String slot = slot(monday.plusDays(7));
    assertThat(text(Person.next())).doesNotContain("Pick a time: ");

    role(true);
    String text = text(person);
    assertThat(text).contains("Pick a time: ");
    String path = text.replaceAll("(?s).*(/p/[A-Za-z0-9_-]{43}).*", "$1");
    assertThat(page(path)).contains(slot);

    role(false);
    assertThat(page(path)).doesNotContain(slot);
    assertThat(book(path, slot)).isEqualTo(409);
    assertThat(status(slot)).isEqualTo(SlotStatus.FREE);

    role(true);
    assertThat(book(path, slot)).isEqualTo(201);
  }

  @Test
  void whoWaitsIsOfferedItWhenSomebodyTakesTheShift_andNotAfterTheyLeave() {
    ZonedDateTime monday = monday();
    clinic.fhir().put(person.patient()).accepted();
    clinic.fhir().create(waits(monday));
    String later = slot(monday.plusDays(9));
    String sooner = slot(monday.plusDays(8));
    clinic.settle();
    assertThat(status(sooner)).isEqualTo(SlotStatus.FREE);
    assertThat(phone.got()).isEmpty();

    role(true);
    assertThat(status(sooner)).isEqualTo(SlotStatus.BUSYTENTATIVE);
    assertThat(status(later)).isEqualTo(SlotStatus.FREE);
    assertThat(phone.last()).contains("a time is free for you");
    String path = phone.last().replaceAll("(?s).*(/p/[A-Za-z0-9_-]{43}).*", "$1");

    role(false);
    assertThat(status(sooner)).isEqualTo(SlotStatus.FREE);
    assertThat(book(path, sooner)).isEqualTo(410);
    assertThat(phone.got()).hasSize(1);
  }

  @Test
  void aScheduleThatGetsSomebodyElsesRoleIsTakenToo() {
    ZonedDateTime monday = monday();
    clinic.fhir().put(person.patient()).accepted();
    clinic.fhir().create(waits(monday));
    String slot = slot(monday.plusDays(8));
    clinic.settle();
    assertThat(status(slot)).isEqualTo(SlotStatus.FREE);

    PractitionerRole somebody = new PractitionerRole().setActive(true);
    somebody.getPractitioner().setDisplay("Dr. Luc Gauthier");
    String id =
        clinic.fhir().read(Slot.class, slot).getSchedule().getReferenceElement().getIdPart();
    Schedule schedule = clinic.fhir().read(Schedule.class, id);
    schedule.getActor().get(2).setReference("PractitionerRole/" + clinic.fhir().create(somebody));
    clinic.fhir().put(schedule).accepted();
    clinic.settle();

    assertThat(status(slot)).isEqualTo(SlotStatus.BUSYTENTATIVE);
  }
}
