package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.junit.jupiter.api.Test;

/** Demand against free times and open shifts, as numbers, and as the pace of a campaign. */
class CapacityIT extends CampaignScenario {
  private final String service;
  private String schedule;

  CapacityIT(Clinic clinic) {
    super(clinic);
    this.service = clinic.fhir().create(new HealthcareService().setActive(true).setName("Advice"));
  }

  private void slot(ZonedDateTime start, SlotStatus status) {
    if (schedule == null) {
      Schedule of = new Schedule().setActive(true);
      of.addActor(new Reference("HealthcareService/" + service));
      schedule = clinic.fhir().create(of);
    }
    Slot slot = new Slot();
    slot.setSchedule(new Reference("Schedule/" + schedule));
    slot.setStatus(status);
    slot.setStart(Date.from(start.toInstant()));
    slot.setEnd(Date.from(start.plusMinutes(30).toInstant()));
    clinic.fhir().create(slot);
  }

  private Parameters capacity(String query) {
    return clinic
        .fhir()
        .get("/HealthcareService/" + service + "/$capacity" + query)
        .accepted()
        .as(Parameters.class);
  }

  private static String number(List<ParametersParameterComponent> parts, String name) {
    return parts.stream()
        .filter(part -> part.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue()
        .primitiveValue();
  }

  @Test
  void demandIsCountedByWeek() {
    ZonedDateTime monday = monday();
    slot(monday.plusDays(1), SlotStatus.BUSY);
    slot(monday.plusDays(8), SlotStatus.FREE);
    slot(monday.plusDays(9), SlotStatus.FREE);
    clinic.fhir().put(person.patient()).accepted();
    Appointment wait = person.visit(monday.toInstant());
    wait.setStart(null).setEnd(null).setStatus(Appointment.AppointmentStatus.WAITLIST);
    wait.addParticipant()
        .setStatus(Appointment.ParticipationStatus.ACCEPTED)
        .setActor(new Reference("HealthcareService/" + service));
    wait.addRequestedPeriod().setEnd(Date.from(monday.plusDays(3).toInstant()));
    clinic.fhir().create(wait);

    List<ParametersParameterComponent> total = capacity("").getParameterFirstRep().getPart();

    assertThat(number(total, "free")).isEqualTo("2");
    assertThat(number(total, "waiting")).isEqualTo("1");
    assertThat(number(total, "daysToNextFree")).isEqualTo("8");
    assertThat(number(total, "demandPerFreeTime")).isEqualTo("0.50");
    List<ParametersParameterComponent> weeks =
        total.stream().filter(part -> part.getName().equals("week")).toList();
    assertThat(weeks).hasSize(4);
    assertThat(number(weeks.get(0).getPart(), "booked")).isEqualTo("1");
    assertThat(number(weeks.get(0).getPart(), "waiting")).isEqualTo("1");
    assertThat(number(weeks.get(1).getPart(), "free")).isEqualTo("2");
    assertThat(number(weeks.get(1).getPart(), "waiting")).isEqualTo("0");
    String path = "/HealthcareService/" + service + "/$capacity";
    assertThat(clinic.fhir().get(path + "?from=2027-03-08&to=2027-03-01").status()).isEqualTo(400);
    assertThat(clinic.fhir().get("/HealthcareService/nobody/$capacity").status()).isEqualTo(404);
  }

  /** A Schedule of a PractitionerRole; answers the role's id. */
  private String shift(boolean taken, Period horizon) {
    PractitionerRole role = new PractitionerRole().setActive(true);
    if (taken) {
      role.getPractitioner().setDisplay("Dr. Amara Singh");
    }
    String id = clinic.fhir().create(role);
    Schedule of = new Schedule().setActive(true).setPlanningHorizon(horizon);
    of.addActor(new Reference("HealthcareService/" + service));
    of.addActor(new Reference("PractitionerRole/" + id));
    clinic.fhir().create(of);
    return id;
  }

  private static List<String> weeks(List<ParametersParameterComponent> part, String name) {
    return part.stream()
        .filter(week -> week.getName().equals("week"))
        .map(week -> number(week.getPart(), name))
        .toList();
  }

  @Test
  void openShiftsAreCountedByWeek_untilSomebodyTakesThem() {
    ZonedDateTime monday = monday();
    ZonedDateTime day = monday.plusDays(8).withHour(9);
    Period hours =
        new Period()
            .setStart(Date.from(day.toInstant()))
            .setEnd(Date.from(day.plusHours(8).toInstant()));
    String role = shift(false, hours);
    shift(true, hours);
    shift(false, new Period().setEnd(Date.from(monday.minusDays(7).toInstant())));

    List<ParametersParameterComponent> total = capacity("").getParameterFirstRep().getPart();
    assertThat(number(total, "openShifts")).isEqualTo("1");
    assertThat(number(total, "openShiftHours")).isEqualTo("8.00");
    assertThat(weeks(total, "openShifts")).containsExactly("0", "1", "0", "0");
    assertThat(weeks(total, "openShiftHours")).containsExactly("0.00", "8.00", "0.00", "0.00");

    PractitionerRole taken = clinic.fhir().read(PractitionerRole.class, role);
    taken.getPractitioner().setDisplay("Dr. Luc Gauthier");
    clinic.fhir().put(taken).accepted();
    assertThat(number(capacity("").getParameterFirstRep().getPart(), "openShifts")).isEqualTo("0");
  }

  /** In the week from 1 November 2027 the clocks go back. */
  @Test
  void hoursOfAnOpenShiftPassAsTheyDo_andOneWithoutAnEndFillsThePeriod() {
    shift(false, new Period());

    List<ParametersParameterComponent> total =
        capacity("?from=2027-11-01&to=2027-11-08").getParameterFirstRep().getPart();

    assertThat(number(total, "openShiftHours")).isEqualTo("672.00");
    assertThat(weeks(total, "openShiftHours")).containsExactly("169.00", "168.00");
  }

  @Test
  void aCampaignAboutAServiceWithoutRoomGoesSlowly_andOnWhenThereIsRoom() {
    ZonedDateTime monday = monday();
    slot(monday.plusDays(2), SlotStatus.BUSY);
    List<Person> people = people(4);
    CommunicationRequest message = message(group(people));
    message.addAbout(new Reference("HealthcareService/" + service));
    String campaign = clinic.fhir().create(message);

    clinic.advance(Duration.ofMinutes(11));
    assertThat(texts(people)).isEqualTo(1);
    assertThat(value(campaign, "pace")).isEqualTo("slow");
    assertThat(value(campaign, "paceReason")).contains("No time is free");
    clinic.advance(Duration.ofHours(1));
    assertThat(texts(people)).isEqualTo(2);

    slot(monday.plusDays(3), SlotStatus.FREE);
    assertThat(value(campaign, "pace")).isEqualTo("usual");
    clinic.advance(Duration.ofHours(1));

    assertThat(texts(people)).isEqualTo(4);
    assertThat(value(campaign, "state")).isEqualTo("completed");
  }
}
