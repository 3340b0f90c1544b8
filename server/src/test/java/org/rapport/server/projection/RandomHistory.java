package org.rapport.server.projection;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Journeys;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes and deletes of every kind that a projection reads, in a random order. */
final class RandomHistory {
  private static final int KINDS = 24;

  private final DaoRegistry daos;
  private final JdbcClient jdbc;
  private final String run;
  private final Random random;

  /** One whose resources have ids of this run. */
  RandomHistory(DaoRegistry daos, JdbcClient jdbc, String run, Random random) {
    this.daos = daos;
    this.jdbc = jdbc;
    this.run = run;
    this.random = random;
  }

  /** Something of every kind, in a state that has a row, so that no table is compared empty. */
  void begin() {
    // Whom messages reach, and nobody else decides for; a crisis holds back all there are.
    String patient = run + "-first";
    Patient first = RandomRecords.patient(patient, random).setActive(true).setBirthDate(null);
    first.getTelecom().clear();
    write(first.addTelecom(RandomRecords.phone("+14165550" + (300 + random.nextInt(99)))));
    String other = run + "-other";
    write(RandomRecords.patient(other, random));
    write(
        RandomRecords.crisis(run + "-first-crisis", other, random)
            .setStatus(Task.TaskStatus.REQUESTED));
    for (AppointmentStatus status : List.of(AppointmentStatus.BOOKED, AppointmentStatus.WAITLIST)) {
      Appointment visit =
          RandomRecords.appointment(run + "-first-" + status.toCode(), patient, random);
      write(visit.setStatus(status));
    }
    write(RandomRecords.consent(run + "-first", other, random));
    RelatedPerson mother = RandomRecords.related(run + "-first", other, random);
    mother.setActive(true).getRelationshipFirstRep().getCodingFirstRep().setCode("MTH");
    mother.getTelecom().clear();
    mother.addTelecom(RandomRecords.phone("+14165550101"));
    write(mother);
    write(RandomRecords.optOut(run + "-first", random));
    write(RandomRecords.location(run + "-first", random));
    write(RandomRecords.service(run + "-first", random));
    times(run + "-first");
    write(RandomInquiries.lead(run + "-first-lead", patient, random));
    write(RandomInquiries.step(run + "-first-step", patient, true, random));
    QuestionnaireResponse survey = RandomInquiries.answers(run + "-first", patient, random);
    survey.setQuestionnaire(Journeys.POST_VISIT_CHECK_IN);
    write(survey.setStatus(QuestionnaireResponse.QuestionnaireResponseStatus.COMPLETED));
    write(RandomInquiries.response(run + "-first", run + "-first-booked", patient, random));
    group();
    write(RandomInquiries.campaign(run + "-first", run + "-g", random));
    noLonger(patient);
  }

  // What had a row, and by its new version has none.
  private void noLonger(String patient) {
    write(RandomInquiries.step(run + "-was-step", patient, true, random));
    write(RandomInquiries.step(run + "-was-step", patient, false, random));
    write(RandomInquiries.engagement(run + "-was-reply", patient, null, random));
    Communication answer = RandomInquiries.engagement(run + "-was-reply", patient, null, random);
    answer
        .addBasedOn(new Reference("CommunicationRequest/" + run + "-first"))
        .getCategory()
        .clear();
    write(answer);
    QuestionnaireResponse form = RandomInquiries.answers(run + "-was-form", patient, random);
    write(form);
    write(form.setStatus(QuestionnaireResponse.QuestionnaireResponseStatus.ENTEREDINERROR));
    Task lead = RandomInquiries.lead(run + "-was-lead", patient, random);
    write(lead);
    lead.getCode().getCodingFirstRep().setCode("call-back");
    write(lead);
  }

  /** What happens next. */
  void event() {
    String patient = run + "-p" + random.nextInt(4);
    String visit = run + "-v" + random.nextInt(5);
    int kind = random.nextInt(KINDS);
    switch (kind) {
      case 0, 1 -> write(RandomRecords.patient(patient, random));
      case 2 -> delete(Appointment.class, "appointment_facts", visit);
      case 3 -> write(RandomRecords.signal(run + "-m" + random.nextInt(4), random));
      case 4 -> {
        write(RandomRecords.location(run + "-l" + random.nextInt(2), random));
        String service = run + "-h" + random.nextInt(2);
        write(RandomRecords.service(service, random));
        times(service);
      }
      case 5 -> delete(RelatedPerson.class, "related_person_facts", run + "-r" + random.nextInt(3));
      case 6 -> delete(Task.class, "lead_facts", run + "-k" + random.nextInt(3));
      case 7 -> delete(QuestionnaireResponse.class, "survey_facts", run + "-q" + random.nextInt(3));
      case 8 -> {
        write(RandomInquiries.template(run + "-a" + random.nextInt(2), random));
        delete(ActivityDefinition.class, "definition_facts", run + "-a" + random.nextInt(2));
      }
      case 9 -> write(RandomInquiries.campaign(run + "-b" + random.nextInt(2), run + "-g", random));
      case 10 -> delete(CommunicationRequest.class, "campaign", run + "-b" + random.nextInt(2));
      default -> {
        if (exists("patient_facts", patient)) {
          ofPatient(kind, patient, visit);
        }
      }
    }
  }

  private void ofPatient(int kind, String patient, String visit) {
    switch (kind) {
      case 11 -> write(RandomRecords.consent(run + "-c" + random.nextInt(3), patient, random));
      case 12, 13 -> write(RandomRecords.related(run + "-r" + random.nextInt(3), patient, random));
      case 14 -> write(RandomRecords.crisis(run + "-t" + random.nextInt(3), patient, random));
      case 15, 16 -> write(RandomInquiries.lead(run + "-k" + random.nextInt(3), patient, random));
      case 17 ->
          write(
              RandomInquiries.step(
                  run + "-n" + random.nextInt(2), patient, random.nextInt(3) > 0, random));
      case 18 -> write(RandomInquiries.answers(run + "-q" + random.nextInt(3), patient, random));
      case 19 -> {
        if (exists("appointment_facts", visit)) {
          write(RandomInquiries.response(run + "-x" + random.nextInt(3), visit, patient, random));
        }
        String response = run + "-x" + random.nextInt(3);
        if (random.nextInt(3) == 0) {
          delete(AppointmentResponse.class, "appointment_response_facts", response);
        }
      }
      case 20 -> {
        String id = run + "-e" + random.nextInt(2);
        write(RandomInquiries.engagement(id, patient, someMessage(patient), random));
        if (random.nextInt(3) == 0) {
          daos.getResourceDao(Communication.class)
              .delete(new IdType("Communication", id), new SystemRequestDetails());
        }
      }
      default -> write(RandomRecords.appointment(visit, patient, random));
    }
  }

  private String someMessage(String patient) {
    return jdbc.sql(
            "select id from rapport.planned_message where patient_id = ? order by id limit 1")
        .param(patient)
        .query(String.class)
        .optional()
        .orElse(null);
  }

  private void group() {
    Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
    group.setId(run + "-g");
    write(group);
  }

  // A Schedule, a Slot of it, and who is there, or nobody yet.
  private void times(String service) {
    PractitionerRole role = new PractitionerRole().setActive(random.nextInt(4) > 0);
    role.setId(run + "-r" + random.nextInt(2));
    if (random.nextBoolean()) {
      role.getPractitioner().setDisplay("Dr. Random");
    }
    write(role);
    Schedule schedule = new Schedule().setActive(random.nextInt(4) > 0);
    schedule.setId(run + "-sc" + random.nextInt(3));
    schedule.addActor(new Reference("HealthcareService/" + service));
    schedule.addActor(new Reference("PractitionerRole/" + role.getIdElement().getIdPart()));
    Date start = Date.from(RandomRecords.NOW.plus(Duration.ofHours(random.nextInt(400))));
    if (random.nextBoolean()) {
      schedule.getPlanningHorizon().setStart(start);
    }
    write(schedule);
    for (int n = 0; n < 2; n++) {
      Slot slot = new Slot().setStart(start).setEnd(Date.from(start.toInstant().plusSeconds(1800)));
      slot.setId(run + "-sl" + (2 * random.nextInt(3) + n));
      slot.setSchedule(new Reference("Schedule/" + schedule.getIdElement().getIdPart()));
      slot.setStatus(random.nextBoolean() ? SlotStatus.FREE : SlotStatus.BUSY);
      write(slot);
      if (n == 0 && random.nextInt(3) == 0) {
        delete(Slot.class, "slot_facts", slot.getIdElement().getIdPart());
      }
    }
  }

  private boolean exists(String table, String id) {
    return jdbc.sql("select count(*) from rapport." + table + " where id = ?")
            .param(id)
            .query(Integer.class)
            .single()
        > 0;
  }

  @SuppressWarnings("unchecked")
  private void write(Resource resource) {
    IFhirResourceDao<Resource> dao =
        (IFhirResourceDao<Resource>) (IFhirResourceDao<?>) daos.getResourceDao(resource.getClass());
    dao.update(resource, new SystemRequestDetails());
  }

  private <R extends Resource> void delete(Class<R> type, String table, String id) {
    if (exists(table, id)) {
      daos.getResourceDao(type)
          .delete(new IdType(type.getSimpleName(), id), new SystemRequestDetails());
    }
  }
}
