package org.rapport.server.it;

import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/**
 * A patient of one test alone: a number, a mailbox and a record number that nobody else has.
 *
 * @param phone E.164, or blank for none
 * @param email or blank for none
 * @param zone IANA zone of the patient, or blank
 */
record Person(String id, String given, String phone, String email, String zone) {
  private static final String TIME_ZONE = "http://hl7.org/fhir/StructureDefinition/timezone";
  private static final AtomicInteger NUMBER = new AtomicInteger(2000);

  static Person next() {
    int number = NUMBER.incrementAndGet();
    return new Person(
        "person" + number, "Ada", "+1416555" + number, "person" + number + "@example.org", "");
  }

  Person named(String name) {
    return new Person(id, name, phone, email, zone);
  }

  Person in(String other) {
    return new Person(id, given, phone, email, other);
  }

  Person withoutPhone() {
    return new Person(id, given, "", email, zone);
  }

  Person withoutEmail() {
    return new Person(id, given, phone, "", zone);
  }

  Person withoutAddress() {
    return new Person(id, given, "", "", zone);
  }

  /** Area and local number as HL7 has them. */
  String localPhone() {
    return phone.substring(5);
  }

  /** The person as a Patient with its id. */
  Patient patient() {
    Patient patient = new Patient();
    patient.setId(id);
    patient.setActive(true);
    patient.addName().setFamily("Test").addGiven(given);
    if (!phone.isBlank()) {
      patient
          .addTelecom()
          .setSystem(ContactPointSystem.PHONE)
          .setUse(ContactPointUse.MOBILE)
          .setValue(phone);
    }
    if (!email.isBlank()) {
      patient.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue(email);
    }
    if (!zone.isBlank()) {
      patient.addExtension(TIME_ZONE, new CodeType(zone));
    }
    return patient;
  }

  /** A visit of half an hour, of this person and perhaps others. */
  Appointment visit(Instant start, Person... others) {
    Appointment visit = new Appointment();
    visit.setStatus(AppointmentStatus.BOOKED);
    visit.setStart(Date.from(start));
    visit.setEnd(Date.from(start.plusSeconds(1800)));
    takesPart(visit, this);
    for (Person other : others) {
      takesPart(visit, other);
    }
    return visit;
  }

  private static void takesPart(Appointment visit, Person person) {
    visit
        .addParticipant()
        .setStatus(ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Patient/" + person.id()));
  }
}
