package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.rapport.profiles.Canonicals;

/**
 * The rest of the demo's day: today's visits, who waits for a time and the times that are free, and
 * the next version of a journey, which has a fault.
 */
final class DemoDay {
  private static final String PLACE = "Location/queens-quay";

  /** Given and family name, language, and how the visit stands. */
  private static final List<List<String>> VISITS =
      List.of(
          List.of("Ines", "Marchetti", "en", "fulfilled"),
          List.of("Paul", "Beaulieu", "fr", "fulfilled"),
          List.of("Rosa", "Delgado", "es", "noshow"),
          List.of("Owen", "Fraser", "en", "arrived"),
          List.of("Camille", "Roy", "fr", "booked"),
          List.of("Mei", "Lin", "en", "booked"));

  /** The same, and for what they wait: there is a time for the first alone. */
  private static final List<List<String>> WAITING =
      List.of(
          List.of("Noah", "Silva", "en", "physiotherapy"),
          List.of("Élise", "Moreau", "fr", "family-practice"),
          List.of("Omar", "Haddad", "en", "family-practice"),
          List.of("Paula", "Reyes", "es", "counselling"));

  private static final int FIRST_HOUR = 10;

  /** Free times of the next days for who waits for one, and fewer of each week after. */
  private static final int SOON = 4;

  private static final int WEEKS = 7;

  private final IGenericClient client;
  private final Clock clock;
  private final ZoneId zone;
  private int number;

  DemoDay(IGenericClient client, Clock clock, ZoneId zone) {
    this.client = client;
    this.clock = clock;
    this.zone = zone;
  }

  /** Writes it, by the API. */
  void play() {
    ZonedDateTime hour =
        clock.instant().atZone(zone).truncatedTo(ChronoUnit.DAYS).withHour(FIRST_HOUR);
    for (List<String> one : VISITS) {
      visit(patient(one), hour.toInstant(), AppointmentStatus.fromCode(one.get(3)), null);
      hour = hour.plusHours(1);
    }
    for (List<String> one : WAITING) {
      visit(patient(one), null, AppointmentStatus.WAITLIST, one.get(3));
    }
    free();
    draft();
  }

  private String patient(List<String> one) {
    Patient patient = new Patient().setActive(true);
    patient.setId("demo-day-" + number);
    patient.addName().addGiven(one.get(0)).setFamily(one.get(1));
    patient
        .addTelecom()
        .setSystem(ContactPointSystem.PHONE)
        .setUse(ContactPointUse.MOBILE)
        .setValue("+14165550" + (220 + number++));
    patient
        .addCommunication()
        .setPreferred(true)
        .getLanguage()
        .addCoding()
        .setSystem("urn:ietf:bcp:47")
        .setCode(one.get(2));
    return client.update().resource(patient).execute().getId().getIdPart();
  }

  // A visit whose time has come asks for no confirmation any more.
  private void visit(String patient, Instant start, AppointmentStatus status, String service) {
    Appointment visit = new Appointment().setStatus(status);
    visit.setId(new IdType("Appointment", patient));
    visit.setCreated(Date.from(clock.instant()));
    if (start != null) {
      visit.setStart(Date.from(start)).setEnd(Date.from(start.plus(Duration.ofMinutes(30))));
    }
    visit
        .addParticipant()
        .setStatus(
            status == AppointmentStatus.BOOKED && number % 2 == 0
                ? ParticipationStatus.NEEDSACTION
                : ParticipationStatus.ACCEPTED)
        .setActor(new Reference("Patient/" + patient));
    visit.addParticipant().setStatus(ParticipationStatus.ACCEPTED).setActor(new Reference(PLACE));
    if (service != null) {
      visit
          .addParticipant()
          .setStatus(ParticipationStatus.ACCEPTED)
          .setActor(new Reference("HealthcareService/" + service));
    }
    client.update().resource(visit).execute();
  }

  private void free() {
    Schedule schedule = new Schedule().setActive(true);
    schedule.setId("demo-day");
    schedule.addActor(new Reference(PLACE));
    schedule.addActor(new Reference("HealthcareService/physiotherapy"));
    client.update().resource(schedule).execute();
    ZonedDateTime first =
        clock.instant().atZone(zone).plusDays(3).truncatedTo(ChronoUnit.DAYS).withHour(9);
    for (int n = 0; n < SOON; n++) {
      free("demo-day-" + n, first.plusHours(n));
    }
    for (int week = 1; week <= WEEKS; week++) {
      for (int n = 0; n < 1 + week % 3; n++) {
        free("demo-day-" + week + "-" + n, first.plusWeeks(week).plusHours(n));
      }
    }
  }

  private void free(String id, ZonedDateTime start) {
    Slot slot = new Slot().setStatus(Slot.SlotStatus.FREE);
    slot.setId(id);
    slot.setSchedule(new Reference("Schedule/demo-day"));
    slot.setStart(Date.from(start.toInstant()));
    slot.setEnd(Date.from(start.plusMinutes(30).toInstant()));
    client.update().resource(slot).execute();
  }

  // Its last step names words that nobody has written.
  private void draft() {
    PlanDefinition next =
        client.read().resource(PlanDefinition.class).withId("appointment-reminders").execute();
    next.setId(new IdType("PlanDefinition", "appointment-reminders-next"));
    next.setMeta(null);
    next.setVersion("0.2.0").setStatus(PublicationStatus.DRAFT);
    next.setApprovalDate(null);
    List<PlanDefinition.PlanDefinitionActionComponent> steps = next.getAction();
    PlanDefinition.PlanDefinitionActionComponent last = steps.get(steps.size() - 1);
    (last.hasAction() ? last.getAction().get(last.getAction().size() - 1) : last)
        .setDefinition(
            new CanonicalType(Canonicals.BASE + "/ActivityDefinition/appointment-on-our-way"));
    client.update().resource(next).execute();
  }
}
