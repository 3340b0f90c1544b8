package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** What scenarios of shipped journeys have in common: a patient, and what becomes of a visit. */
@ExtendWith(SharedClinic.class)
abstract class JourneyScenario {
  static final AppointmentStatus CANCELLED = AppointmentStatus.CANCELLED;
  static final AppointmentStatus FULFILLED = AppointmentStatus.FULFILLED;

  final Clinic clinic;
  final Person person = Person.next();
  final PatientPhone phone;

  JourneyScenario(Clinic clinic) {
    this.clinic = clinic;
    this.phone = new PatientPhone(clinic, person.phone());
  }

  /** The next Monday at ten: business days and Sundays are then where the scenario wants them. */
  ZonedDateTime monday() {
    ZonedDateTime monday =
        clinic
            .settle()
            .atZone(Clinic.ZONE)
            .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
            .with(LocalTime.of(10, 0));
    clinic.advanceTo(monday.toInstant());
    return monday;
  }

  /** A visit of somebody at a place, which is put there before; answers its id. */
  String visitAt(Location place, Person who, ZonedDateTime start) {
    clinic.fhir().put(place).accepted();
    Appointment visit = who.visit(start.toInstant());
    visit
        .addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Location/" + place.getIdElement().getIdPart()));
    String id = clinic.fhir().create(visit);
    clinic.settle();
    return id;
  }

  void state(String visit, AppointmentStatus status) {
    clinic.fhir().put(clinic.fhir().read(Appointment.class, visit).setStatus(status)).accepted();
    clinic.settle();
  }

  List<Planned> of(String step) {
    return clinic.outreach().plannedFor(person).stream()
        .filter(planned -> planned.step().equals(step))
        .toList();
  }

  Planned one(String step) {
    assertThat(of(step)).hasSize(1);
    return of(step).get(0);
  }

  List<Task> calls() {
    return clinic.outreach().tasks("call-back").stream()
        .filter(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()))
        .toList();
  }

  void permit(String... purposes) {
    Consent consent =
        Consents.outreach(person, Consent.ConsentProvisionType.PERMIT, clinic.settle());
    for (String purpose : purposes) {
      consent.getProvision().addPurpose(Consents.coding("outreach-purpose", purpose));
    }
    // Confirmed from the telephone itself: texts of these purposes need that.
    consent.addVerification().setVerified(true);
    clinic.fhir().create(consent);
  }
}
