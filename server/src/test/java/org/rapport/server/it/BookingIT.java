package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.rapport.server.it.SiuMessages.booking;
import static org.rapport.server.it.SiuMessages.cancelled;
import static org.rapport.server.it.SiuMessages.deleted;
import static org.rapport.server.it.SiuMessages.moved;
import static org.rapport.server.it.SiuMessages.noShow;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** A visit's life as an EHR tells it over MLLP. */
@ExtendWith(SharedClinic.class)
class BookingIT {
  private final Clinic clinic;
  private final Outreach outreach;
  private final Person person = Person.next();

  BookingIT(Clinic clinic) {
    this.clinic = clinic;
    this.outreach = clinic.outreach();
  }

  private ZonedDateTime visitTenDaysOut() {
    return clinic.morning().plusDays(10).withHour(14);
  }

  @Test
  void bookingIsPlannedInFourStepsAndConfirmedOnceHoweverOftenItIsSent() throws Exception {
    ZonedDateTime visit = visitTenDaysOut();
    ZonedDateTime now = visit.minusDays(10).withHour(10);
    String message = booking("F-once").at(visit).of(person).text();

    assertThat(clinic.send(message).code()).isEqualTo("AA");
    clinic.settle();

    List<Planned> planned = outreach.planned(outreach.visitId("F-once"));
    assertThat(planned)
        .extracting(Planned::step, Planned::at, Planned::status)
        .containsExactly(
            tuple("confirmation", now.toInstant(), "completed"),
            tuple("preparation", visit.minusDays(7).toInstant(), "active"),
            tuple("reminder", visit.minusDays(1).toInstant(), "active"),
            tuple("last-reminder", visit.minusHours(2).toInstant(), "active"));
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
    assertThat(clinic.fhir().search(Patient.class, "identifier=" + person.id())).hasSize(1);

    String[] again = new String[9];
    Arrays.fill(again, message);
    assertThat(clinic.send(again).code()).isEqualTo("AA");
    assertThat(sendAtOnce(message, 10)).hasSize(10).containsOnly("AA");
    clinic.settle();

    assertThat(outreach.planned(outreach.visitId("F-once"))).isEqualTo(planned);
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
  }

  @Test
  void firstMessageSentOnTenConnectionsAtOnceMakesOneVisitAndOneConfirmation() throws Exception {
    String message = booking("F-race").at(visitTenDaysOut()).of(person).text();

    assertThat(sendAtOnce(message, 10)).hasSize(10).containsOnly("AA");
    clinic.settle();

    assertThat(outreach.planned(outreach.visitId("F-race"))).hasSize(4);
    assertThat(clinic.gateway().received(person.phone())).hasSize(1);
  }

  private List<String> sendAtOnce(String message, int connections) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Callable<String>> senders = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        senders.add(() -> clinic.send(message).code());
      }
      List<String> codes = new ArrayList<>();
      for (Future<String> answer : threads.invokeAll(senders)) {
        codes.add(answer.get());
      }
      return codes;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void movedVisitIsPlannedAnewAndThePatientIsToldOnce() {
    ZonedDateTime visit = visitTenDaysOut();
    clinic.tell(booking("F-moved").at(visit).of(person));
    clinic.tell(moved("F-moved").at(visit.plusDays(4)).of(person));

    List<Planned> planned = outreach.planned(outreach.visitId("F-moved"));
    assertThat(planned)
        .filteredOn(step -> step.status().equals("revoked"))
        .extracting(Planned::reason)
        .isNotEmpty()
        .containsOnly("appointment-changed");
    assertThat(planned)
        .filteredOn(step -> step.status().equals("active"))
        .extracting(Planned::at)
        .containsExactly(
            visit.minusDays(3).toInstant(),
            visit.plusDays(3).toInstant(),
            visit.plusDays(4).minusHours(2).toInstant());
    assertThat(clinic.gateway().received(person.phone())).hasSize(2);
    assertThat(clinic.gateway().received(person.phone()).get(1).body())
        .isNotEqualTo(clinic.gateway().received(person.phone()).get(0).body());

    clinic.advanceTo(visit.plusDays(5).toInstant());

    assertThat(clinic.gateway().received(person.phone())).hasSize(5);
  }

  @Test
  void nothingGoesOutAboutACancelledVisitAndALateBookingDoesNotBringItBack() {
    ZonedDateTime visit = visitTenDaysOut();
    clinic.tell(booking("F-cancelled").at(visit).of(person));
    clinic.tell(cancelled("F-cancelled").at(visit).of(person).saying("Cancelled"));
    clinic.tell(booking("F-cancelled").at(visit).of(person).old());

    clinic.advanceTo(visit.plusDays(1).toInstant());

    assertStopped("F-cancelled", "appointment-cancelled", AppointmentStatus.CANCELLED);
  }

  @Test
  void cancellationStopsAlsoWhenTheStatusFieldStillSaysBooked() {
    ZonedDateTime visit = visitTenDaysOut();
    clinic.tell(booking("F-still-booked").at(visit).of(person));
    clinic.tell(cancelled("F-still-booked").at(visit).of(person).saying("Booked"));

    assertStopped("F-still-booked", "appointment-cancelled", AppointmentStatus.CANCELLED);
  }

  @Test
  void deletedVisitIsStopped() {
    ZonedDateTime visit = visitTenDaysOut();
    clinic.tell(booking("F-deleted").at(visit).of(person));
    clinic.tell(deleted("F-deleted").at(visit).of(person));

    assertStopped("F-deleted", "appointment-cancelled", AppointmentStatus.ENTEREDINERROR);
  }

  @Test
  void missedVisitIsStopped() {
    ZonedDateTime visit = visitTenDaysOut();
    clinic.tell(booking("F-missed").at(visit).of(person));
    clinic.tell(noShow("F-missed").at(visit).of(person));

    assertStopped("F-missed", "condition-not-met", AppointmentStatus.NOSHOW);
  }

  private void assertStopped(String filler, String reason, AppointmentStatus status) {
    clinic.advance(Duration.ofDays(1));
    assertThat(outreach.visit(filler).getStatus()).isEqualTo(status);
    assertThat(outreach.planned(outreach.visitId(filler)))
        .filteredOn(step -> Outreach.REMINDERS.contains(step.step()))
        .hasSize(3)
        .allSatisfy(
            step -> {
              assertThat(step.status()).isEqualTo("revoked");
              assertThat(step.reason()).isEqualTo(reason);
            });
    // Another time may be offered for it; nothing is said about the visit itself.
    assertThat(clinic.gateway().received(person.phone()))
        .filteredOn(sent -> !Outreach.isOfferOfAnotherTime(sent))
        .hasSize(1);
  }
}
