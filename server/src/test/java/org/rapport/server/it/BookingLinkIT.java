package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.junit.jupiter.api.Test;

/** Free times behind a link: one winner, held for a while, and the inquiry is booked by it. */
class BookingLinkIT extends JourneyScenario {
  private static final int PEOPLE = 12;
  private static final int TRIES = 50;

  private final InquiryDesk desk;

  BookingLinkIT(Clinic clinic) {
    super(clinic);
    this.desk = new InquiryDesk(clinic);
    desk.open();
  }

  private String slot(String id, ZonedDateTime start) {
    Schedule schedule = new Schedule();
    schedule.setId("desk-schedule");
    schedule.addActor(new Reference("HealthcareService/desk-dental"));
    schedule.addActor(new Reference("Location/desk-place"));
    clinic.fhir().put(schedule).accepted();
    Slot slot = new Slot();
    slot.setId(id);
    slot.setSchedule(new Reference("Schedule/desk-schedule"));
    slot.setStatus(Slot.SlotStatus.FREE);
    slot.setStart(Date.from(start.toInstant()));
    slot.setEnd(Date.from(start.plusMinutes(30).toInstant()));
    clinic.fhir().put(slot).accepted();
    return id;
  }

  private void close(String id) {
    Slot slot = clinic.fhir().read(Slot.class, id);
    if (slot.getStatus() == Slot.SlotStatus.FREE) {
      clinic.fhir().put(slot.setStatus(Slot.SlotStatus.BUSYUNAVAILABLE)).accepted();
    }
  }

  private String link(Person who) {
    InquiryDesk.lead(
        desk.send(
            Map.of("given", "Ada", "family", who.id(), "phone", who.phone(), "service", "88")));
    clinic.settle();
    String text = new PatientPhone(clinic, who.phone()).got().get(0);
    assertThat(text).contains("Pick a time: ");
    return text.replaceAll("(?s).*(/p/[A-Za-z0-9_-]{43}).*", "$1");
  }

  private FhirClient.Answer act(String path, String action, String slot) {
    return clinic.fhir().webhook(path, "action=" + action + "&slot=" + slot, Map.of());
  }

  @Test
  void ofFiftyTriesAtOnceOneGetsTheTime_andTheInquiryIsBooked() {
    ZonedDateTime monday = monday();
    String slot = slot("desk-race", monday.plusDays(7));
    List<Person> people = new ArrayList<>();
    List<String> links = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      people.add(Person.next());
      links.add(link(people.get(i)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(TRIES);
    List<CompletableFuture<Integer>> tries = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      String path = links.get(i % PEOPLE);
      tries.add(CompletableFuture.supplyAsync(() -> act(path, "book", slot).status(), threads));
    }
    List<Integer> statuses = tries.stream().map(CompletableFuture::join).toList();
    threads.shutdown();
    clinic.settle();

    List<Appointment> made = clinic.fhir().search(Appointment.class, "slot=Slot/" + slot);
    assertThat(made).hasSize(1);
    assertThat(made.get(0).getStatus()).isEqualTo(Appointment.AppointmentStatus.BOOKED);
    assertThat(statuses).allMatch(status -> status == 201 || status == 409);
    long winners =
        people.stream()
            .filter(
                who ->
                    new PatientPhone(clinic, who.phone())
                        .got().stream().anyMatch(text -> text.contains("you are booked for")))
            .count();
    assertThat(winners).isEqualTo(1);
    assertThat(clinic.fhir().read(Slot.class, slot).getStatus()).isEqualTo(Slot.SlotStatus.BUSY);
  }

  @Test
  void aTimeThatIsHeldAndNotTaken_isFreeAgainAfterTenMinutes() {
    ZonedDateTime monday = monday();
    String slot = slot("desk-held", monday.plusDays(8));
    String path = link(person);
    try {
      assertThat(act(path, "hold", slot).body()).contains("\"state\":\"held\"");
      assertThat(clinic.fhir().read(Slot.class, slot).getStatus())
          .isEqualTo(Slot.SlotStatus.BUSYTENTATIVE);
      clinic.advance(Duration.ofMinutes(11));

      assertThat(clinic.fhir().read(Slot.class, slot).getStatus()).isEqualTo(Slot.SlotStatus.FREE);
      assertThat(act(path, "hold", slot).body()).contains("\"state\":\"held\"");
      assertThat(act(path, "book", slot).status()).isEqualTo(201);
      clinic.settle();
      assertThat(phone.last()).contains("you are booked for");
      assertThat(act(path, "book", slot).status()).isEqualTo(201);
      assertThat(clinic.fhir().anonymous("GET", path, "text/plain", null).body())
          .doesNotContain("desk-held");
    } finally {
      close(slot);
    }
  }
}
