package org.rapport.server.projection;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Random;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.TimeType;
import org.rapport.profiles.Extensions;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.TaskCode;

/** Resources of random histories: the same ids again and again, in other states. */
final class RandomRecords {
  /** The instant at which the histories are. */
  static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");

  private RandomRecords() {}

  static Patient patient(String id, Random random) {
    Patient patient = new Patient().setActive(random.nextInt(5) > 0);
    patient.setId(id);
    patient.addName().addGiven("Pat").setFamily("Random");
    if (random.nextBoolean()) {
      patient.addAddress().setPostalCode("M5H 1A" + random.nextInt(9));
      patient.setBirthDateElement(new DateType(2005 + random.nextInt(20) + "-02-03"));
    }
    if (random.nextBoolean()) {
      patient
          .addTelecom()
          .setSystem(ContactPointSystem.PHONE)
          .setValue("+14165550" + (100 + random.nextInt(99)));
    }
    if (random.nextBoolean()) {
      patient.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue(id + "@example.org");
    }
    if (random.nextInt(3) == 0) {
      patient.addExtension(
          Extensions.TIMEZONE,
          new CodeType(random.nextBoolean() ? "Asia/Kathmandu" : "America/Phoenix"));
    }
    return patient;
  }

  // Whose they are changes too, as after a merge.
  static RelatedPerson related(String id, String patient, Random random) {
    RelatedPerson person = new RelatedPerson().setActive(random.nextInt(5) > 0);
    person.setId(id);
    person.setPatient(new Reference("Patient/" + patient));
    person.addRelationship(
        new CodeableConcept(
            new Coding(
                "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
                random.nextInt(4) > 0 ? "MTH" : "SIB",
                null)));
    if (random.nextInt(5) > 0) {
      person
          .addTelecom()
          .setSystem(ContactPointSystem.PHONE)
          .setValue("+14165550" + (100 + random.nextInt(99)));
    }
    if (random.nextBoolean()) {
      person.getPeriod().setEnd(Date.from(NOW.plusSeconds(random.nextInt(100_000))));
    }
    return person;
  }

  static Appointment appointment(String id, String patient, Random random) {
    AppointmentStatus[] statuses = {
      AppointmentStatus.BOOKED,
      AppointmentStatus.BOOKED,
      AppointmentStatus.BOOKED,
      AppointmentStatus.CANCELLED,
      AppointmentStatus.NOSHOW,
      AppointmentStatus.WAITLIST,
      AppointmentStatus.FULFILLED
    };
    Appointment appointment = new Appointment();
    appointment.setId(id);
    appointment.setStatus(statuses[random.nextInt(statuses.length)]);
    Instant start = NOW.plus(Duration.ofHours(random.nextInt(400)));
    appointment.setStart(Date.from(start)).setEnd(Date.from(start.plusSeconds(1800)));
    appointment.addServiceType().addCoding().setSystem("urn:service").setCode("57");
    appointment.addRequestedPeriod().setStart(Date.from(start.minusSeconds(86_400)));
    if (start.getEpochSecond() / 3600 % 3 == 0) {
      appointment.getMeta().addSecurity(label("SUD"));
    }
    appointment
        .addParticipant()
        .setActor(new Reference("Patient/" + patient))
        .setStatus(Appointment.ParticipationStatus.ACCEPTED);
    return appointment;
  }

  static Consent consent(String id, String patient, Random random) {
    Consent consent = new Consent().setStatus(Consent.ConsentState.ACTIVE);
    consent.setId(id);
    consent.setPatient(new Reference("Patient/" + patient));
    consent.setDateTime(Date.from(NOW.minusSeconds(random.nextInt(100_000))));
    consent.addCategory(
        new CodeableConcept(
            new Coding(ConsentCategory.SYSTEM, ConsentCategory.OUTREACH.code(), null)));
    consent
        .getProvision()
        .setType(
            random.nextBoolean()
                ? Consent.ConsentProvisionType.DENY
                : Consent.ConsentProvisionType.PERMIT);
    if (random.nextInt(4) == 0) {
      consent.getCategory().clear();
      consent.addCategory(
          new CodeableConcept(
              new Coding(ConsentCategory.SYSTEM, ConsentCategory.QUIET_HOURS.code(), null)));
      Extension hours = new Extension(Extensions.QUIET_HOURS);
      hours.addExtension(Extensions.QuietHours.FROM, new TimeType("20:00:00"));
      hours.addExtension(
          Extensions.QuietHours.UNTIL, new TimeType("0" + random.nextInt(10) + ":30:00"));
      consent.addExtension(hours);
    }
    if (random.nextBoolean()) {
      consent
          .getProvision()
          .addCode(new CodeableConcept(new Coding(Channel.SYSTEM, Channel.SMS.code(), null)));
    }
    return consent;
  }

  static Communication signal(String id, Random random) {
    Communication communication =
        new Communication().setStatus(Communication.CommunicationStatus.COMPLETED);
    communication.setId(id);
    communication.setReceived(Date.from(NOW.minusSeconds(random.nextInt(100_000))));
    communication.addExtension(
        Extensions.RECEIVED_FROM,
        new ContactPoint()
            .setSystem(ContactPointSystem.SMS)
            .setValue("+14165550" + (100 + random.nextInt(99))));
    EngagementCategory[] kinds = {
      EngagementCategory.OPT_OUT, EngagementCategory.OPT_IN, EngagementCategory.REPLY
    };
    communication.addCategory(
        new CodeableConcept(
            new Coding(EngagementCategory.SYSTEM, kinds[random.nextInt(3)].code(), null)));
    return communication;
  }

  /** A signal that is certainly one. */
  static Communication optOut(String id, Random random) {
    Communication communication = signal(id, random);
    communication.getCategory().clear();
    communication.addCategory(
        new CodeableConcept(
            new Coding(EngagementCategory.SYSTEM, EngagementCategory.OPT_OUT.code(), null)));
    return communication;
  }

  static ContactPoint phone(String number) {
    return new ContactPoint().setSystem(ContactPointSystem.PHONE).setValue(number);
  }

  static Task crisis(String id, String patient, Random random) {
    Task task = new Task();
    task.setId(id);
    task.setIntent(Task.TaskIntent.ORDER);
    task.setStatus(random.nextBoolean() ? Task.TaskStatus.REQUESTED : Task.TaskStatus.COMPLETED);
    task.setCode(new CodeableConcept(new Coding(TaskCode.SYSTEM, TaskCode.CRISIS.code(), null)));
    task.setFor(new Reference("Patient/" + patient));
    return task;
  }

  static Location location(String id, Random random) {
    Location location = new Location().setName("Place " + random.nextInt(3));
    location.setId(id);
    if (random.nextBoolean()) {
      location.getAddress().addLine("1 Main Street").setCity("Toronto").setPostalCode("M5H 2N2");
      location.getPosition().setLatitude(43.65).setLongitude(-79.38);
    } else {
      location.getMeta().addSecurity(label("PSY"));
    }
    return location;
  }

  static HealthcareService service(String id, Random random) {
    HealthcareService service = new HealthcareService();
    service.setId(id);
    service.addType().setText(random.nextBoolean() ? "Psychotherapy" : "Physiotherapy");
    return service;
  }

  private static Coding label(String code) {
    return new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", code, null);
  }
}
