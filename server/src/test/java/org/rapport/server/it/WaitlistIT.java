package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.junit.jupiter.api.Test;

/** A time that becomes free goes to who waits longest, for a while, and to one of them only. */
class WaitlistIT extends JourneyScenario {
  private final String service;
  private final Person second;
  private final PatientPhone otherPhone;

  WaitlistIT(Clinic clinic) {
    super(clinic);
    Person next = Person.next();
    this.second = new Person(next.id(), next.given(), next.phone(), "", next.zone());
    this.otherPhone = new PatientPhone(clinic, second.phone());
    HealthcareService offered = new HealthcareService();
    offered.setActive(true).setName("Hearing test");
    offered.addType().addCoding().setSystem("urn:waitlist").setCode(person.id());
    this.service = clinic.fhir().create(offered);
    clinic.fhir().put(second.patient()).accepted();
    clinic.fhir().put(person.patient()).accepted();
  }

  private String slot(ZonedDateTime start, SlotStatus status) {
    Schedule schedule = new Schedule().setActive(true);
    schedule.addActor(new Reference("HealthcareService/" + service));
    Slot slot = new Slot();
    slot.setSchedule(new Reference("Schedule/" + clinic.fhir().create(schedule)));
    slot.setStatus(status);
    slot.setStart(Date.from(start.toInstant()));
    slot.setEnd(Date.from(start.plusMinutes(30).toInstant()));
    return clinic.fhir().create(slot);
  }

  private String waits(Person who, Duration since, boolean byType, ZonedDateTime until) {
    Appointment wait = new Appointment();
    wait.setStatus(AppointmentStatus.WAITLIST);
    wait.setCreated(Date.from(clinic.settle().minus(since)));
    wait.addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Patient/" + who.id()));
    if (byType) {
      wait.addServiceType().addCoding().setSystem("urn:waitlist").setCode(person.id());
    } else {
      wait.addParticipant()
          .setStatus(Appointment.ParticipationStatus.ACCEPTED)
          .setActor(new Reference("HealthcareService/" + service));
    }
    if (until != null) {
      wait.addRequestedPeriod().setEnd(Date.from(until.toInstant()));
    }
    return clinic.fhir().create(wait);
  }

  private static String path(PatientPhone phone) {
    assertThat(phone.last()).contains("a time is free for you", "Take it now: ");
    return phone.last().replaceAll("(?s).*(/p/[A-Za-z0-9_-]{43}).*", "$1");
  }

  private FhirClient.Answer act(String path, String action, String slot) {
    return clinic.fhir().webhook(path, "action=" + action + "&slot=" + slot, Map.of());
  }

  private SlotStatus status(String slot) {
    return clinic.fhir().read(Slot.class, slot).getStatus();
  }

  @Test
  void aFreedTimeGoesToTheNextWhenNobodyTakesIt_andTheWaitBecomesTheVisit() {
    ZonedDateTime day = clinic.morning().plusDays(9).withHour(15);
    String younger = waits(second, Duration.ofDays(1), false, null);
    String older = waits(person, Duration.ofDays(3), true, null);
    String slot = slot(day, SlotStatus.BUSY);
    Slot freed = clinic.fhir().read(Slot.class, slot);
    clinic.fhir().put(freed.setStatus(SlotStatus.FREE)).accepted();
    clinic.settle();

    assertThat(status(slot)).isEqualTo(SlotStatus.BUSYTENTATIVE);
    assertThat(otherPhone.got()).isEmpty();
    String first = path(phone);
    assertThat(clinic.fhir().anonymous("GET", first, "text/plain", null).body()).contains(slot);

    clinic.advance(Duration.ofMinutes(121));

    assertThat(act(first, "book", slot).status()).isEqualTo(410);
    String link = path(otherPhone);
    List<CompletableFuture<Integer>> tries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String from = i % 2 == 0 ? link : first;
      tries.add(CompletableFuture.supplyAsync(() -> act(from, "book", slot).status()));
    }
    assertThat(tries.stream().map(CompletableFuture::join)).containsOnly(201, 410);
    clinic.settle();

    Appointment booked = clinic.fhir().read(Appointment.class, younger);
    assertThat(booked.getStatus()).isEqualTo(AppointmentStatus.BOOKED);
    assertThat(booked.getStart()).isEqualTo(Date.from(day.toInstant()));
    assertThat(booked.getSlotFirstRep().getReference()).isEqualTo("Slot/" + slot);
    assertThat(clinic.fhir().search(Appointment.class, "slot=Slot/" + slot)).hasSize(1);
    assertThat(status(slot)).isEqualTo(SlotStatus.BUSY);
    assertThat(otherPhone.last()).contains("you are booked for");
    assertThat(clinic.fhir().read(Appointment.class, older).getStatus())
        .isEqualTo(AppointmentStatus.WAITLIST);
  }

  @Test
  void whoMayNotBeWrittenToOrHasOtherWishesIsPassedOver_andNobodyLeftMeansFree() {
    ZonedDateTime day = clinic.morning().plusDays(9).withHour(16);
    waits(person, Duration.ofDays(3), false, day.minusDays(1));
    String wait = waits(second, Duration.ofDays(1), false, null);
    String slot = slot(day, SlotStatus.FREE);
    clinic.settle();

    assertThat(phone.got()).isEmpty();
    String link = path(otherPhone);
    assertThat(act(link, "release", slot).status()).isEqualTo(410);
    clinic.settle();
    assertThat(status(slot)).isEqualTo(SlotStatus.FREE);

    otherPhone.text("STOP");
    String another = slot(day.plusHours(1), SlotStatus.FREE);
    clinic.settle();
    assertThat(status(another)).isEqualTo(SlotStatus.FREE);
    assertThat(clinic.fhir().read(Appointment.class, wait).getStatus())
        .isEqualTo(AppointmentStatus.WAITLIST);
    assertThat(
            clinic
                .fhir()
                .search(
                    org.hl7.fhir.r4.model.CommunicationRequest.class,
                    "about=Slot/" + another + "&status=revoked"))
        .hasSize(1);
  }
}
