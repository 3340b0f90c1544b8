package org.rapport.server.outreach.release;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Date;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.config.RapportSettings;

/**
 * Who is written to where nobody is named: made up, with a visit at the clinic in three days. No
 * word of what they get is anybody's. Pure.
 */
final class Somebody {
  private static final String ID = "made-up";
  private static final int DAYS = 3;
  private static final LocalTime HOUR = LocalTime.of(10, 30);

  private Somebody() {}

  /**
   * The person.
   *
   * @param language BCP 47; null: none is known
   */
  static Patient patient(String language) {
    Patient patient = new Patient().setActive(true);
    patient.setId(ID);
    patient.addName().addGiven("Robin").setFamily("Example");
    if (language != null) {
      patient
          .addCommunication()
          .setPreferred(true)
          .getLanguage()
          .addCoding()
          .setSystem("urn:ietf:bcp:47")
          .setCode(language);
    }
    return patient;
  }

  /** Their visit. */
  static Appointment visit(Instant now, ZoneId zone) {
    Instant start = now.atZone(zone).plusDays(DAYS).with(HOUR).toInstant();
    Appointment visit = new Appointment().setStatus(AppointmentStatus.BOOKED);
    visit.setId(ID);
    visit.setStart(Date.from(start));
    visit
        .addParticipant()
        .setStatus(ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Patient/" + ID));
    return visit;
  }

  /** Where it is. */
  static Location place(RapportSettings.Clinic clinic) {
    Location place = new Location().setName(clinic.name());
    if (clinic.address() != null && !clinic.address().isBlank()) {
      place.getAddress().setText(clinic.address());
    }
    place.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(clinic.phone());
    return place;
  }
}
