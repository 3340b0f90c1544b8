package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** Two records of one person, made one and two again, while reminders run. */
@ExtendWith(SharedClinic.class)
class MergeIT {
  private final Clinic clinic;
  private final Person source = Person.next();
  private final Person target = Person.next();

  MergeIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void mergedRecordsKeepEveryMessageAndEveryRefusalAndComeApartAsTheyWere() {
    // Six days before is a Wednesday: marketing does not go on Sundays.
    ZonedDateTime start =
        clinic.morning().plusDays(7).with(TemporalAdjusters.next(DayOfWeek.TUESDAY)).withHour(14);
    String visit = clinic.book(source, start);
    clinic.fhir().put(target.patient()).accepted();
    Instant now = clinic.settle();
    consent(source, Consent.ConsentProvisionType.DENY, now.minusSeconds(7200));
    consent(target, Consent.ConsentProvisionType.PERMIT, now.minusSeconds(3600));
    clinic.settle();
    Patient sourceBefore = clinic.fhir().read(Patient.class, source.id());
    Patient targetBefore = clinic.fhir().read(Patient.class, target.id());
    Appointment visitBefore = clinic.fhir().read(Appointment.class, visit);
    List<Planned> planned = clinic.outreach().planned(visit);

    merge(true).accepted();
    assertThat(clinic.fhir().read(Patient.class, source.id()).getActive()).isTrue();
    merge(false).accepted();
    merge(false).accepted();
    clinic.settle();

    Patient gone = clinic.fhir().read(Patient.class, source.id());
    assertThat(gone.getActive()).isFalse();
    assertThat(gone.getLinkFirstRep().getType()).isEqualTo(Patient.LinkType.REPLACEDBY);
    assertThat(gone.getLinkFirstRep().getOther().getReference())
        .isEqualTo("Patient/" + target.id());
    assertThat(actors(visit)).containsExactly("Patient/" + target.id());
    assertThat(clinic.outreach().planned(visit))
        .extracting(Planned::id, Planned::step, Planned::status, Planned::at)
        .containsExactlyElementsOf(
            planned.stream()
                .map(
                    p ->
                        org.assertj.core.api.Assertions.tuple(p.id(), p.step(), p.status(), p.at()))
                .toList());
    assertThat(clinic.fhir().search(CommunicationRequest.class, "patient=" + source.id()))
        .isEmpty();
    assertThat(marketing(target)).isEqualTo("opted-out");

    clinic.advanceTo(start.minusDays(6).toInstant());
    assertThat(clinic.outreach().step(visit, "preparation").status()).isEqualTo("completed");
    assertThat(texts(target)).isEqualTo(1);
    assertThat(texts(source)).as("the confirmation, before the merge").isEqualTo(1);

    unmerge(source.id()).accepted();
    unmerge(source.id()).accepted();
    clinic.settle();

    assertThat(content(clinic.fhir().read(Patient.class, source.id())))
        .isEqualTo(content(sourceBefore));
    assertThat(content(clinic.fhir().read(Patient.class, target.id())))
        .isEqualTo(content(targetBefore));
    assertThat(content(clinic.fhir().read(Appointment.class, visit)))
        .isEqualTo(content(visitBefore));
    assertThat(marketing(source)).isEqualTo("opted-out");
    assertThat(marketing(target)).isEqualTo("completed");

    clinic.advanceTo(start.minusHours(1).toInstant());
    assertThat(clinic.outreach().planned(visit))
        .extracting(Planned::step, Planned::status)
        .doesNotHaveDuplicates()
        .extracting(tuple -> tuple.toList().get(1))
        .containsOnly("completed");
    assertThat(texts(source)).as("confirmation, reminder and last reminder").isEqualTo(3);
    assertThat(clinic.gateway().received(target.phone()))
        .as("the preparation, and no more")
        .hasSize(1);
  }

  @Test
  void aVisitOfBothHasOnePlaceAndOneReminder() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    clinic.fhir().put(source.patient()).accepted();
    clinic.fhir().put(target.patient()).accepted();
    String visit = clinic.fhir().create(source.visit(start.toInstant(), target));
    clinic.settle();

    merge(false).accepted();
    clinic.settle();
    assertThat(actors(visit)).containsExactly("Patient/" + target.id());
    clinic.advanceTo(start.minusDays(6).toInstant());

    assertThat(texts(target)).as("confirmation and preparation").isEqualTo(2);
    assertThat(texts(source)).as("the confirmation").isEqualTo(1);
    unmerge(target.id()).accepted();
    clinic.settle();
    assertThat(actors(visit)).containsExactly("Patient/" + source.id(), "Patient/" + target.id());
  }

  /** By MLLP, while reminders run: the number that goes and the one that stays. */
  @Test
  void anEhrMergesByA40() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    clinic.tell(SiuMessages.booking("A40-1").at(start).of(source));
    clinic.tell(SiuMessages.booking("A40-2").at(start.plusDays(20)).of(target));
    String visit = clinic.outreach().visitId("A40-1");
    String stays = actors(clinic.outreach().visitId("A40-2")).get(0);

    assertThat(clinic.send(a40(source.id(), target.id())).code()).isEqualTo("AA");
    assertThat(clinic.send(a40("nobody", "nobody-else")).code()).isEqualTo("AA");
    clinic.settle();

    assertThat(actors(visit).get(0)).isEqualTo(stays);
    clinic.tell(SiuMessages.moved("A40-1").at(start.plusDays(1)).of(source));
    assertThat(actors(visit).get(0)).as("the old number is the same person").isEqualTo(stays);
    assertThat(clinic.gateway().received(target.phone())).isNotEmpty();
  }

  /** By MLLP: what an A40 made one, an A37 makes two again, and messages find their own record. */
  @Test
  void anEhrUnlinksByA37() {
    ZonedDateTime start = clinic.morning().plusDays(10).withHour(14);
    clinic.tell(SiuMessages.booking("A37-1").at(start).of(source));
    clinic.tell(SiuMessages.booking("A37-2").at(start.plusDays(20)).of(target));
    String visit = clinic.outreach().visitId("A37-1");
    String goes = actors(visit).get(0);
    assertThat(clinic.send(a40(source.id(), target.id())).code()).isEqualTo("AA");
    clinic.settle();
    assertThat(actors(visit)).first().isNotEqualTo(goes);

    assertThat(clinic.send(a37("1", source.id(), "nobody")).segment("MSA"))
        .contains("|AA|")
        .contains("Nothing was merged");
    assertThat(clinic.send(a37("2", target.id(), source.id())).segment("MSA"))
        .contains("|AA|")
        .contains("Two records again");
    assertThat(clinic.send(a37("3", target.id(), source.id())).segment("MSA"))
        .contains("Nothing was merged");
    clinic.settle();

    assertThat(actors(visit).get(0)).isEqualTo(goes);
    assertThat(clinic.fhir().read(Patient.class, goes.split("/")[1]).getActive()).isTrue();
    clinic.tell(SiuMessages.moved("A37-1").at(start.plusDays(1)).of(source));
    assertThat(actors(visit).get(0)).as("the number is its own again").isEqualTo(goes);
  }

  private static String a37(String control, String one, String other) {
    return "MSH|^~\\&|EPIC|MAIN|RAPPORT|HUB|20270202120000||ADT^A37^ADT_A37|A37-"
        + control
        + "|P|2.5.1\rEVN|A37|20270202120000\rPID|1||"
        + one
        + "^^^MAIN^MR||Test^Ada\rPID|2||"
        + other
        + "^^^MAIN^MR||Test^Ada\r";
  }

  private static String a40(String goes, String stays) {
    return "MSH|^~\\&|EPIC|MAIN|RAPPORT|HUB|20270201120000||ADT^A40^ADT_A39|A40-"
        + goes
        + "|P|2.5.1\rEVN|A40|20270201120000\rPID|1||"
        + stays
        + "^^^MAIN^MR||Test^Ada\rMRG|"
        + goes
        + "^^^MAIN^MR\r";
  }

  @Test
  void whatCannotBeMergedIsRefused() {
    clinic.fhir().put(source.patient()).accepted();
    clinic.fhir().put(target.patient()).accepted();

    assertThat(clinic.fhir().post("/Patient/$merge", new Parameters()).status()).isEqualTo(400);
    assertThat(merge(source.id(), source.id(), false).status()).isEqualTo(400);
    assertThat(merge(source.id(), "nobody", false).status()).isEqualTo(404);
    assertThat(unmerge(source.id()).status()).isEqualTo(422);
    merge(false).accepted();
    assertThat(merge(target.id(), source.id(), false).status()).isEqualTo(422);
    assertThat(
            clinic
                .patientReader()
                .post("/Patient/$merge", parameters(source.id(), target.id(), false))
                .status())
        .isEqualTo(403);
  }

  private FhirClient.Answer merge(boolean preview) {
    return merge(source.id(), target.id(), preview);
  }

  private FhirClient.Answer merge(String from, String to, boolean preview) {
    return clinic.fhir().post("/Patient/$merge", parameters(from, to, preview));
  }

  private static Parameters parameters(String from, String to, boolean preview) {
    Parameters parameters = new Parameters();
    parameters.addParameter().setName("source-patient").setValue(new Reference("Patient/" + from));
    parameters.addParameter().setName("target-patient").setValue(new Reference("Patient/" + to));
    parameters.addParameter("preview", new BooleanType(preview));
    return parameters;
  }

  private FhirClient.Answer unmerge(String id) {
    return clinic.fhir().post("/Patient/" + id + "/$unmerge", new Parameters());
  }

  private List<String> actors(String visit) {
    return clinic.fhir().read(Appointment.class, visit).getParticipant().stream()
        .map(one -> one.getActor().getReference())
        .toList();
  }

  private long texts(Person person) {
    return clinic.gateway().received(person.phone()).size();
  }

  // All but the version and its time.
  private static String content(Resource resource) {
    resource.setId(resource.getIdElement().toUnqualifiedVersionless());
    resource.setMeta(null);
    return FhirClient.json(resource);
  }

  // Writes a marketing e-mail and says what became of it.
  private String marketing(Person person) {
    CommunicationRequest request = new CommunicationRequest();
    request.setStatus(CommunicationRequest.CommunicationRequestStatus.ACTIVE);
    request.setSubject(new Reference("Patient/" + person.id()));
    request.addCategory(
        new CodeableConcept(
            new Coding(Outreach.BASE + "/CodeSystem/outreach-purpose", "marketing", null)));
    request.addMedium(
        new CodeableConcept(new Coding(Outreach.BASE + "/CodeSystem/channel", "email", null)));
    request
        .addPayload()
        .setContent(new StringType("Harbour Clinic: our open day is on Saturday. +1 416 555 0100"));
    request.addIdentifier(new Identifier().setValue("open-day"));
    String id = clinic.fhir().create(request);
    clinic.settle();
    CommunicationRequest sent = clinic.fhir().read(CommunicationRequest.class, id);
    return sent.hasStatusReason()
        ? sent.getStatusReason().getCodingFirstRep().getCode()
        : sent.getStatus().toCode();
  }

  private void consent(Person person, Consent.ConsentProvisionType type, Instant at) {
    clinic.fhir().create(Consents.marketing(person, type, "email", at));
  }
}
