package org.rapport.server.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.TaskCode;

/**
 * People that a journey is tried out on where nobody names any: in three languages, with a mobile
 * number, a mailbox, both or none; each with a visit in office hours and an inquiry in the time
 * that is simulated. The same number and time make the same people. Nobody is real. Pure.
 */
final class MadeUpPeople {
  private static final List<String> LANGUAGES = List.of("en", "fr", "es");
  private static final LocalTime OPENS = LocalTime.of(9, 0);
  private static final int HALF_HOURS = 16;

  private MadeUpPeople() {}

  static List<Resource> of(int number, Instant from, Instant to, ZoneId zone) {
    Random random = new Random(number);
    List<Resource> made = new ArrayList<>();
    long seconds = Math.max(1, Duration.between(from, to).getSeconds());
    for (int n = 0; n < number; n++) {
      Patient patient = patient(n, random);
      made.add(patient);
      Reference self = new Reference("Patient/" + patient.getIdElement().getIdPart());
      Instant known = from.plusSeconds((long) (random.nextDouble() * seconds / 2));
      made.add(visit(n, self, known, from.plusSeconds(seconds * n / number), zone, random));
      made.add(inquiry(n, self, known));
    }
    return made;
  }

  private static Patient patient(int n, Random random) {
    Patient patient = new Patient().setActive(true);
    patient.setId("made-up-" + n);
    patient.addName().addGiven("Robin").setFamily("Example");
    patient
        .addCommunication()
        .setPreferred(true)
        .setLanguage(
            new CodeableConcept(
                new Coding("urn:ietf:bcp:47", LANGUAGES.get(n % LANGUAGES.size()), null)));
    int ways = random.nextInt(10);
    if (ways > 1) {
      patient
          .addTelecom()
          .setSystem(ContactPointSystem.PHONE)
          .setUse(ContactPointUse.MOBILE)
          .setValue("+1416555" + (1000 + n % 9000));
    }
    if (ways != 2 && ways > 0) {
      patient
          .addTelecom()
          .setSystem(ContactPointSystem.EMAIL)
          .setValue("made-up-" + n + "@example.org");
    }
    return patient;
  }

  private static Appointment visit(
      int n, Reference self, Instant known, Instant about, ZoneId zone, Random random) {
    ZonedDateTime day = (about.isBefore(known) ? known : about).atZone(zone).plusDays(1);
    Instant start = day.with(OPENS).plusMinutes(30L * random.nextInt(HALF_HOURS)).toInstant();
    Appointment visit = new Appointment().setStatus(AppointmentStatus.BOOKED);
    visit.setId("made-up-" + n);
    visit.setStart(Date.from(start)).setEnd(Date.from(start.plusSeconds(1800)));
    visit.setCreated(Date.from(known));
    visit.addParticipant().setStatus(ParticipationStatus.ACCEPTED).setActor(self);
    return visit;
  }

  private static Task inquiry(int n, Reference self, Instant known) {
    Task inquiry = new Task().setStatus(TaskStatus.REQUESTED).setFor(self);
    inquiry.setId("made-up-" + n);
    inquiry.setCode(Concepts.of(TaskCode.LEAD)).setBusinessStatus(Concepts.of(LeadStage.NEW));
    inquiry.setAuthoredOn(Date.from(known));
    inquiry.getRestriction().getPeriod().setEnd(Date.from(known.plus(Duration.ofHours(24))));
    return inquiry;
  }
}
