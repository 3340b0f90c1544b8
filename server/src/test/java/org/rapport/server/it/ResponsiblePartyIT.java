package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.AppointmentResponse.ParticipantStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** R30: who acts for a patient who is not of age is written to, and answers. */
@ExtendWith(SharedClinic.class)
class ResponsiblePartyIT {
  private final Clinic clinic;
  private final Relatives relatives;
  private final ZonedDateTime start;
  private final LocalDate today;
  private final Person child = Person.next();
  private final Person mother = Person.next();
  private final PatientPhone own;
  private final PatientPhone mothers;

  ResponsiblePartyIT(Clinic clinic) {
    this.clinic = clinic;
    this.relatives = new Relatives(clinic);
    ZonedDateTime morning = clinic.morning();
    this.today = morning.toLocalDate();
    this.start = morning.plusDays(10).withHour(14);
    this.own = new PatientPhone(clinic, child.phone());
    this.mothers = new PatientPhone(clinic, mother.phone());
  }

  @Test
  void aBookingForAChildIsTheParentsToKnowToConfirmAndToStop() {
    relatives.born(child, today.minusYears(9));
    relatives.acts(mother, child, "MTH");

    String visit = book(child, start);

    assertThat(mothers.got()).singleElement().satisfies(text -> assertThat(text).contains("Ada"));
    assertThat(own.got()).isEmpty();
    assertThat(clinic.mails(child.email())).isEmpty();
    assertThat(explained(clinic.outreach().step(visit, "confirmation"))).contains("R30-minor: ");

    own.text("C");
    assertThat(answers(visit)).as("who was not written to does not answer").isEmpty();
    mothers.text("C");
    assertThat(answers(visit))
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.getParticipantStatus()).isEqualTo(ParticipantStatus.ACCEPTED);
              assertThat(answer.getActor().getReference()).isEqualTo("Patient/" + child.id());
            });
    assertThat(mothers.last()).contains("confirmed");

    mothers.text("Can he bring his bear?");
    assertThat(tasks("call-back"))
        .anySatisfy(
            task -> assertThat(task.getFor().getReference()).isEqualTo("Patient/" + child.id()));

    mothers.text("STOP");
    assertThat(mothers.last()).contains("opted out");
    clinic.advanceTo(start.minusDays(6).toInstant());
    clinic.outreach().assertNotDone(clinic.outreach().step(visit, "preparation"), "opted-out");
    assertThat(clinic.fhir().search(Consent.class, "patient=" + child.id()))
        .extracting(consent -> consent.getProvision().getType())
        .containsExactly(ConsentProvisionType.DENY);
    assertThat(own.got()).isEmpty();
  }

  @Test
  void aSensitiveVisitIsATeenagersOwn_andNoWordOfTheParentsReachesIt() {
    relatives.born(child, today.minusYears(15));
    relatives.acts(mother, child, "MTH");
    String plain = book(child, start);
    String sensitive = sensitive(child, start.plusHours(1));

    assertThat(mothers.got()).hasSize(1);
    assertThat(own.got()).hasSize(1);
    assertThat(explained(clinic.outreach().step(sensitive, "confirmation")))
        .contains("R30-minor: ", "alone");

    // Both are due in the same hours of one morning: nothing of the one is said with the other.
    clinic.advanceTo(start.minusHours(22).toInstant());
    String second = time(start.plusHours(1));
    assertThat(mothers.got()).hasSizeGreaterThan(1).noneMatch(text -> text.contains(second));
    assertThat(own.got()).anyMatch(text -> text.contains(second));

    clinic.fhir().put(cancelled(plain)).accepted();
    clinic.settle();
    mothers.text("C");
    assertThat(answers(sensitive)).isEmpty();
    assertThat(mothers.got()).noneMatch(text -> text.contains(second));
    own.text("C");
    assertThat(answers(sensitive)).hasSize(1);
    assertThat(own.last()).contains("confirmed");
  }

  @Test
  void whereATeenagerHasNoAddressOfTheirOwnNobodyIsTold() {
    Person withHers = new Person(child.id(), "Ada", mother.phone(), "", "");
    relatives.born(withHers, today.minusYears(15));
    relatives.acts(mother, child, "MTH");

    String visit = sensitive(child, start);

    clinic
        .outreach()
        .assertNotDone(clinic.outreach().step(visit, "confirmation"), "invalid-address");
    assertThat(mothers.got()).isEmpty();

    relatives.born(withHers, today.minusYears(11));
    String younger = sensitive(child, start.plusDays(1));
    assertThat(clinic.outreach().step(younger, "confirmation").status()).isEqualTo("completed");
    assertThat(mothers.got()).singleElement().satisfies(t -> assertThat(t).doesNotContain("Ada"));
  }

  @Test
  void fromTheBirthdayOnMessagesAreThePatientsAndPermissionsAreAskedForAgain() {
    relatives.born(child, today.plusDays(2).minusYears(18));
    relatives.acts(mother, child, "GUARD");
    permit("email", clinic.settle());
    String visit = book(child, start);
    assertThat(mothers.got()).hasSize(1);

    clinic.advanceTo(start.minusDays(6).toInstant());

    assertThat(mothers.got()).hasSize(1);
    assertThat(own.got()).hasSize(1);
    assertThat(clinic.outreach().step(visit, "preparation").status()).isEqualTo("completed");
    mothers.text("C");
    assertThat(answers(visit)).isEmpty();

    weekday();
    CommunicationRequest refused = marketing();
    assertThat(refused.getStatusReason().getCodingFirstRep().getCode()).isEqualTo("no-consent");
    assertThat(explained(Planned.of(refused))).contains("R30-minor: ");
    permit("email", clinic.settle());
    assertThat(marketing().getStatus()).isEqualTo(CommunicationRequestStatus.COMPLETED);
    assertThat(clinic.mails(child.email())).hasSize(1);
  }

  @Test
  void whoActsChanges_andWhatIsStillToGoGoesToWhomItIsThen() {
    relatives.born(child, today.minusYears(9));
    RelatedPerson acting = relatives.acts(mother, child, "MTH");
    Person father = Person.next();
    PatientPhone fathers = new PatientPhone(clinic, father.phone());
    relatives.acts(father, child, "FTH", 1);

    String visit = book(child, start);
    assertThat(mothers.got()).isEmpty();
    assertThat(fathers.got()).as("one message, by rank").hasSize(1);

    List<RelatedPerson> persons =
        clinic.fhir().search(RelatedPerson.class, "patient=Patient/" + child.id());
    assertThat(persons).hasSize(2);
    clinic.fhir().delete("/RelatedPerson/" + Relatives.id(father, child)).accepted();
    clinic.advanceTo(start.minusDays(6).toInstant());
    assertThat(mothers.got()).hasSize(1);

    clinic.fhir().put(acting.setActive(false)).accepted();
    clinic.advanceTo(start.minusHours(22).toInstant());
    assertThat(own.got()).hasSize(1);
    assertThat(clinic.outreach().step(visit, "reminder").status()).isEqualTo("completed");
    assertThat(fathers.got()).hasSize(1);
  }

  @Test
  void childrenOfOneMotherAreToldApart_andSheIsAPatientToo() {
    Person sister = new Person(Person.next().id(), "Ben", "", "", "");
    clinic.fhir().put(mother.withoutEmail().patient()).accepted();
    relatives.born(child, today.minusYears(9));
    relatives.born(sister, today.minusYears(7));
    relatives.acts(mother, child, "MTH");
    relatives.acts(mother, sister, "MTH");
    String hers = book(child, start);
    String other = book(sister, start.plusHours(1));

    mothers.text("C");
    assertThat(mothers.last()).contains("(Ada)", "(Ben)");
    assertThat(answers(hers)).isEmpty();
    String token = mothers.last().replaceAll("(?s).*C(\\d)/R\\d \\(Ben\\).*", "$1");
    mothers.text("C" + token);
    assertThat(answers(hers)).isEmpty();
    assertThat(answers(other)).hasSize(1);

    // A grown-up child's mother answers as anybody does.
    relatives.born(child, today.minusYears(30));
    relatives.born(sister, today.minusYears(28));
    String visit = clinic.book(mother.withoutEmail().named("Cleo"), start.plusDays(1));
    assertThat(mothers.last()).doesNotContain("C1", "C2", "C3");
    mothers.text("C");
    assertThat(answers(visit)).hasSize(1);
  }

  @Test
  void whoActsGoesWhereTheRecordGoes_andIsForgottenWithIt() {
    Person twice = Person.next();
    relatives.born(child, today.minusYears(9));
    relatives.born(twice, today.minusYears(9));
    relatives.acts(mother, twice, "MTH");
    clinic
        .fhir()
        .post(
            "/Patient/$merge",
            new Parameters()
                .addParameter("source-patient", new Reference("Patient/" + twice.id()))
                .addParameter("target-patient", new Reference("Patient/" + child.id())))
        .accepted();

    book(child, start);
    assertThat(mothers.got()).hasSize(1);
    mothers.text("STOP");
    String copy = clinic.fhir().get("/Patient/" + child.id() + "/$access").accepted().body();
    assertThat(copy).contains("RelatedPerson");

    clinic.fhir().post("/Patient/" + child.id() + "/$erase", new Parameters()).accepted();
    clinic.settle();

    String related = "/RelatedPerson/" + Relatives.id(mother, twice);
    assertThat(clinic.fhir().get(related).status()).isEqualTo(404);
    assertThat(clinic.fhir().get(related + "/_history/1").status()).isEqualTo(404);
    int before = mothers.got().size();
    Person anew = new Person(child.id() + "anew", "New", "", "", "");
    relatives.born(anew, today.minusYears(9));
    relatives.acts(mother, anew, "MTH");
    clinic
        .outreach()
        .assertNotDone(clinic.outreach().step(book(anew, start), "confirmation"), "opted-out");
    assertThat(mothers.got()).hasSize(before);
  }

  private String book(Person person, ZonedDateTime at) {
    String visit = clinic.fhir().create(person.visit(at.toInstant()));
    clinic.settle();
    return visit;
  }

  private String sensitive(Person person, ZonedDateTime at) {
    Appointment visit = person.visit(at.toInstant());
    visit.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ActCode", "SEX", null);
    String id = clinic.fhir().create(visit);
    clinic.settle();
    return id;
  }

  private Appointment cancelled(String visit) {
    return clinic
        .fhir()
        .read(Appointment.class, visit)
        .setStatus(Appointment.AppointmentStatus.CANCELLED);
  }

  private void permit(String channel, Instant at) {
    clinic
        .fhir()
        .post("/Consent", Consents.marketing(child, ConsentProvisionType.PERMIT, channel, at))
        .accepted();
  }

  // Marketing rests on Sundays.
  private void weekday() {
    clinic.next(Clinic.ZONE, LocalTime.of(11, 0));
    if (clinic.settle().atZone(Clinic.ZONE).getDayOfWeek() == DayOfWeek.SUNDAY) {
      clinic.next(Clinic.ZONE, LocalTime.of(11, 0));
    }
  }

  private CommunicationRequest marketing() {
    CommunicationRequest request = new CommunicationRequest();
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.setSubject(new Reference("Patient/" + child.id()));
    request.addCategory(new CodeableConcept(Consents.coding("outreach-purpose", "marketing")));
    request.addMedium(new CodeableConcept(Consents.coding("channel", "email")));
    request.setOccurrence(new DateTimeType(Date.from(clinic.settle())));
    request
        .addPayload()
        .setContent(new StringType("Harbour Clinic: our open day. +1 416 555 0100"));
    String id = clinic.fhir().create(request);
    clinic.settle();
    return clinic.fhir().read(CommunicationRequest.class, id);
  }

  private List<AppointmentResponse> answers(String visit) {
    return clinic.fhir().search(AppointmentResponse.class, "appointment=" + visit);
  }

  private List<Task> tasks(String code) {
    return clinic.outreach().tasks(code);
  }

  private String explained(Planned planned) {
    return clinic
        .fhir()
        .get("/CommunicationRequest/" + planned.id() + "/$explain")
        .accepted()
        .body();
  }

  private static String time(ZonedDateTime at) {
    return at.format(DateTimeFormatter.ofPattern("h:mm", Locale.ENGLISH));
  }
}
