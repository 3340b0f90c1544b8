package org.rapport.server.outreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Bundle;
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
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.TimeType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.profiles.Extensions;
import org.rapport.server.RapportApplication;
import org.rapport.server.projection.ProjectionRebuild;
import org.rapport.server.projection.work.WorkQueue;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.TaskCode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** Rebuilt equals incremental, over random histories on the real database. */
@SpringBootTest(
    classes = RapportApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "rapport.role=server",
      "camel.main.routes-collector-enabled=false",
      "rapport.clock=2027-03-01T15:00:00Z"
    })
class ProjectionRebuildIT {
  /** A folder of its own each time: histories are made of the same ids, and must not meet. */
  @DynamicPropertySource
  static void data(DynamicPropertyRegistry properties) throws IOException {
    String folder = Files.createTempDirectory(Path.of("target"), "projection-it").toString();
    properties.add("rapport.data", () -> folder);
  }

  private static final List<String> TABLES =
      List.of(
          "patient_facts",
          "location_facts",
          "service_facts",
          "place_facts",
          "role_facts",
          "schedule_facts",
          "slot_facts",
          "appointment_facts",
          "waitlist_facts",
          "consent_facts",
          "enrolment",
          "planned_message",
          "planned_task",
          "focus_facts",
          "appointment_response_facts",
          "communication_facts",
          "address_signal",
          "patient_address",
          "patient_identity",
          "patient_key",
          "related_person_facts",
          "crisis",
          "definition_facts");
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");

  @Autowired private DaoRegistry daos;
  @Autowired private IFhirSystemDao<Bundle, ?> systemDao;
  @Autowired private ProjectionRebuild rebuild;
  @Autowired private WorkItems items;
  @Autowired private PlanChanges planChanges;
  @Autowired private ReleaseMessages releaseMessages;
  @Autowired private Attempts attempts;
  @Autowired private RecordOutcomes recordOutcomes;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcClient jdbc;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rebuiltProjectionsEqualIncrementalOnesOverARandomHistory(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 40; step++) {
      event(random, "s" + seed);
      if (random.nextInt(3) == 0) {
        workOff(random);
      }
    }
    workOff(random);
    Map<String, List<String>> incremental = dump();

    rebuild.run();

    assertThat(dump()).as("seed %d", seed).isEqualTo(incremental);
    assertThat(incremental.get("planned_message")).isNotEmpty();
  }

  /** Also for a patient whom the opt-out does not name: the number is what counts. */
  @Test
  void anOptOutAfterTheReleaseKeepsTheMessageFromTheProvider() {
    Patient patient = new Patient().setActive(true);
    patient.setId("claimed");
    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("(416) 555-0777");
    write(patient);
    Appointment visit = appointment("claimed-visit", "claimed", new Random(7));
    visit.setStatus(AppointmentStatus.BOOKED);
    visit.setStart(Date.from(NOW.plus(Duration.ofDays(3))));
    write(visit);
    for (List<WorkItem> changes = changes(); !changes.isEmpty(); changes = changes()) {
      planChanges.run(changes.stream().map(WorkItem::id).toList(), changes.get(0).lease());
    }
    Attempts.Released released =
        releaseMessages.run(50, Duration.ofMinutes(1), "test", claimed -> {}).stream()
            .filter(one -> one.message().patient().equals("claimed"))
            .findFirst()
            .orElseThrow();

    Communication stop = signal("claimed-stop", new Random(7));
    stop.getCategory().clear();
    stop.addCategory(
        new CodeableConcept(
            new Coding(EngagementCategory.SYSTEM, EngagementCategory.OPT_OUT.code(), null)));
    ((ContactPoint) stop.getExtensionByUrl(Extensions.RECEIVED_FROM).getValue())
        .setValue("+14165550777");
    write(stop);

    assertThat(attempts.begin(released.attempt())).isFalse();
    attempts.takeBack(released.attempt());
    releaseMessages.run(50, Duration.ofMinutes(1), "test", claimed -> {});
    assertThat(
            jdbc.sql("select reason from rapport.planned_message where id = ?")
                .param(released.message().request())
                .query(String.class)
                .single())
        .isEqualTo("opted-out");
  }

  @Test
  void aRolledBackResourceLeavesNoRowAndNoWork() {
    Patient patient = patient("rolled-back", new Random(7));
    Appointment broken = appointment("rolled-back-visit", "nobody-of-that-name", new Random(7));
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, patient);
    put(bundle, broken);

    assertThatThrownBy(() -> systemDao.transaction(new SystemRequestDetails(), bundle));

    assertThat(
            jdbc.sql("select count(*) from rapport.patient_facts where id = 'rolled-back'")
                .query(Integer.class)
                .single())
        .isZero();
    assertThat(
            jdbc.sql(
                    "select count(*) from rapport.work_item where patient in ('rolled-back',"
                        + " 'nobody-of-that-name')")
                .query(Integer.class)
                .single())
        .isZero();
  }

  private void event(Random random, String run) {
    String patient = run + "-p" + random.nextInt(4);
    String visit = run + "-v" + random.nextInt(5);
    switch (random.nextInt(14)) {
      case 0, 1 -> write(patient(patient, random));
      case 2, 3, 4, 5 -> {
        if (exists("patient_facts", patient)) {
          write(appointment(visit, patient, random));
        }
      }
      case 6 -> delete(Appointment.class, "appointment_facts", visit);
      case 7 -> {
        if (exists("patient_facts", patient)) {
          write(consent(run + "-c" + random.nextInt(3), patient, random));
        }
      }
      case 11, 12 -> {
        if (exists("patient_facts", patient)) {
          write(related(run + "-r" + random.nextInt(3), patient, random));
        }
      }
      case 13 ->
          delete(RelatedPerson.class, "related_person_facts", run + "-r" + random.nextInt(3));
      case 9 -> write(signal(run + "-m" + random.nextInt(4), random));
      case 10 -> {
        if (exists("patient_facts", patient)) {
          write(crisis(run + "-t" + random.nextInt(3), patient, random));
        }
      }
      case 8 -> {
        write(location(run + "-l" + random.nextInt(2), random));
        String service = run + "-h" + random.nextInt(2);
        write(service(service, random));
        times(run, service, random);
      }
      default -> {
        if (random.nextInt(2) == 0) {
          delete(Patient.class, "patient_facts", patient);
        }
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

  private static Patient patient(String id, Random random) {
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
  private static RelatedPerson related(String id, String patient, Random random) {
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

  private static Appointment appointment(String id, String patient, Random random) {
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

  private static Consent consent(String id, String patient, Random random) {
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

  private static Communication signal(String id, Random random) {
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

  private static Task crisis(String id, String patient, Random random) {
    Task task = new Task();
    task.setId(id);
    task.setIntent(Task.TaskIntent.ORDER);
    task.setStatus(random.nextBoolean() ? Task.TaskStatus.REQUESTED : Task.TaskStatus.COMPLETED);
    task.setCode(new CodeableConcept(new Coding(TaskCode.SYSTEM, TaskCode.CRISIS.code(), null)));
    task.setFor(new Reference("Patient/" + patient));
    return task;
  }

  private static Location location(String id, Random random) {
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

  private static HealthcareService service(String id, Random random) {
    HealthcareService service = new HealthcareService();
    service.setId(id);
    service.addType().setText(random.nextBoolean() ? "Psychotherapy" : "Physiotherapy");
    return service;
  }

  // A Schedule, a Slot of it, and who is there, or nobody yet.
  private void times(String run, String service, Random random) {
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
    Date start = Date.from(NOW.plus(Duration.ofHours(random.nextInt(400))));
    if (random.nextBoolean()) {
      schedule.getPlanningHorizon().setStart(start);
    }
    write(schedule);
    Slot slot = new Slot().setStart(start).setEnd(Date.from(start.toInstant().plusSeconds(1800)));
    slot.setId(run + "-sl" + random.nextInt(4));
    slot.setSchedule(new Reference("Schedule/" + schedule.getIdElement().getIdPart()));
    slot.setStatus(random.nextBoolean() ? SlotStatus.FREE : SlotStatus.BUSY);
    write(slot);
    if (random.nextInt(3) == 0) {
      delete(Slot.class, "slot_facts", slot.getIdElement().getIdPart());
    }
  }

  private static Coding label(String code) {
    return new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", code, null);
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

  private static void put(Bundle bundle, Resource resource) {
    bundle
        .addEntry()
        .setResource(resource)
        .getRequest()
        .setMethod(Bundle.HTTPVerb.PUT)
        .setUrl(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
  }

  // What workers do, without Camel: plan, release, send or fail, record.
  private void workOff(Random random) {
    for (List<WorkItem> changes = changes(); !changes.isEmpty(); changes = changes()) {
      planChanges.run(changes.stream().map(WorkItem::id).toList(), changes.get(0).lease());
    }
    for (Attempts.Released released :
        releaseMessages.run(50, Duration.ofMinutes(1), "test", claimed -> {})) {
      if (attempts.begin(released.attempt())) {
        attempts.answer(
            released.attempt(),
            new Outcome(
                random.nextInt(4) == 0 ? Outcome.Kind.FAILED : Outcome.Kind.SENT,
                null,
                "SM1",
                null,
                null,
                null,
                null));
      }
    }
    while (recordOutcomes.runOnce() > 0 || attemptsOpen()) {
      // The server's own recorder takes part; both end when the journal is empty.
      Thread.onSpinWait();
    }
  }

  private boolean attemptsOpen() {
    return jdbc.sql("select count(*) from rapport.attempt where state = 'answered'")
            .query(Integer.class)
            .single()
        > 0;
  }

  private List<WorkItem> changes() {
    return transaction.execute(
        status -> items.claim(WorkQueue.CHANGE, 20, Duration.ofMinutes(1), "test"));
  }

  private Map<String, List<String>> dump() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String table : TABLES) {
      rows.put(
          table,
          new ArrayList<>(
              jdbc.sql("select row_to_json(t)::text from rapport." + table + " t order by t::text")
                  .query(String.class)
                  .list()));
    }
    return rows;
  }
}
